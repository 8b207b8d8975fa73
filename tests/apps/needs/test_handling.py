"""The branch's side: a named person takes it, answers, passes it on; contact for the taker alone."""

from __future__ import annotations

import pytest

from redcloud.apps.needs import actions
from redcloud.apps.needs.models import Need, NeedComplaint
from redcloud.apps.needs.queries import (
    branch_needs,
    complaint_for,
    complaints_waiting,
    handled_photo,
    need_followed,
    need_shown,
    passed_to,
    waiting_for_branch,
)
from redcloud.apps.notices.models import Notice
from redcloud.apps.people.access import NotVisible
from redcloud.apps.people.actions import assign_role
from redcloud.apps.people.models import AuditEntry, Role, RoleAssignment
from redcloud.engine.needs.codes import code_hash
from redcloud.engine.needs.states import StepRefused
from tests.apps.needs.test_asking import jpeg
from tests.world import SINCE

pytestmark = pytest.mark.django_db


def state(asked) -> str:
    return Need.objects.get(pk=asked.need.pk).state


def test_the_resident_reads_who_took_it_and_what_was_answered(ask, person) -> None:
    asked, secretary = ask(), person("secretary")
    secretary.does(actions.take, asked)
    secretary.does(actions.answer, asked, words="明天来修")
    view = need_followed(code_hash(asked.code))
    assert (view.taker, view.need.state) == ("测试secretary", "answered")
    assert [(word.words, word.person) for word in view.words] == [("明天来修", "测试secretary")]


def test_marked_solved_stays_open_until_the_resident_confirms(ask, person) -> None:
    asked, secretary = ask(), person("secretary")
    secretary.does(actions.take, asked)
    secretary.does(actions.mark_solved, asked)
    assert Need.objects.get().status == "open"
    actions.confirm_solved(code=code_hash(asked.code))
    assert (Need.objects.get().state, Need.objects.get().status) == ("confirmed", "closed")


def test_not_solved_waits_again_with_the_same_person_who_is_told(ask, person, world) -> None:
    asked, secretary = ask(), person("secretary")
    secretary.does(actions.take, asked)
    secretary.does(actions.mark_solved, asked)
    actions.reopen(code=code_hash(asked.code), words="还是不亮")
    need = Need.objects.get()
    assert (need.state, need.taker, need.closed_at) == ("reopened", world.users["secretary"], None)
    assert Notice.objects.filter(kind="need_reopened", member=world.members["secretary"]).count() == 1
    assert [line.uid for line in waiting_for_branch(world.viewer("secretary"), world.branch.pk)] == [need.uid]


@pytest.mark.parametrize(
    "key", ["member", "sibling_secretary", "officer", "editor", "administrator", "south_officer"]
)
def test_nobody_else_can_take_or_read_it(ask, person, world, key) -> None:
    asked = ask(contact_way="138", photo=jpeg())
    for act in (actions.take, actions.open_contact, actions.mark_solved):
        with pytest.raises(NotVisible):
            person(key).does(act, asked)
    with pytest.raises(NotVisible):
        handled_photo(world.viewer(key), world.branch.pk, asked.need.uid)
    try:
        view = need_shown(world.viewer(key), world.branch.pk, asked.need.uid)
    except NotVisible:
        assert key != "member"
    else:
        assert key == "member"
        assert not any((view.may_read, view.words, view.has_contact, view.has_photo, view.can_take))


def test_only_the_taker_gets_contact_and_photo_also_within_the_committee(ask, person, world) -> None:
    assign_role(
        actor=None,
        user=world.users["colleague"],
        organisation=world.branch,
        role=Role.ORGANISATION_COMMISSIONER,
        since=SINCE,
    )
    asked = ask(contact_way="13800000000", photo=jpeg())
    person("secretary").does(actions.take, asked)
    seen = need_shown(world.viewer("colleague"), world.branch.pk, asked.need.uid)
    assert seen.may_read
    assert not any((seen.has_contact, seen.has_photo, seen.can_answer))
    with pytest.raises(NotVisible):
        person("colleague").does(actions.open_contact, asked)
    with pytest.raises(NotVisible):
        handled_photo(world.viewer("colleague"), world.branch.pk, asked.need.uid)
    assert person("secretary").does(actions.open_contact, asked).way == "13800000000"
    assert handled_photo(world.viewer("secretary"), world.branch.pk, asked.need.uid)[:2] == b"\xff\xd8"


