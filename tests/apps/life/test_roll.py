"""The roll: called once by the chair, a record for each present, and nothing about anybody else."""

from __future__ import annotations

import inspect
from datetime import UTC, datetime

import pytest
from django.db import IntegrityError

from redcloud.apps.life import queries
from redcloud.apps.life.actions import DecisionDraft, confirm_minutes, keep_minutes, take_roll
from redcloud.apps.life.erasure import erase_member
from redcloud.apps.life.models import MeetingState, Roll, RollEntry
from redcloud.apps.life.queries import due_members, meeting_page, roll_sheet
from redcloud.apps.people.access import NotVisible
from redcloud.apps.people.models import AuditEntry, Member, Stage
from redcloud.apps.records.models import Statement
from tests.apps.life.stories import called, marks, next_week, roll
from tests.world import World


def names_with_records(verb: str = "attended") -> list[str]:
    """Members with a standing record of a verb."""
    rows = Statement.objects.filter(verb__iri__endswith=f"/{verb}", voided=False)
    return sorted(rows.values_list("actor__member__name", flat=True))


def test_a_record_is_written_for_each_present_and_for_nobody_else(world: World) -> None:
    meeting = called(world)
    taken = roll(world, meeting, ["member", "secretary", "more1"], ["colleague"])
    assert (taken.due, taken.present, taken.excused) == (12, 3, 1)
    assert names_with_records() == sorted(["测试member", "测试secretary", "测试more1"])
    assert Statement.objects.count() == 3
    statement = Statement.objects.select_related("activity").first()
    assert statement is not None
    assert statement.activity.iri == f"urn:redcloud:north:meeting:{meeting.uid}"
    assert statement.activity.type.endswith("/theme_day")
    meeting.refresh_from_db()
    assert meeting.state == MeetingState.HELD


def test_only_the_names_that_were_marked_are_stored_and_the_others_are_a_number(world: World) -> None:
    """PRODUCT line 4: a name without a mark would be the note of an absence."""
    taken = roll(world, called(world), ["member"], ["colleague"])
    assert sorted(taken.entries.values_list("member__roster_key", "mark")) == [
        ("colleague", "excused"),
        ("member", "present"),
    ]
    assert taken.due == 12
    with pytest.raises(IntegrityError):
        RollEntry.objects.create(roll=taken, member=world.members["more1"], is_voter=True, mark="")


def test_the_chair_corrects_on_the_whole_sheet_and_due_is_counted_again(world: World) -> None:
    meeting = called(world)
    roll(world, meeting, ["member"], ["colleague"])
    sheet = roll_sheet(world.viewer("secretary"), meeting.uid)
    assert len(sheet.lines) == 12
    assert {line.member.roster_key: line.mark for line in sheet.lines if line.mark} == {
        "member": "present",
        "colleague": "excused",
    }
    corrected = roll(world, meeting, ["colleague"])
    assert (corrected.due, corrected.present, corrected.excused) == (12, 1, 0)
    assert corrected.entries.count() == 1


def test_sending_the_same_roll_twice_writes_nothing_twice_and_uses_no_correction_up(world: World) -> None:
    meeting = called(world)
    roll(world, meeting, ["member"])
    again = roll(world, meeting, ["member"])
    assert again.corrected_at is None
    assert Statement.objects.count() == 1
    assert roll(world, meeting, ["more1"]).corrected_at is not None


def test_a_roll_is_not_corrected_below_the_votes_that_the_minutes_note(world: World) -> None:
    meeting = called(world, kind="members_meeting")
    roll(world, meeting, ["member", "secretary"])
    who = {"actor": world.users["secretary"], "viewer": world.viewer("secretary"), "uid": meeting.uid}
    keep_minutes(**who, text="记录", decisions=[DecisionDraft("修路", 2)])
    with pytest.raises(ValueError, match="more_votes_noted"):
        roll(world, meeting, ["member"])
    assert meeting_page(world.viewer("member"), meeting.uid).decisions[0].judgement is not None
    keep_minutes(**who, text="记录", decisions=[DecisionDraft("修路", 1)])
    assert roll(world, meeting, ["member"]).present == 1


def test_a_correction_takes_records_back_and_is_allowed_once(world: World) -> None:
    meeting = called(world)
    roll(world, meeting, ["member", "more1"])
    corrected = roll(world, meeting, ["member", "more2"], ["more1"])
    assert names_with_records() == sorted(["测试member", "测试more2"])
    assert (corrected.present, corrected.excused) == (2, 1)
    assert corrected.corrected_by == world.users["secretary"]
    with pytest.raises(ValueError, match="closed"):
        roll(world, meeting, ["member"])
    actions = list(AuditEntry.objects.order_by("id").values_list("action", flat=True))
    assert actions[-2:] == ["life.take_roll", "life.correct_roll"]


def test_a_roll_is_not_corrected_after_the_minutes_are_confirmed(world: World) -> None:
    meeting = called(world)
    roll(world, meeting, ["member"])
    who = {"actor": world.users["secretary"], "viewer": world.viewer("secretary"), "uid": meeting.uid}
    keep_minutes(**who, text="记录", decisions=[])
    confirm_minutes(**who)
    with pytest.raises(ValueError, match="closed"):
        roll(world, meeting, ["member", "more1"])


