"""Meetings are called by the committee and seen by the branch, and by nobody else."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from redcloud.apps.life.actions import (
    call_meeting,
    cancel_meeting,
    change_meeting,
    note_held,
    restore_meeting,
    take_chair,
)
from redcloud.apps.life.models import Meeting, MeetingState
from redcloud.apps.life.queries import (
    branch_meetings,
    held_meetings,
    meeting_visible_to,
    next_meeting,
    next_session,
    propose,
    upcoming_meetings,
)
from redcloud.apps.people.access import NotVisible
from redcloud.apps.people.actions import assign_role
from redcloud.apps.people.models import AuditEntry, Organisation, Role
from redcloud.apps.rules.queries import load_pack
from tests.apps.life.stories import called, facts, next_week, roll
from tests.world import SINCE, World

PARTY_ACTIVITIES = {kind.activity for kind in load_pack("party").kinds}


def test_the_secretary_calls_a_meeting_and_the_branch_sees_it(world: World) -> None:
    meeting = called(world, starts_at=next_week())
    for role in ("member", "colleague", "secretary"):
        assert upcoming_meetings(world.viewer(role)) == [meeting]
        assert next_meeting(world.viewer(role), world.branch.pk) == meeting
    entry = AuditEntry.objects.get(action="life.call_meeting")
    assert (entry.target_id, entry.organisation) == (str(meeting.pk), world.branch)


@pytest.mark.parametrize(
    "role", ["officer", "sibling_secretary", "south_member", "south_secretary", "editor", "administrator"]
)
def test_nobody_outside_the_branch_sees_its_meetings(world: World, role: str) -> None:
    meeting = called(world, starts_at=next_week())
    viewer = world.viewer(role)
    with pytest.raises(NotVisible):
        meeting_visible_to(viewer, meeting.uid)
    with pytest.raises(NotVisible):
        next_meeting(viewer, world.branch.pk)
    with pytest.raises(NotVisible):
        branch_meetings(viewer, world.branch.pk)
    assert upcoming_meetings(viewer) == []


@pytest.mark.parametrize("role", ["member", "officer", "sibling_secretary", "south_secretary"])
def test_only_the_committee_calls_a_meeting(world: World, role: str) -> None:
    with pytest.raises(NotVisible):
        call_meeting(
            actor=world.users[role],
            viewer=world.viewer(role),
            branch_id=world.branch.pk,
            facts=facts(world),
        )
    assert not Meeting.objects.exists()


@pytest.mark.parametrize(
    ("changed", "code"),
    [({"kind": "birthday"}, "unknown_kind"), ({"chair_id": 0}, "unknown_chair")],
)
def test_a_meeting_of_an_unknown_kind_or_chair_is_refused(
    world: World, changed: dict[str, object], code: str
) -> None:
    with pytest.raises(ValueError, match=code):
        called(world, **changed)


def test_a_chair_from_another_branch_is_refused(world: World) -> None:
    with pytest.raises(ValueError, match="unknown_chair"):
        called(world, chair_id=world.members["sibling1"].pk)


def test_a_group_of_another_branch_is_refused(world: World) -> None:
    foreign = Organisation.objects.create(parent=world.sibling, kind="group", name="别的小组")
    with pytest.raises(ValueError, match="unknown_group"):
        called(world, kind="group_meeting", group_id=foreign.pk)


def test_a_committee_meeting_is_coming_up_for_the_committee_alone(world: World) -> None:
    meeting = called(world, kind="committee_meeting", starts_at=next_week())
    assert upcoming_meetings(world.viewer("secretary")) == [meeting]
    assert upcoming_meetings(world.viewer("member")) == []


def test_a_group_meeting_is_coming_up_for_its_group_alone(world: World) -> None:
    group = Organisation.objects.create(parent=world.branch, kind="group", name="第一小组")
    world.members["member"].memberships.update(group=group)
    meeting = called(world, kind="group_meeting", group_id=group.pk, starts_at=next_week())
    assert upcoming_meetings(world.viewer("member")) == [meeting]
    assert upcoming_meetings(world.viewer("colleague")) == []


def test_a_cancelled_meeting_can_be_brought_back(world: World) -> None:
    meeting = called(world, starts_at=next_week())
    who = {"actor": world.users["secretary"], "viewer": world.viewer("secretary"), "uid": meeting.uid}
    cancel_meeting(**who)
    assert upcoming_meetings(world.viewer("member")) == []
    with pytest.raises(ValueError, match="not_planned"):
        cancel_meeting(**who)
    restore_meeting(**who)
    assert upcoming_meetings(world.viewer("member")) == [meeting]
    with pytest.raises(ValueError, match="not_cancelled"):
        restore_meeting(**who)


def test_a_meeting_that_was_held_does_not_change(world: World) -> None:
    meeting = called(world)
    roll(world, meeting, ["member"])
    with pytest.raises(ValueError, match="not_planned"):
        change_meeting(
            actor=world.users["secretary"],
            viewer=world.viewer("secretary"),
            uid=meeting.uid,
            facts=facts(world, title="另一个"),
        )


def test_a_member_of_the_committee_takes_the_chair(world: World) -> None:
    meeting = called(world, chair_id=world.members["member"].pk)
    take_chair(actor=world.users["secretary"], viewer=world.viewer("secretary"), uid=meeting.uid)
    meeting.refresh_from_db()
    assert meeting.chair == world.members["secretary"]
    with pytest.raises(NotVisible):
        take_chair(actor=world.users["member"], viewer=world.viewer("member"), uid=meeting.uid)


def test_talks_are_noted_without_a_roll(world: World) -> None:
    meeting = called(world, kind="heart_to_heart")
    with pytest.raises(ValueError, match="no_roll"):
        roll(world, meeting, [])
    note_held(actor=world.users["secretary"], viewer=world.viewer("secretary"), uid=meeting.uid)
    held = held_meetings(world.branch.pk, SINCE)
    assert [(one.kind, one.day) for one in held] == [
        ("heart_to_heart", timezone.localdate(meeting.starts_at))
    ]


def test_a_meeting_with_a_roll_is_not_noted_as_held_without_it(world: World) -> None:
    meeting = called(world)
    with pytest.raises(ValueError, match="needs_roll"):
        note_held(actor=world.users["secretary"], viewer=world.viewer("secretary"), uid=meeting.uid)
    assert Meeting.objects.get().state == MeetingState.PLANNED


def test_a_proposal_follows_the_habit_of_the_branch(world: World) -> None:
    past = called(world, place="老地方", minutes_planned=75, chair_id=world.members["member"].pk)
    today = timezone.localdate()
    proposal = propose(world.viewer("secretary"), world.branch, "theme_day", today)
    assert (proposal.place, proposal.minutes_planned) == ("老地方", 75)
    assert proposal.chair_id == world.members["member"].pk
    usual, proposed = timezone.localtime(past.starts_at), timezone.localtime(proposal.starts_at)
    assert (usual.weekday(), usual.hour, usual.minute) == (
        proposed.weekday(),
        proposed.hour,
        proposed.minute,
    )
    assert proposed.date() > today


def test_the_first_proposal_of_a_branch_is_complete(world: World) -> None:
    proposal = propose(world.viewer("secretary"), world.branch, "class", timezone.localdate())
    assert proposal.title.endswith("党课")
    assert proposal.chair_id == world.members["secretary"].pk
    assert timezone.localtime(proposal.starts_at).weekday() < 5


def test_a_second_role_shows_a_meeting_once(world: World) -> None:
    meeting = called(world, starts_at=next_week())
    assign_role(
        actor=None,
        user=world.users["secretary"],
        organisation=world.branch,
        role=Role.ORGANISATION_COMMISSIONER,
        since=SINCE,
    )
    assert upcoming_meetings(world.viewer("secretary")) == [meeting]


def test_the_branch_studies_together_where_everybody_is_invited(world: World) -> None:
    called(world, kind="committee_meeting", starts_at=next_week())
    for_all = called(world, starts_at=next_week() + timedelta(days=7))
    assert next_session(world.viewer("secretary"), world.branch.pk) == for_all