def test_opening_the_contact_is_written_down_and_the_resident_sees_when(ask, person) -> None:
    asked = ask(contact_way="138")
    person("secretary").does(actions.take, asked)
    assert need_followed(code_hash(asked.code)).contact_opened_at is None
    person("secretary").does(actions.open_contact, asked)
    assert need_followed(code_hash(asked.code)).contact_opened_at is not None
    assert AuditEntry.objects.filter(action="needs.open_contact").count() == 1


def test_after_another_person_took_over_the_first_has_no_contact_any_more(ask, person, world) -> None:
    asked = ask(contact_way="138")
    person("secretary").does(actions.take, asked)
    person("secretary").does(actions.hand_over, asked, member_id=world.members["member"].pk)
    with pytest.raises(NotVisible):
        person("secretary").does(actions.open_contact, asked)
    assert person("member").does(actions.open_contact, asked).way == "138"
    assert Notice.objects.get(kind="need_given").member == world.members["member"]


def test_a_need_is_handed_to_members_of_the_branch_only(ask, person, world) -> None:
    for stranger in ("sibling_secretary", "south_member", "more1"):  # more1 has no account
        with pytest.raises(NotVisible):
            person("secretary").does(actions.hand_over, ask(), member_id=world.members[stranger].pk)


def test_passing_on_needs_a_reason_and_one_step(ask, person, world) -> None:
    asked, secretary = ask(), person("secretary")
    with pytest.raises(ValueError, match="reason"):
        secretary.does(actions.pass_on, asked, organisation_id=world.sibling.pk, reason=" ")
    for far in (world.north.pk, world.south_branch.pk, world.branch.pk):
        with pytest.raises(NotVisible):
            secretary.does(actions.pass_on, asked, organisation_id=far, reason="不归我们")
    assert Need.objects.get().holder == world.branch


def test_a_need_passed_sideways_is_the_other_branchs_and_says_why(ask, person, world) -> None:
    asked = ask(contact_way="138")
    person("secretary").does(actions.take, asked)
    person("secretary").does(actions.pass_on, asked, organisation_id=world.sibling.pk, reason="在他们那边")
    need = Need.objects.get()
    assert (need.holder, need.taker, need.state) == (world.sibling, None, "received")
    with pytest.raises(NotVisible):
        person("secretary").does(actions.take, asked)
    assert [word.words for word in need_followed(code_hash(asked.code)).words] == ["在他们那边"]
    person("sibling_secretary").does(actions.take, asked)


def test_a_need_passed_up_waits_with_the_officer_who_can_pass_it_down(ask, person, world) -> None:
    asked = ask()
    person("secretary").does(actions.pass_on, asked, organisation_id=world.general.pk, reason="要协调")
    assert [line.uid for line in passed_to(world.viewer("officer"), world.general)] == [asked.need.uid]
    person("officer").does(actions.take, asked)
    person("officer").does(actions.pass_on, asked, organisation_id=world.sibling.pk, reason="请你们办")
    assert (
        passed_to(world.viewer("officer"), world.sibling) == []
    )  # it waits for the branch, not for the officer
    assert Need.objects.get().holder == world.sibling


def test_nothing_is_passed_up_where_no_officer_would_read_it(ask, person, world) -> None:
    world.users["officer"].roles.all().delete()
    with pytest.raises(NotVisible):
        person("secretary").does(actions.pass_on, ask(), organisation_id=world.general.pk, reason="要协调")


