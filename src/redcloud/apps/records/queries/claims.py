"""Stage records: a member's accounts elsewhere. In: the member. Out: what is theirs, and what may be.

What may be theirs is known from two sources alone: an address that they have confirmed as theirs, and an
administrator's table. Of an account that is not claimed yet nothing is told but its name.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal, get_args

from allauth.account.models import EmailAddress
from django.db.models import Exists

from redcloud.apps.people.access import NotVisible, Viewer
from redcloud.apps.people.models import Member
from redcloud.apps.records.models import AccountOffer, Identity
from redcloud.engine.records.identifiers import Identifier, hashed_address, identifier_of
from redcloud.engine.records.profile import PACKAGE_ACCOUNTS, home_page

Source = Literal["table", "address"]
State = Literal["offered", "taken", "mine", "refused"]
"""``taken``: somebody else has said that it is theirs."""
_ORDER: Final[tuple[State, ...]] = get_args(State)


@dataclass(frozen=True, slots=True)
class Account:
    """One account as its member sees it."""

    identifier: Identifier
    state: State
    source: Source | None
    """Why it is thought to be the member's; None for what was claimed and is offered no more."""
    since: datetime | None = None
    """When it was offered or, of one's own, claimed."""

    @property
    def key(self) -> str:
        """By which a form names it."""
        return self.identifier.digest_text

    @property
    def shown(self) -> str:
        """Its name, without what xAPI puts before an address."""
        return self.identifier.value.removeprefix("mailto:")


def claiming_member(viewer: Viewer) -> Member:
    """Return the member who asks, with their account here.

    Raises
    ------
    NotVisible
        For whoever is no member.
    """
    if viewer.member_id is None:
        raise NotVisible
    return Member.objects.select_related("user", "root").get(pk=viewer.member_id)


def accounts_for(viewer: Viewer) -> list[Account]:
    """Return the accounts of the viewer: those that wait for an answer, then their own, then the others.

    Raises
    ------
    NotVisible
    """
    return accounts_of(claiming_member(viewer))


def accounts_of(member: Member) -> list[Account]:
    """The same for a member."""
    offers = {_identifier(offer): offer for offer in AccountOffer.objects.filter(member=member)}
    addresses = _addresses(member)
    known = {
        row.identifier: row
        for row in Identity.objects.filter(
            root=member.root_id, digest__in=[one.digest for one in _spellings(offers, addresses)]
        )
    }
    ours = (_ours(member), PACKAGE_ACCOUNTS)
    own = [row for row in Identity.objects.filter(member=member) if row.home_page not in ours]
    named = [(row.identifier, row.linked_at) for row in own]
    found = {identifier: Account(identifier, "mine", None, since=since) for identifier, since in named}
    for identifier, offer in offers.items():
        met = next((one for one in spellings_of(identifier) if one in known), identifier)
        if met in found:
            continue
        taken = met in known and known[met].member_id is not None
        state: State = "refused" if offer.refused_at else "taken" if taken else "offered"
        found[met] = Account(met, state, "table", offer.offered_at)
    for address in addresses:
        # Unlike an account of a table, an address is asked about only where records came under it.
        if address in known and address not in found and known[address].member_id is None:
            found[address] = Account(address, "offered", "address")
    return sorted(
        found.values(), key=lambda one: (_ORDER.index(one.state), one.identifier.home_page, one.shown)
    )


def accounts_offered(viewer: Viewer) -> int:
    """How many accounts wait for the viewer's answer: one question for the many who have none."""
    if viewer.member_id is None:
        return 0
    waiting = AccountOffer.objects.filter(member=viewer.member_id, refused_at=None)
    confirmed = EmailAddress.objects.filter(user=viewer.user_id, verified=True)
    asked = Member.objects.filter(Exists(waiting) | Exists(confirmed), pk=viewer.member_id)
    if not asked.exists():
        return 0
    return sum(one.state == "offered" for one in accounts_for(viewer))


def _identifier(offer: AccountOffer) -> Identifier:
    return Identifier("account", offer.name, offer.home_page)


def _ours(member: Member) -> str:
    return home_page(member.root.slug or str(member.root_id))


def spellings_of(identifier: Identifier) -> tuple[Identifier, Identifier]:
    """The account as named, and with a slash more or less: tables write addresses as people do."""
    page = identifier.home_page
    other = page.rstrip("/") if page.endswith("/") else page + "/"
    return identifier, identifier._replace(home_page=other)


def _spellings(offers: dict[Identifier, AccountOffer], addresses: list[Identifier]) -> list[Identifier]:
    return [one for offered in offers for one in spellings_of(offered)] + addresses


def _addresses(member: Member) -> list[Identifier]:
    """The member's confirmed e-mail addresses as statements name them: plain, and as a hash."""
    if member.user is None:
        return []
    confirmed = EmailAddress.objects.filter(user=member.user, verified=True)
    found: list[Identifier] = []
    for address in confirmed.values_list("email", flat=True):
        plain = identifier_of({"mbox": f"mailto:{address}"})
        if plain is not None:
            found += [plain, hashed_address(plain.value)]
    return found
