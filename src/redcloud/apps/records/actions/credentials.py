"""Stage records: keys for programs. In: an administrator's decision. Out: a key and, once, its secret."""

from __future__ import annotations

import secrets
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from django.db import transaction
from django.utils import timezone

from redcloud.apps.people import audit
from redcloud.apps.people.models import Organisation, User
from redcloud.apps.records.models import READING_SCOPES, Credential, Scope, scopes_text
from redcloud.apps.records.signals import credentials_changed


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
) -> NewCredential:
    """Make a credential of an organisation. By default it writes and reads nothing.

    Raises
    ------
    ValueError
        When there is no scope, or one reads persons' records and the approver, the purpose or the
        expiry is missing.
    """
    if not scopes:
        raise ValueError("a credential without a scope opens nothing")
    if not READING_SCOPES.isdisjoint(scopes) and not (approver.strip() and purpose.strip() and expires_at):
        raise ValueError("reading needs an approver, a purpose and an expiry")
    secret = secrets.token_urlsafe(32)
    credential = Credential.objects.create(
        root=root,
        name=name,
        key=secrets.token_hex(16),
        secret_hash=secret_hash(secret),
        scopes=scopes_text(scopes),
        approver=approver.strip(),
        purpose=purpose.strip(),
        expires_at=expires_at,
        made_by=actor,
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


def _after_commit() -> None:
    transaction.on_commit(lambda: credentials_changed.send(sender=None))
