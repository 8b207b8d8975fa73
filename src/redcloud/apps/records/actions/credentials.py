"""Stage records: keys for programs. In: an administrator's decision. Out: a key and, once, its secret."""

from __future__ import annotations

import secrets
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils import timezone

from redcloud.apps.people import audit
from redcloud.apps.people.models import Organisation, User
from redcloud.apps.records.models import READING_SCOPES, Credential, Scope, scopes_text
from redcloud.apps.records.signals import credentials_changed

UNDO_WITHIN = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class NewCredential:
    """A credential with its secret, which nobody can read again later."""

    credential: Credential
    secret: str


def secret_hash(secret: str) -> str:
    """Return what is kept of a secret. It is 256 random bits: a slow hash would protect nothing more."""
    return sha256(secret.encode()).hexdigest()


@transaction.atomic
def make_credential(
    *,
    actor: User | None,
    root: Organisation,
    name: str,
    scopes: Collection[Scope] = (Scope.WRITE,),
    approver: str = "",
    purpose: str = "",
    expires_at: datetime | None = None,
    client_id: str = "",
) -> NewCredential:
    """Make a credential of an organisation. By default it writes and reads nothing.

    Parameters
    ----------
    approver, purpose, expires_at : needed by a scope that reads persons' records, kept only then (an
        expiry always).
    client_id : of a client at the issuer, in place of a secret; a credential that this client has already
        is replaced.

    Raises
    ------
    ValueError
        When there is no scope, or one reads persons' records and the approver, the purpose or the
        expiry is missing.
    """
    if not scopes:
        raise ValueError("a credential without a scope opens nothing")
    reads = not READING_SCOPES.isdisjoint(scopes)
    if reads and not (approver.strip() and purpose.strip() and expires_at):
        raise ValueError("reading needs an approver, a purpose and an expiry")
    if client_id:
        for other in _live_client(root, client_id):
            revoke_credential(actor=actor, credential=other)
    secret = "" if client_id else secrets.token_urlsafe(32)
    credential = Credential.objects.create(
        root=root,
        name=name,
        key=secrets.token_hex(16),
        secret_hash=secret_hash(secret) if secret else "",
        scopes=scopes_text(scopes),
        approver=approver.strip() if reads else "",
        purpose=purpose.strip() if reads else "",
        expires_at=expires_at,
        made_by=actor,
        client_id=client_id,
    )
    audit.record(actor=actor, action="records.make_credential", target=credential, organisation=root)
    return NewCredential(credential, secret)


@transaction.atomic
def revoke_credential(*, actor: User | None, credential: Credential) -> None:
    """End a credential; what it wrote stays."""
    credential.revoked_at = timezone.now()
    credential.save(update_fields=["revoked_at"])
    audit.record(
        actor=actor, action="records.revoke_credential", target=credential, organisation=credential.root
    )
    _after_commit()


@transaction.atomic
def restore_credential(*, actor: User | None, credential: Credential) -> bool:
    """Undo a revocation of the last minutes; False where it is too late or another has its place."""
    found = Credential.objects.select_for_update().get(pk=credential.pk)
    if not may_be_restored(found):
        return False
    if found.client_id and _live_client(found.root, found.client_id).exists():
        return False
    found.revoked_at = None
    found.save(update_fields=["revoked_at"])
    audit.record(actor=actor, action="records.restore_credential", target=found, organisation=found.root)
    _after_commit()
    return True


def credential_of_client(*, root: Organisation, client_id: str) -> Credential | None:
    """Return the live credential of a client of the issuer; None once it was revoked or is over.

    A client that was never seen gets one that writes and reads nothing, so that an administrator sees it
    and can end it.
    """
    newest = Credential.objects.filter(root=root, client_id=client_id).select_related("root").order_by("-pk")
    found = newest.first()
    if found is None:
        try:
            with transaction.atomic():
                make_credential(
                    actor=None,
                    root=root,
                    name=client_id[:80],
                    scopes=(Scope.WRITE, Scope.DEFINE),
                    client_id=client_id,
                )
        except IntegrityError:
            pass  # another process was faster
        found = newest.first()
    if found is None or found.revoked_at is not None or found.has_expired:
        return None
    return found


def may_be_restored(credential: Credential) -> bool:
    """Whether a revocation can still be undone."""
    revoked = credential.revoked_at
    return revoked is not None and timezone.now() < revoked + UNDO_WITHIN


def note_use(credential: Credential) -> None:
    """Write down the day, once a day; never the hour, the address or what was asked."""
    today = timezone.localdate()
    if credential.last_used_on != today:
        credential.last_used_on = today
        Credential.objects.filter(pk=credential.pk).update(last_used_on=today)


def _live_client(root: Organisation, client_id: str) -> QuerySet[Credential]:
    return Credential.objects.filter(root=root, client_id=client_id, revoked_at=None)


def _after_commit() -> None:
    transaction.on_commit(lambda: credentials_changed.send(sender=None))
