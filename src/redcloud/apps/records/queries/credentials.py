"""Stage records: whose key is it? In: a key and a secret. Out: a live credential, or nothing."""

from __future__ import annotations

from datetime import timedelta
from hashlib import sha256
from hmac import compare_digest

from django.db.models import Q, QuerySet
from django.utils import timezone

from redcloud.apps.people.access import NotVisible, Viewer, administered_by
from redcloud.apps.people.models import Organisation
from redcloud.apps.records.models import READS_NOTHING, Credential

ENDED_DAYS = 90
LISTED = 200


def _live() -> Q:
    return Q(revoked_at=None) & (Q(expires_at=None) | Q(expires_at__gt=timezone.now()))


def credential_of(key: str, secret: str) -> Credential | None:
    """Return the live credential of ``key`` if ``secret`` is its secret (one indexed read)."""
    found = Credential.objects.filter(_live(), key=key).select_related("root").first()
    given = sha256(secret.encode("utf-8", "replace")).hexdigest()
    if found is None or not compare_digest(found.secret_hash, given):
        return None
    return found


def credentials_for(viewer: Viewer, root_id: int) -> tuple[Organisation, list[Credential]]:
    """Return the root that the viewer administers, with its credentials, newest first.

    Those that ended more than `ENDED_DAYS` ago are left out.

    Raises
    ------
    NotVisible
    """
    root = administered_by(viewer, root_id)
    since = timezone.now() - timedelta(days=ENDED_DAYS)
    recent = Q(revoked_at=None) | Q(revoked_at__gt=since)
    recent &= Q(expires_at=None) | Q(expires_at__gt=since)
    return root, list(Credential.objects.filter(recent, root=root).order_by("-pk")[:LISTED])


def credential_for(viewer: Viewer, root_id: int, credential_id: int) -> Credential:
    """Return a credential of the root that the viewer administers.

    Raises
    ------
    NotVisible
    """
    root = administered_by(viewer, root_id)
    found = Credential.objects.filter(root=root, pk=credential_id).select_related("root").first()
    if found is None:
        raise NotVisible
    return found


def reading_credentials(root: Organisation) -> QuerySet[Credential]:
    """Return the live credentials that can read persons' records, for every member to see."""
    return (
        Credential.objects.filter(_live(), root=root)
        .exclude(scopes__in=READS_NOTHING)
        .select_related("root")
        .order_by("-pk")
    )
