"""Activation: a code is shown once, works once, expires, and opens one account with its waiting roles."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from redcloud.apps.people import activation
from redcloud.apps.people.access import NotVisible, viewer_of
from redcloud.apps.people.activation import CodeRefused, NameTaken, activate, issue_codes
from redcloud.apps.people.models import ActivationCode, AuditEntry, Member, PendingRole, Purpose, User
from redcloud.apps.people.queries import answers_of, branch_roster, has_consent
from redcloud.apps.people.roster import import_roster
from tests.world import SINCE, World

PASSWORD = "river-stone-2026"


def codes(world: World, *, renew: bool = False) -> dict[str, str]:
    issued = issue_codes(
        actor=world.users["secretary"],
        viewer=world.viewer("secretary"),
        branch_id=world.branch.pk,
        renew=renew,
    )
    return {one.member_name: one.code for one in issued}


def claim(code: str, **changed: object) -> User:
    given = {"code": code, "username": "fang", "password": PASSWORD, "email": "", "answers": {}}
    return activate(**{**given, **changed})  # type: ignore[arg-type]


def test_codes_are_for_members_of_the_branch_without_an_account(world: World) -> None:
    assert set(codes(world)) == {f"测试more{number}" for number in range(9)}


@pytest.mark.parametrize(
    "role", ["member", "sibling_secretary", "officer", "administrator", "south_secretary"]
)
def test_only_the_committee_of_the_branch_makes_codes(world: World, role: str) -> None:
    with pytest.raises(NotVisible):
        issue_codes(actor=world.users[role], viewer=world.viewer(role), branch_id=world.branch.pk)
    assert not ActivationCode.objects.exists()


def test_a_code_in_clear_is_nowhere_in_the_database(world: World) -> None:
    code = codes(world)["测试more1"]
    bare = activation.normalised(code)
    stored = repr([*ActivationCode.objects.values(), *AuditEntry.objects.values()])
    assert code not in stored
    assert bare not in stored


def test_a_code_opens_an_account_once(world: World) -> None:
    code = codes(world)["测试more1"]
    user = claim(code)
    assert user.check_password(PASSWORD)
    assert Member.objects.get(user=user).name == "测试more1"
    with pytest.raises(CodeRefused):
        claim(code, username="other")


@pytest.mark.parametrize(
    "typed", [str.lower, lambda c: c.replace("-", " "), lambda c: c.replace("0", "O").replace("1", "l")]
)
def test_a_code_is_read_as_people_type_it(world: World, typed: object) -> None:
    code = codes(world)["测试more1"]
    assert claim(typed(code)).pk  # type: ignore[operator]


def test_an_expired_code_is_refused_like_an_unknown_one(world: World) -> None:
    code = codes(world)["测试more1"]
    ActivationCode.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    for given in (code, "ZZZZ-ZZZZ-ZZZZ", ""):
        with pytest.raises(CodeRefused):
            claim(given)


def test_a_new_code_ends_the_older_one(world: World) -> None:
    old, new = codes(world)["测试more1"], codes(world, renew=True)["测试more1"]
    with pytest.raises(CodeRefused):
        claim(old)
    assert claim(new)


def test_a_name_in_use_and_a_weak_password_leave_the_code_usable(world: World) -> None:
    code = codes(world)["测试more1"]
    with pytest.raises(NameTaken):
        claim(code, username="Member")
    with pytest.raises(ValidationError):
        claim(code, password="12345678")
    assert claim(code)


def test_consent_is_no_unless_the_member_says_yes(world: World) -> None:
    issued = codes(world)
    silent, agreeing = (
        claim(issued["测试more1"]),
        claim(issued["测试more2"], username="second", answers={Purpose.PORTRAIT: True}),
    )
    assert [answer.granted for answer in answers_of(silent.member.pk)] == [False, False, False]
    assert has_consent(agreeing.member.pk, Purpose.PORTRAIT)
    assert not has_consent(agreeing.member.pk, Purpose.COMMENT_TOPICS)


def test_a_role_that_waited_is_given_and_waits_no_longer(world: World) -> None:
    member = world.members["more1"]
    PendingRole.objects.create(member=member, organisation=world.branch, role="secretary", since=SINCE)
    user = claim(codes(world)[member.name])
    assert [grant.role for grant in viewer_of(user).grants] == ["secretary"]
    assert not PendingRole.objects.exists()


def test_a_code_that_opens_more_than_the_branch_is_the_administrators_to_give(world: World) -> None:
    officer, editor, ours = (world.members[f"more{number}"] for number in range(3))
    PendingRole.objects.create(member=officer, organisation=world.north, role="officer", since=SINCE)
    PendingRole.objects.create(member=editor, organisation=world.north, role="editor", since=SINCE)
    PendingRole.objects.create(member=editor, organisation=world.branch, role="secretary", since=SINCE)
    PendingRole.objects.create(member=ours, organisation=world.branch, role="secretary", since=SINCE)
    assert set(codes(world)) == {f"测试more{number}" for number in range(2, 9)}
    named = issue_codes(
        actor=world.users["secretary"],
        viewer=world.viewer("secretary"),
        branch_id=world.branch.pk,
        member_ids=[officer.pk, editor.pk],
    )
    assert named == []
    _, rows = branch_roster(world.viewer("secretary"), world.branch.pk)
    assert {row.name for row in rows if row.code_from_administrator} == {officer.name, editor.name}


def test_the_branch_roster_says_who_has_an_account_and_nothing_about_taking_part(world: World) -> None:
    codes(world)
    branch, rows = branch_roster(world.viewer("secretary"), world.branch.pk)
    assert branch == world.branch
    by_name = {row.name: row for row in rows}
    assert len(rows) == 12
    assert by_name["测试secretary"].has_account
    assert by_name["测试secretary"].roles
    assert not by_name["测试more1"].has_account
    assert by_name["测试more1"].code_expires_at


def test_an_office_that_a_roster_names_ends_a_code_that_was_printed_for_a_plain_member(world: World) -> None:
    for key, name in {"more1": "王芳", "more2": "李强"}.items():
        Member.objects.filter(pk=world.members[key].pk).update(name=name)
    printed = codes(world)
    rows = "姓名,编号,党支部,职务\n王芳,more1,测试第一党支部,组织员\n李强,more2,测试第一党支部,\n"
    report = import_roster(actor=None, root=world.north, data=rows.encode(), day=timezone.localdate())
    assert report.rejections == []
    assert PendingRole.objects.get().member == world.members["more1"]
    with pytest.raises(CodeRefused):
        claim(printed["王芳"])
    assert claim(printed["李强"])


def test_leaders_whose_role_waits_get_the_first_codes(world: World) -> None:
    PendingRole.objects.create(
        member=world.members["sibling1"], organisation=world.sibling, role="deputy_secretary", since=SINCE
    )
    issued = activation.issue_codes_to_leaders(
        actor=world.users["administrator"], viewer=world.viewer("administrator"), root_id=world.north.pk
    )
    assert [one.member_name for one in issued] == ["测试sibling1"]
    again = activation.issue_codes_to_leaders(
        actor=world.users["administrator"], viewer=world.viewer("administrator"), root_id=world.north.pk
    )
    assert again == []
    assert activation.member_for_code(issued[0].code) == world.members["sibling1"]
    with pytest.raises(NotVisible):
        activation.issue_codes_to_leaders(
            actor=world.users["officer"], viewer=world.viewer("officer"), root_id=world.north.pk
        )
