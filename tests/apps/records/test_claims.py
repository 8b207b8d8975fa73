"""An account elsewhere becomes a member's when the member says so, and at no other time."""

from __future__ import annotations

from hashlib import sha1

import pytest
from allauth.account.models import EmailAddress

from redcloud.apps.people.access import ANONYMOUS, NotVisible
from redcloud.apps.people.actions import set_consent
from redcloud.apps.people.models import AuditEntry
from redcloud.apps.records.actions import (
    claim_account,
    drain_outbox,
    erase_member,
    offer_accounts,
    refuse_account,
    release_account,
    withdraw_offers,
)
from redcloud.apps.records.models import AccountOffer, Identity
from redcloud.apps.records.queries import Account, accounts_for, accounts_offered, export_of, subjects_table
from redcloud.engine.records.accounts import AccountRow
from tests.apps.records.making import small, store
from tests.world import World

PAGE = "https://lms.example.org"


def row(world: World, key: str = "member", account: str = "li.ming", page: str = PAGE) -> AccountRow:
    member = world.members[key]
    return AccountRow(2, member.roster_key, member.name, page, account)


def offer(world: World, *rows: AccountRow) -> None:
    offer_accounts(
        actor=world.users["administrator"],
        viewer=world.viewer("administrator"),
        root_id=world.north.pk,
        rows=rows,
    )


def studied(world: World, account: str = "li.ming", page: str = PAGE) -> Identity:
    store(world.north, small(actor={"account": {"homePage": page, "name": account}}))
    return Identity.objects.get(value=account)


def seen(world: World, key: str = "member") -> list[tuple[str, str]]:
    return [(one.shown, one.state) for one in accounts_for(world.viewer(key))]


def only(world: World, key: str = "member") -> Account:
    (found,) = accounts_for(world.viewer(key))
    return found


def by(world: World, key: str = "member") -> dict[str, object]:
    return {"actor": world.users[key], "viewer": world.viewer(key)}


def test_an_account_of_a_table_is_asked_about_and_its_records_join_when_the_member_agrees(
    world: World,
) -> None:
    set_consent(actor=world.users["member"], member=world.members["member"], purpose="portrait", granted=True)
    studied(world)
    offer(world, row(world))
    drain_outbox()
    assert seen(world) == [("li.ming", "offered")]
    assert seen(world, "colleague") == []
    before = subjects_table().num_rows
    claim_account(**by(world), key=only(world).key)
    assert seen(world) == [("li.ming", "mine")]
    assert subjects_table().num_rows == before + 1
    assert accounts_offered(world.viewer("member")) == 0


def test_a_claim_is_undone_and_asked_about_again(world: World) -> None:
    studied(world)
    offer(world, row(world))
    key = only(world).key
    claim_account(**by(world), key=key)
    release_account(**by(world), key=key)
    assert seen(world) == [("li.ming", "offered")]
    assert Identity.objects.get(value="li.ming").member is None


def test_what_is_not_ones_own_is_not_asked_again_though_the_table_comes_again(world: World) -> None:
    offer(world, row(world))
    refuse_account(**by(world), key=only(world).key)
    offer(world, row(world))
    assert seen(world) == [("li.ming", "refused")]
    assert accounts_offered(world.viewer("member")) == 0
    claim_account(**by(world), key=only(world).key)  # a slip of the finger is mended
    assert seen(world) == [("li.ming", "mine")]


def test_an_account_may_be_claimed_before_its_first_record(world: World) -> None:
    offer(world, row(world))
    claim_account(**by(world), key=only(world).key)
    assert studied(world).member == world.members["member"]


@pytest.mark.parametrize(("written", "real"), [(PAGE + "/", PAGE), (PAGE, PAGE + "/")])
def test_a_slash_more_or_less_in_the_table_is_the_same_platform(
    world: World, written: str, real: str
) -> None:
    identity = studied(world, page=real)
    offer(world, row(world, page=written))
    claim_account(**by(world), key=only(world).key)
    identity.refresh_from_db()
    assert identity.member == world.members["member"]
    assert seen(world) == [("li.ming", "mine")]


