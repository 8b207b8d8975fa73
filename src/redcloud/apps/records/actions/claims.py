"""Stage records: whose account is it? In: an administrator's table, a member's answer. Out: links.

An administrator may say which account elsewhere is whose, and the member alone agrees. Until then the records
of that account are nobody's: in no portrait, in no figure, on nobody's page.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from redcloud.apps.people import audit
from redcloud.apps.people.access import NotVisible, Viewer, administered_by
from redcloud.apps.people.models import Member, User
from redcloud.apps.records.actions.identities import link_identity, unlink_identity
from redcloud.apps.records.actions.parties import identity_keys
from redcloud.apps.records.models import AccountOffer, Identity
from redcloud.apps.records.queries.claims import Account, accounts_of, claiming_member, spellings_of
from redcloud.engine.records.accounts import AccountRow
from redcloud.engine.records.identifiers import Identifier


@dataclass(slots=True)
class Offered:
    """What became of a table.

    Not how many accounts were asked about before: brought again after it was taken back, a table would
    tell by that number who had said no.
    """

    accounts: int = 0
    unknown: list[AccountRow] = field(default_factory=list)
    """Rows whose number no member has, or a member of another name."""


@transaction.atomic
def offer_accounts(*, actor: User, viewer: Viewer, root_id: int, rows: Sequence[AccountRow]) -> Offered:
    """Note which accounts elsewhere a table names as whose; each member is asked on their own page.

    Whether a member has answered, and what, is not told.

    Raises
    ------
    NotVisible
        For everybody but the root's administrators.
    """
    root = administered_by(viewer, root_id)
    by_key = {
        member.roster_key: member
        for member in Member.objects.filter(root=root, roster_key__in={row.number for row in rows})
    }
    done = Offered()
    wanted: dict[tuple[int, str, str], AccountOffer] = {}
    for row in rows:
        member = by_key.get(row.number)
        if member is None or member.name != row.name:
            done.unknown.append(row)
            continue
        wanted[member.pk, row.platform, row.account] = AccountOffer(
            root=root, member=member, home_page=row.platform, name=row.account, offered_by=actor
        )
    AccountOffer.objects.bulk_create(wanted.values(), ignore_conflicts=True, batch_size=1000)
    done.accounts = len(wanted)
    audit.record(actor=actor, action="records.offer_accounts", target=root, organisation=root)
    return done


@transaction.atomic
def withdraw_offers(*, actor: User, viewer: Viewer, root_id: int) -> None:
    """Take back what tables have said of a root; what members have claimed stays theirs.

    Raises
    ------
    NotVisible
        For everybody but the root's administrators.
    """
    root = administered_by(viewer, root_id)
    AccountOffer.objects.filter(root=root, refused_at=None).delete()
    audit.record(actor=actor, action="records.withdraw_offers", target=root, organisation=root)


@transaction.atomic
def claim_account(*, actor: User, viewer: Viewer, key: str) -> Account:
    """Say that an account that was offered is one's own: from now on its records are the member's.

    Raises
    ------
    NotVisible
        For whatever is not offered to the viewer.
    """
    member, account = _own(viewer, key, "offered", "refused")
    identity = _made(member, account.identifier)
    try:
        link_identity(actor=actor, member=member, identity=identity)
    except PermissionError as taken:
        raise NotVisible from taken
    _offers(member, account).update(refused_at=None)
    return account


@transaction.atomic
def refuse_account(*, actor: User, viewer: Viewer, key: str) -> Account:
    """Say that an account is not one's own; one is not asked again.

    Raises
    ------
    NotVisible
        For whatever is not offered to the viewer.
    """
    member, account = _own(viewer, key, "offered", "taken")
    if account.source != "table":
        raise NotVisible
    # No row in the trail, which administrators can read: the answer is the member's alone.
    _offers(member, account).update(refused_at=timezone.now())
    return account


@transaction.atomic
def release_account(*, actor: User, viewer: Viewer, key: str) -> Account:
    """Undo a claim: the account's records are nobody's again.

    Raises
    ------
    NotVisible
        For whatever is not the viewer's.
    """
    member, account = _own(viewer, key, "mine")
    identity = Identity.objects.get(root=member.root_id, digest=account.identifier.digest)
    unlink_identity(actor=actor, member=member, identity=identity)
    return account


def _own(viewer: Viewer, key: str, *states: str) -> tuple[Member, Account]:
    member = claiming_member(viewer)
    found = [one for one in accounts_of(member) if one.key == key and one.state in states]
    if not found:
        raise NotVisible
    return member, found[0]


def _made(member: Member, identifier: Identifier) -> Identity:
    """The identity, also where no record has come under it yet."""
    return Identity.objects.get(pk=identity_keys(member.root, [identifier])[identifier])


def _offers(member: Member, account: Account) -> QuerySet[AccountOffer]:
    pages = [one.home_page for one in spellings_of(account.identifier)]
    return AccountOffer.objects.filter(member=member, name=account.identifier.value, home_page__in=pages)
