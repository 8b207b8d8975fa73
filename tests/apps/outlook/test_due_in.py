"""What is due in a branch: for its own people, from its own meetings, settled in one tap."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

import pytest
from django.utils import timezone

from redcloud.apps.life.actions import cancel_meeting
from redcloud.apps.life.models import Meeting, MeetingState
from redcloud.apps.outlook.actions import call_due
from redcloud.apps.outlook.queries import due_in, due_lines
from redcloud.apps.people.access import NotVisible
from redcloud.apps.people.actions import assign_role
from redcloud.apps.people.models import Organisation, Role
from tests.apps.life.stories import called, roll
from tests.world import SINCE, World

TODAY = date(2026, 11, 23)


def held(world: World, kind: str, day: date) -> Meeting:
    starts_at = timezone.make_aware(datetime.combine(day, time(15)))
    return Meeting.objects.create(
        branch=world.branch, kind=kind, title=kind, starts_at=starts_at, state=MeetingState.HELD
    )


def states(world: World, today: date = TODAY) -> dict[str, str]:
    return {one.kind: one.state for one in due_in(world.viewer("member"), world.branch.pk, today)}


def entered(world: World, day: date) -> None:
    Organisation.objects.filter(pk=world.branch.pk).update(
        created_at=timezone.make_aware(datetime.combine(day, time()))
    )


def test_a_branch_that_came_yesterday_owes_nothing_from_before(world: World) -> None:
    entered(world, TODAY - timedelta(days=1))
    assert set(states(world).values()) == {"due"}


def test_the_meetings_of_a_branch_settle_what_is_due(world: World) -> None:
    entered(world, date(2024, 1, 1))
    assert states(world)["theme_day"] == "overdue"
    held(world, "theme_day", date(2026, 10, 9))
    assert states(world)["theme_day"] == "due"
    held(world, "theme_day", date(2026, 11, 9))
    assert states(world)["theme_day"] == "done"
    assert states(world, date(2027, 1, 5))["theme_day"] == "overdue"


def test_older_meetings_that_were_brought_in_count_from_the_first(world: World) -> None:
    entered(world, TODAY)
    held(world, "class", date(2026, 8, 3))
    found = states(world)
    assert found["class"] == "due"
    assert found["theme_day"] == "overdue"  # October lies after the first meeting kept here


def test_a_cancelled_or_planned_meeting_settles_nothing(world: World) -> None:
    meeting = called(world, starts_at=timezone.now() + timedelta(days=1))
    today = timezone.localdate()
    assert states(world, today)["theme_day"] == "due"
    (line,) = (
        one
        for one in due_lines(world.viewer("member"), world.branch.pk, today)
        if one.item.kind == "theme_day"
    )
    assert line.planned == meeting
    assert not line.open
    cancel_meeting(actor=world.users["secretary"], viewer=world.viewer("secretary"), uid=meeting.uid)
    lines = due_lines(world.viewer("member"), world.branch.pk, today)
    assert all(one.planned is None for one in lines)


def test_the_roll_of_a_meeting_settles_it(world: World) -> None:
    today = timezone.localdate()
    meeting = called(world)
    day = timezone.localdate(meeting.starts_at)
    roll(world, meeting, [])  # nobody came, and the meeting was held all the same
    assert states(world, day)["theme_day"] == "done"
    assert today >= day


def test_a_committee_of_three_is_asked_for_committee_meetings(world: World) -> None:
    assert "committee_meeting" not in states(world)
    for role, key in ((Role.DEPUTY_SECRETARY, "member"), (Role.ORGANISATION_COMMISSIONER, "colleague")):
        assign_role(actor=None, user=world.users[key], organisation=world.branch, role=role, since=SINCE)
    assert states(world)["committee_meeting"] == "due"
    assert "group_meeting" not in states(world)
    Organisation.objects.create(parent=world.branch, kind="group", name="第一小组")
    assert states(world)["group_meeting"] == "due"


@pytest.mark.parametrize("role", ["officer", "sibling_secretary", "south_secretary", "administrator"])
def test_what_is_due_is_shown_to_the_branchs_own_people(world: World, role: str) -> None:
    with pytest.raises(NotVisible):
        due_in(world.viewer(role), world.branch.pk, TODAY)


def test_one_tap_calls_the_meeting_of_a_rule(world: World) -> None:
    today = timezone.localdate()
    called_now = call_due(
        actor=world.users["secretary"],
        viewer=world.viewer("secretary"),
        branch_id=world.branch.pk,
        today=today,
        rule="theme_day_monthly",
    )
    assert [meeting.kind for meeting in called_now] == ["theme_day"]
    assert timezone.localdate(called_now[0].starts_at) > today
    assert called_now[0].chair == world.members["secretary"]


def test_all_that_waits_is_called_once(world: World) -> None:
    who = {
        "actor": world.users["secretary"],
        "viewer": world.viewer("secretary"),
        "branch_id": world.branch.pk,
        "today": timezone.localdate(),
    }
    first = call_due(**who)
    assert {meeting.kind for meeting in first} == {
        "members_meeting",
        "class",
        "theme_day",
        "life_meeting",
        "appraisal",
        "heart_to_heart",
    }
    assert call_due(**who) == []


def test_a_member_cannot_call_what_is_due(world: World) -> None:
    with pytest.raises(NotVisible):
        call_due(
            actor=world.users["member"],
            viewer=world.viewer("member"),
            branch_id=world.branch.pk,
            today=TODAY,
        )