def test_nobody_claims_what_was_not_offered_to_them(world: World) -> None:
    identity = studied(world)
    offer(world, row(world))
    key = only(world).key
    for who in ("colleague", "secretary", "south_member"):
        with pytest.raises(NotVisible):
            claim_account(**by(world, who), key=key)
    with pytest.raises(NotVisible):
        claim_account(**by(world), key="0" * 32)
    with pytest.raises(NotVisible):
        accounts_for(ANONYMOUS)
    identity.refresh_from_db()
    assert identity.member is None


def test_an_account_that_two_are_told_is_theirs_belongs_to_who_says_so_first(world: World) -> None:
    studied(world)
    offer(world, row(world), row(world, "colleague"))
    claim_account(**by(world), key=only(world).key)
    assert seen(world, "colleague") == [("li.ming", "taken")]
    with pytest.raises(NotVisible):
        claim_account(**by(world, "colleague"), key=only(world, "colleague").key)
    refuse_account(**by(world, "colleague"), key=only(world, "colleague").key)
    assert seen(world, "colleague") == [("li.ming", "refused")]


@pytest.mark.parametrize("hashed", [False, True])
def test_a_confirmed_address_is_asked_about_where_records_came_under_it(world: World, hashed: bool) -> None:
    address = "li@example.org"
    said = {"mbox": f"mailto:{address}"}
    if hashed:
        digest = sha1(b"mailto:li@example.org", usedforsecurity=False).hexdigest()
        said = {"mbox_sha1sum": digest}
    store(world.north, small(actor=said))
    confirmed = EmailAddress.objects.create(user=world.users["member"], email=address, verified=False)
    assert seen(world) == []
    EmailAddress.objects.filter(pk=confirmed.pk).update(verified=True)
    assert only(world).source == "address"
    claim_account(**by(world), key=only(world).key)
    assert only(world).state == "mine"


@pytest.mark.parametrize("changed", [{"number": "nobody"}, {"name": "别人"}])
def test_a_row_of_nobody_or_of_another_name_is_given_back(world: World, changed: dict[str, str]) -> None:
    good = row(world)
    said = {name: getattr(good, name) for name in ("line", "number", "name", "platform", "account")}
    bad = AccountRow(**said | changed)
    done = offer_accounts(**by(world, "administrator"), root_id=world.north.pk, rows=[bad, good, good])
    assert (done.accounts, done.unknown) == (1, [bad])


@pytest.mark.parametrize("who", ["member", "secretary", "officer", "editor"])
def test_only_an_administrator_brings_a_table(world: World, who: str) -> None:
    with pytest.raises(NotVisible):
        offer_accounts(**by(world, who), root_id=world.north.pk, rows=[row(world)])
    with pytest.raises(NotVisible):
        withdraw_offers(**by(world, who), root_id=world.north.pk)


def test_a_wrong_table_is_taken_back_and_what_was_claimed_stays(world: World) -> None:
    offer(world, row(world), row(world, "colleague", "wang"))
    claim_account(**by(world), key=only(world).key)
    withdraw_offers(**by(world, "administrator"), root_id=world.north.pk)
    assert seen(world) == [("li.ming", "mine")]
    assert seen(world, "colleague") == []


def test_a_table_brought_again_does_not_tell_who_has_said_no(world: World) -> None:
    rows = [row(world), row(world, "colleague", "wang")]
    offer(world, *rows)
    refuse_account(**by(world), key=only(world).key)
    withdraw_offers(**by(world, "administrator"), root_id=world.north.pk)
    told = [offer_accounts(**by(world, "administrator"), root_id=world.north.pk, rows=[one]) for one in rows]
    assert told[0] == told[1]
    assert seen(world) == [("li.ming", "refused")]
    assert seen(world, "colleague") == [("wang", "offered")]


def test_the_trail_says_who_brought_a_table_and_not_what_members_answered_to_it(world: World) -> None:
    offer(world, row(world))
    refuse_account(**by(world), key=only(world).key)
    targets = {entry.action: entry.target_kind for entry in AuditEntry.objects.all()}
    assert targets["records.offer_accounts"] == "people.organisation"
    assert "records.refuse_account" not in targets


def test_a_members_copy_holds_what_was_offered_and_erasing_ends_it(world: World) -> None:
    studied(world)
    offer(world, row(world))
    assert export_of(world.members["member"].pk)["accounts_offered"][0]["name"] == "li.ming"
    erase_member(world.members["member"].pk)
    assert not AccountOffer.objects.exists()