def test_steps_out_of_order_are_refused_and_change_nothing(ask, person) -> None:
    asked, secretary = ask(), person("secretary")
    secretary.does(actions.take, asked)
    secretary.does(actions.mark_solved, asked)
    actions.confirm_solved(code=code_hash(asked.code))
    for act, given in ((actions.answer, {"words": "x"}), (actions.mark_solved, {}), (actions.take, {})):
        with pytest.raises(StepRefused):
            secretary.does(act, asked, **given)
    assert state(asked) == "confirmed"


def test_a_complaint_goes_one_level_up_and_the_handler_finds_it_nowhere(ask, person, world) -> None:
    asked = ask()
    person("secretary").does(actions.take, asked)
    complaint = actions.complain(code=code_hash(asked.code), words="CANARY 态度不好")
    assert (complaint.about, complaint.organisation) == (world.branch, world.general)
    view = need_shown(world.viewer("secretary"), world.branch.pk, asked.need.uid)
    assert "CANARY" not in str([word.words for word in view.words])
    for key in ("secretary", "member", "sibling_secretary", "south_officer"):
        with pytest.raises(NotVisible):
            complaint_for(world.viewer(key), complaint.uid)
        with pytest.raises(NotVisible):
            complaints_waiting(world.viewer(key), world.general.pk)
    assert not AuditEntry.objects.filter(action="needs.complain", organisation=world.branch).exists()
    assert [row.uid for row in complaints_waiting(world.viewer("officer"), world.general.pk)] == [
        complaint.uid
    ]


def test_an_officer_who_handled_the_need_neither_sees_nor_answers_the_complaint(ask, person, world) -> None:
    """A secretary may be an officer above as well: a handler is a handler in both."""
    secretary = world.users["secretary"]
    RoleAssignment.objects.create(user=secretary, organisation=world.north, role=Role.OFFICER, since=SINCE)
    asked, other = ask(), ask()
    person("secretary").does(actions.take, asked)
    about_them = actions.complain(code=code_hash(asked.code), words="态度不好")
    by_the_branch = actions.complain(code=code_hash(other.code), words="没有人来")
    for found in (about_them, by_the_branch):
        with pytest.raises(NotVisible):
            complaint_for(world.viewer("secretary"), found.uid)
    assert complaints_waiting(world.viewer("secretary"), world.general.pk) == []
    RoleAssignment.objects.filter(user=secretary, organisation=world.branch).delete()
    left = complaints_waiting(world.viewer("secretary"), world.general.pk)
    assert [row.uid for row in left] == [by_the_branch.uid]
    assert len(complaints_waiting(world.viewer("officer"), world.general.pk)) == 2


def test_the_answer_to_a_complaint_reaches_the_resident(ask, world) -> None:
    asked = ask()
    complaint = actions.complain(code=code_hash(asked.code), words="一直没人管")
    actions.answer_complaint(
        actor=world.users["officer"], viewer=world.viewer("officer"), uid=complaint.uid, words="已经催办"
    )
    assert need_followed(code_hash(asked.code)).complaints[0].answer == "已经催办"
    assert complaints_waiting(world.viewer("officer"), world.north.pk) == []
    assert NeedComplaint.objects.get().answered_by == world.users["officer"]


def test_a_complaint_is_answered_once_and_the_first_answer_stays(ask, world) -> None:
    complaint = actions.complain(code=code_hash(ask().code), words="一直没人管")
    officer = {"actor": world.users["officer"], "viewer": world.viewer("officer"), "uid": complaint.uid}
    actions.answer_complaint(**officer, words="已经催办")
    with pytest.raises(actions.AlreadyAnswered):
        actions.answer_complaint(**officer, words="换一种说法")
    complaint.refresh_from_db()
    assert complaint.answer == "已经催办"


def test_a_branchs_lists_quote_no_words_and_cost_four_queries(
    ask, world, django_assert_max_num_queries
) -> None:
    for _ in range(5):
        ask(words="CANARY")
    viewer = world.viewer("member")
    with django_assert_max_num_queries(4):
        waiting, to_confirm, closed = branch_needs(viewer, world.branch.pk)
    assert (len(waiting), to_confirm, closed) == (5, [], [])
    assert "CANARY" not in str(waiting)