@pytest.mark.parametrize("role", ["member", "colleague", "officer", "sibling_secretary", "administrator"])
def test_only_the_chair_calls_the_roll(world: World, role: str) -> None:
    meeting = called(world)
    with pytest.raises(NotVisible):
        roll_sheet(world.viewer(role), meeting.uid)
    with pytest.raises(NotVisible):
        take_roll(actor=world.users[role], viewer=world.viewer(role), uid=meeting.uid, marks={})
    assert not Roll.objects.exists()


def test_a_secretary_who_does_not_chair_does_not_call_the_roll(world: World) -> None:
    meeting = called(world, chair_id=world.members["member"].pk)
    with pytest.raises(NotVisible):
        roll(world, meeting, [])
    taken = take_roll(
        actor=world.users["member"],
        viewer=world.viewer("member"),
        uid=meeting.uid,
        marks=marks(world, ["member"]),
    )
    assert taken.present == 1


def test_a_roll_is_not_called_before_the_day(world: World) -> None:
    meeting = called(world, starts_at=next_week())
    assert not roll_sheet(world.viewer("secretary"), meeting.uid).open
    with pytest.raises(ValueError, match="too_early"):
        roll(world, meeting, ["member"])
    assert not Statement.objects.exists()


def test_a_name_from_elsewhere_or_an_unknown_mark_stores_nothing(world: World) -> None:
    meeting = called(world)
    with pytest.raises(ValueError, match="not_due"):
        roll(world, meeting, ["sibling1"])
    with pytest.raises(ValueError, match="unknown_mark"):
        take_roll(
            actor=world.users["secretary"],
            viewer=world.viewer("secretary"),
            uid=meeting.uid,
            marks={world.members["member"].uid: "absent"},
        )
    assert not RollEntry.objects.exists()
    assert not Statement.objects.exists()


def test_who_is_due_follows_the_kind_of_meeting_and_the_stage(world: World) -> None:
    Member.objects.filter(pk=world.members["more0"].pk).update(stage=Stage.PROBATIONARY)
    Member.objects.filter(pk=world.members["more1"].pk).update(stage=Stage.APPLICANT)
    due = dict(due_members(called(world)))
    assert len(due) == 11  # an applicant is not a member yet
    assert not due[world.members["more0"]]  # on probation: due, and without a vote
    committee = due_members(called(world, kind="committee_meeting"))
    assert [member for member, _votes in committee] == [world.members["secretary"]]


def test_the_page_works_the_quorum_out_in_the_open(world: World) -> None:
    Member.objects.filter(pk=world.members["more0"].pk).update(stage=Stage.PROBATIONARY)
    meeting = called(world, kind="members_meeting", has_election=True)
    roll(world, meeting, ["member", "secretary", "more0", "more1", "more2", "more3"])
    page = meeting_page(world.viewer("member"), meeting.uid)
    assert [(one.base_heads, one.needed, one.counted, one.met) for one in page.quorums] == [
        (11, 6, 5, False),  # half of 11 voters; six people present, five of them voters
        (11, 9, 5, False),  # four fifths of 11 voters
    ]


def test_an_old_election_is_judged_by_the_rule_of_its_day(world: World) -> None:
    for member in world.members.values():
        member.memberships.update(since="2015-01-01")
    day = datetime(2019, 5, 6, 7, tzinfo=UTC)
    old = called(world, kind="members_meeting", starts_at=day, has_election=True)
    roll(world, old, ["member"])
    page = meeting_page(world.viewer("member"), old.uid)
    rule = page.quorums[-1].rule
    # In 2019 more than 4/5 were asked for; since 2020 at least 4/5.
    assert (rule.force.source, rule.comparison) == ("election_regulations_1990", "more_than")


def test_the_page_names_the_present_and_the_excused_and_only_counts_the_others(world: World) -> None:
    meeting = called(world)
    roll(world, meeting, ["member"], ["colleague"])
    page = meeting_page(world.viewer("colleague"), meeting.uid)
    assert [line.member.name for line in page.present] == ["测试member"]
    assert [line.member.name for line in page.excused] == ["测试colleague"]
    assert page.unmarked == 10


def test_erasing_a_member_keeps_the_head_counts(world: World) -> None:
    meeting = called(world)
    roll(world, meeting, ["member", "secretary"])
    erase_member(world.members["member"].pk)
    page = meeting_page(world.viewer("colleague"), meeting.uid)
    assert page.roll is not None
    assert (page.roll.due, page.roll.present) == (12, 2)
    assert [line.member.name for line in page.present] == ["测试secretary"]


def test_no_read_takes_a_member_and_gives_meetings() -> None:
    """No table of a person's attendance can be asked for: names are reached from a meeting alone."""
    for name in queries.__all__:
        function = getattr(queries, name)
        if not inspect.isfunction(function) or name in {"own_volunteering", "own_data"}:
            continue
        parameters = set(inspect.signature(function).parameters)
        assert not parameters & {"member", "member_id", "person", "user"}, name
    # The only way from a member to a roll would be a reverse relation; there is none.
    assert not [
        relation.name
        for relation in Member._meta.related_objects
        if relation.related_model is RollEntry and not relation.hidden
    ]
