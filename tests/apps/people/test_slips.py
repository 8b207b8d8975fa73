"""Slips for a new password: never unseen, never at once, never more than their maker may open."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.test import Client
from django.utils import timezone

from redcloud.apps.notices.models import Notice
from redcloud.apps.people import activation
from redcloud.apps.people.access import NotVisible
from redcloud.apps.people.activation import CodeRefused
from redcloud.apps.people.administration import StaffRefused
from redcloud.apps.people.models import (
    AuditEntry,
    Member,
    Membership,
    PasswordSlip,
    Role,
    RoleAssignment,
    User,
)
from redcloud.apps.people.queries import slips_of
from redcloud.apps.people.slips import (
    VALID_FOR,
    WAITS_FOR,
    SlipEarly,
    SlipRefused,
    allow_slips,
    issue_slip,
    issue_slip_at_root,
    stop_slips,
    use_slip,
)
from tests.world import SINCE, World

PASSWORD = "river-stone-2026"


@pytest.fixture(autouse=True)
def allowed(world: World) -> None:
    """Everybody has let their branch make slips."""
    Member.objects.update(slips_allowed=True)


def slip_of(world: World, key: str = "member", by: str = "secretary") -> str:
    return issue_slip(
        actor=world.users[by],
        viewer=world.viewer(by),
        branch_id=world.branch.pk,
        member_id=world.members[key].pk,
    ).code


def at_root(world: World, who: str) -> str:
    return issue_slip_at_root(
        actor=world.users["administrator"],
        viewer=world.viewer("administrator"),
        root_id=world.north.pk,
        who=who,
    ).code


def a_day_later() -> None:
    PasswordSlip.objects.update(usable_from=timezone.now() - timedelta(seconds=1))


def as_stored(key: str) -> User:
    return get_user_model().objects.get(username=key)


def test_the_member_is_told_at_once_and_can_stop_it_before_it_does_anything(world: World) -> None:
    code = slip_of(world)
    assert Notice.objects.get(member=world.members["member"]).kind == "slip_made"
    (line,) = slips_of(world.members["member"].pk)
    assert line.open
    assert line.made_by == f"{world.branch.name} {world.members['secretary'].name}"
    with pytest.raises(SlipEarly):
        use_slip(code=code, password=PASSWORD)
    assert stop_slips(actor=world.users["member"], viewer=world.viewer("member")) == 1
    a_day_later()
    with pytest.raises(CodeRefused):
        use_slip(code=code, password=PASSWORD)
    assert not as_stored("member").check_password(PASSWORD)


def test_a_day_later_it_sets_the_password_once_and_ends_every_session(world: World) -> None:
    browser = Client()
    browser.force_login(world.users["member"])
    code = slip_of(world)
    assert browser.get("/account/").status_code == 200
    a_day_later()
    use_slip(code=code, password=PASSWORD)
    assert as_stored("member").check_password(PASSWORD)
    assert browser.get("/account/").status_code == 302
    with pytest.raises(CodeRefused):
        use_slip(code=code, password="another-stone-2026")
    (line,) = slips_of(world.members["member"].pk)
    assert line.used_at
    assert not line.open
    assert {notice.kind for notice in Notice.objects.all()} == {"slip_made", "slip_used"}
    assert set(AuditEntry.objects.values_list("action", flat=True)) >= {
        "people.issue_slip",
        "people.use_slip",
    }


def test_a_weak_password_leaves_the_slip_as_it_was(world: World) -> None:
    code = slip_of(world)
    a_day_later()
    with pytest.raises(ValidationError):
        use_slip(code=code, password="12345678")
    use_slip(code=code, password=PASSWORD)


def test_it_ends_by_itself_and_by_a_newer_one(world: World) -> None:
    old, new = slip_of(world), slip_of(world)
    a_day_later()
    with pytest.raises(CodeRefused):
        use_slip(code=old, password=PASSWORD)
    PasswordSlip.objects.update(expires_at=timezone.now())
    with pytest.raises(CodeRefused):
        use_slip(code=new, password=PASSWORD)
    assert WAITS_FOR < VALID_FOR


def test_a_code_in_clear_is_nowhere_in_the_database_and_opens_no_account_of_its_own(world: World) -> None:
    code = slip_of(world)
    assert activation.normalised(code) not in repr(
        [*PasswordSlip.objects.values(), *AuditEntry.objects.values()]
    )
    with pytest.raises(CodeRefused):
        activation.member_for_code(code)


@pytest.mark.parametrize(
    "role", ["member", "sibling_secretary", "officer", "administrator", "south_secretary"]
)
def test_only_the_committee_of_the_branch_makes_one(world: World, role: str) -> None:
    with pytest.raises(NotVisible):
        slip_of(world, by=role)
    assert not PasswordSlip.objects.exists()


def test_none_is_made_for_oneself_for_nobody_and_where_there_is_an_own_way(world: World) -> None:
    world.users["member"].email = "me@example.org"
    world.users["member"].save()
    for key, why in {"secretary": "own", "more1": "no_account", "member": "closed"}.items():
        with pytest.raises(SlipRefused) as refused:
            slip_of(world, key)
        assert refused.value.code == why
    assert not PasswordSlip.objects.exists()


@pytest.mark.parametrize("change", ["office", "email", "left"])
def test_it_is_judged_again_when_it_is_used(world: World, change: str) -> None:
    code = slip_of(world)
    a_day_later()
    user = world.users["member"]
    if change == "office":
        RoleAssignment.objects.create(user=user, organisation=world.north, role=Role.OFFICER, since=SINCE)
    elif change == "email":
        User.objects.filter(pk=user.pk).update(email="me@example.org")
    else:
        Membership.objects.filter(member=world.members["member"]).update(organisation=world.sibling)
    with pytest.raises(CodeRefused):
        use_slip(code=code, password=PASSWORD)
    assert not as_stored("member").check_password(PASSWORD)


def test_who_holds_an_office_beyond_the_branch_gets_theirs_from_the_administrator(world: World) -> None:
    user = world.users["member"]
    RoleAssignment.objects.create(user=user, organisation=world.north, role=Role.EDITOR, since=SINCE)
    with pytest.raises(SlipRefused):
        slip_of(world)
    code = at_root(world, "member")
    a_day_later()
    assert use_slip(code=code, password=PASSWORD) == user


def test_an_administrator_makes_none_for_an_administrator_or_for_another_root(world: World) -> None:
    RoleAssignment.objects.create(
        user=world.users["member"], organisation=world.north, role=Role.ADMINISTRATOR, since=SINCE
    )
    with pytest.raises(SlipRefused):
        at_root(world, "member")
    with pytest.raises(StaffRefused):
        at_root(world, "south_member")


def test_nobody_makes_one_for_a_member_who_did_not_say_yes(world: World) -> None:
    Member.objects.filter(pk=world.members["member"].pk).update(slips_allowed=False)
    with pytest.raises(SlipRefused) as refused:
        slip_of(world)
    assert refused.value.code == "closed"
    assert not PasswordSlip.objects.exists()


def test_a_no_stops_what_is_out_and_a_roster_changes_nothing_of_it(world: World) -> None:
    code = slip_of(world)
    allow_slips(actor=world.users["member"], viewer=world.viewer("member"), allowed=False)
    a_day_later()
    with pytest.raises(CodeRefused):
        use_slip(code=code, password=PASSWORD)
    allow_slips(actor=world.users["member"], viewer=world.viewer("member"), allowed=True)
    with pytest.raises(CodeRefused):  # a yes brings nothing back
        use_slip(code=code, password=PASSWORD)


def test_the_member_says_so_when_the_account_is_made_and_it_stands_at_no() -> None:
    assert Member._meta.get_field("slips_allowed").default is False
