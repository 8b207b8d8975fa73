"""Stage records: whose identity is it? In: a member who confirms. Out: links; no statement is touched."""

from __future__ import annotations

import secrets
from collections.abc import Iterable

import structlog
from django.db import transaction
from django.utils import timezone

from redcloud.apps.people import audit
from redcloud.apps.people.models import Member, Organisation, User
from redcloud.apps.records.actions.parties import identity_keys
from redcloud.apps.records.actions.writing import pass_gate
from redcloud.apps.records.models import Identity, Pseudonym
from redcloud.apps.records.signals import lake_changed
from redcloud.engine.objects import OutOfReach
from redcloud.engine.records.identifiers import Identifier
from redcloud.engine.records.profile import home_page

log = structlog.get_logger(__name__)
NAME_BYTES = 18
"""Of a drawn name: nobody guesses one, and nobody is found by one."""


def member_identifier(root: Organisation, member: Member) -> Identifier:
    """Return the account under which this platform itself names a member: opaque, no name in it."""
    return Identifier("account", str(member.uid), home_page(root.slug or str(root.pk)))


def adopt_members(root: Organisation, members: Iterable[Member]) -> None:
    """Make the platform's own identity of members, linked from the start: it is theirs by making."""
    wanted = {member_identifier(root, member): member for member in members}
    keys = identity_keys(root, wanted)
    bare = set(Identity.objects.filter(pk__in=keys.values(), member=None).values_list("pk", flat=True))
    if not bare:
        return
    now = timezone.now()
    owners = {pk: wanted[identifier] for identifier, pk in keys.items() if pk in bare}
    Identity.objects.bulk_update(
        [Identity(pk=pk, member=member, linked_at=now) for pk, member in owners.items()],
        ["member", "linked_at"],
    )


@transaction.atomic
def own_account(*, root: Organisation, home_page: str, member: Member | None = None) -> Identity:
    """Make an account of a random name under a home page of this platform's: the member's by making.

    It is among the member's identities like every other, in their copy and in their erasure. Without a member
    it is nobody's, and goes with `forget_account`.
    """
    drawn = Identifier("account", secrets.token_urlsafe(NAME_BYTES), home_page)
    pass_gate(root.pk, alone=False)
    key = identity_keys(root, [drawn])[drawn]
    if member is not None:
        Identity.objects.filter(pk=key).update(member=member, linked_at=timezone.now())
    return Identity.objects.get(pk=key)


@transaction.atomic
def link_identity(*, actor: User, member: Member, identity: Identity) -> Identity:
    """Link an identity to the member who confirms that it is theirs. No statement is rewritten.

    Raises
    ------
    PermissionError
        When somebody else than the member confirms, or the identity is another's, of another root,
        or a group's.
    """
    if member.user_id != actor.pk:
        raise PermissionError("only the member confirms")
    row = Identity.objects.select_for_update().get(pk=identity.pk)
    if row.root_id != member.root_id or row.is_group or row.member_id not in (None, member.pk):
        raise PermissionError("this identity cannot be the member's")
    row.member, row.linked_at, row.basis = member, timezone.now(), ""
    row.save(update_fields=["member", "linked_at", "basis"])
    audit.record(actor=actor, action="records.link_identity", target=row, organisation=member.root)
    _announce(row)
    return row


@transaction.atomic
def unlink_identity(*, actor: User, member: Member, identity: Identity) -> None:
    """Undo a link that the member confirmed in error.

    Raises
    ------
    PermissionError
        When somebody else than the member asks, or the identity is not linked to the member.
    """
    row = Identity.objects.select_for_update().get(pk=identity.pk)
    if member.user_id != actor.pk or row.member_id != member.pk:
        raise PermissionError("only the member unlinks")
    row.member, row.linked_at = None, None
    row.save(update_fields=["member", "linked_at"])
    audit.record(actor=actor, action="records.unlink_identity", target=row, organisation=member.root)
    _announce(row)


def _announce(identity: Identity) -> None:
    """Tell the receivers after the commit that the rows of this pseudonym are somebody else's now."""
    own = Pseudonym.objects.filter(identity__member_id=identity.member_id) if identity.member_id else None
    values = set(Pseudonym.objects.filter(identity=identity).values_list("value", flat=True))
    if own is not None:
        values |= set(own.values_list("value", flat=True))
    transaction.on_commit(lambda: _tell(frozenset(values)))


def _tell(pseudonyms: frozenset[int]) -> None:
    """The link stands already; where the lake does not answer, the night folds what follows from it."""
    try:
        lake_changed.send(sender=None, pseudonyms=pseudonyms, months=None)
    except OutOfReach as problem:
        log.warning("portraits follow at night: the lake does not answer", code=problem.code)
