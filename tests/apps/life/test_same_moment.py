"""Two people act on one meeting at the same moment: the second sees what the first did."""

from __future__ import annotations

from typing import Any

import pytest

from redcloud.apps.life.actions import (
    cancel_meeting,
    confirm_minutes,
    keep_minutes,
    restore_meeting,
    take_chair,
    take_roll,
)
from redcloud.apps.life.models import MeetingState, Minutes, Roll
from redcloud.apps.life.queries import minutes_sheet
from redcloud.apps.people.access import NotVisible
from redcloud.apps.records.models import Statement
from tests.apps.life.stories import called, marks, roll
from tests.together import at_once, needs_postgresql
from tests.world import World

pytestmark = [needs_postgresql, pytest.mark.django_db(transaction=True)]


def secretary(world: World, uid: object) -> dict[str, Any]:
    return {"actor": world.users["secretary"], "viewer": world.viewer("secretary"), "uid": uid}


def test_a_meeting_is_not_cancelled_while_its_roll_is_called(world: World) -> None:
    meeting = called(world)
    who = secretary(world, meeting.uid)
    with pytest.raises(ValueError, match="not_planned"):
        at_once(lambda: roll(world, meeting, ["member"]), lambda: cancel_meeting(**who))
    meeting.refresh_from_db()
    assert meeting.state == MeetingState.HELD


def test_two_taps_that_bring_a_meeting_back_tell_people_once(world: World) -> None:
    meeting = called(world)
    who = secretary(world, meeting.uid)
    cancel_meeting(**who)
    with pytest.raises(ValueError, match="not_cancelled"):
        at_once(lambda: restore_meeting(**who), lambda: restore_meeting(**who))


def test_whoever_has_lost_the_chair_calls_no_roll(world: World) -> None:
    meeting = called(world, chair_id=world.members["member"].pk)
    who = secretary(world, meeting.uid)

    def by_the_first_chair() -> None:
        viewer = world.viewer("member")
        named = marks(world, ["member"])
        take_roll(actor=world.users["member"], viewer=viewer, uid=meeting.uid, marks=named)

    with pytest.raises(NotVisible):
        at_once(lambda: take_chair(**who), by_the_first_chair)
    assert not Roll.objects.exists()
    assert not Statement.objects.exists()


def test_of_two_first_drafts_the_second_writer_is_told(world: World) -> None:
    meeting = called(world)
    roll(world, meeting, ["member"])
    who = secretary(world, meeting.uid)
    seen = minutes_sheet(world.viewer("secretary"), meeting.uid).seen
    with pytest.raises(ValueError, match="changed"):
        at_once(
            lambda: keep_minutes(**who, text="一", decisions=[], seen=seen),
            lambda: keep_minutes(**who, text="二", decisions=[], seen=seen),
        )
    assert Minutes.objects.get().text == "一"


def test_a_roll_does_not_change_under_minutes_that_are_being_confirmed(world: World) -> None:
    meeting = called(world)
    roll(world, meeting, ["member"])
    who = secretary(world, meeting.uid)
    keep_minutes(**who, text="记录", decisions=[])
    with pytest.raises(ValueError, match="closed"):
        at_once(lambda: confirm_minutes(**who), lambda: roll(world, meeting, ["more1"]))
