"""The head count that a planned meeting may expect: for its own branch, from its own head counts."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from redcloud.apps.life.models import Meeting, Roll
from redcloud.apps.outlook.queries import expected_turnout
from redcloud.apps.people.access import NotVisible
from tests.apps.life.stories import called, next_week, roll
from tests.world import World

pytestmark = pytest.mark.django_db


def held(world: World, number: int) -> None:
    """So many theme days with 8 of 12 present, one a month, the last a month ago."""
    for months in range(number, 0, -1):
        meeting = called(world, starts_at=timezone.now() - timedelta(days=30 * months))
        roll(world, meeting, [f"more{at}" for at in range(8)])


def planned(world: World, **changed: object) -> Meeting:
    return called(world, starts_at=next_week(), **changed)


def test_a_short_history_is_not_enough_to_go_by(world: World) -> None:
    held(world, 2)
    found = expected_turnout(world.viewer("member"), planned(world))
    assert found is not None
    assert (found.enough, found.known) == (False, 2)


def test_it_follows_the_branchs_own_head_counts_and_their_corrections(world: World) -> None:
    held(world, 8)
    meeting = planned(world)
    viewer = world.viewer("member")
    before = expected_turnout(viewer, meeting)
    assert before is not None
    assert (before.due, before.known, before.likely) == (12, 8, 8)
    Roll.objects.update(present=3)
    after = expected_turnout(viewer, meeting)
    assert after is not None
    assert after.likely == 3


def test_meetings_of_other_branches_are_not_looked_at(world: World) -> None:
    held(world, 6)
    Meeting.objects.update(branch=world.sibling)
    found = expected_turnout(world.viewer("member"), planned(world))
    assert found is not None
    assert found.known == 0


def test_where_no_roll_is_called_or_the_meeting_is_over_nothing_is_expected(world: World) -> None:
    viewer = world.viewer("member")
    assert expected_turnout(viewer, planned(world, kind="heart_to_heart")) is None
    over = called(world)
    roll(world, over, ["member"])
    over.refresh_from_db()
    assert expected_turnout(viewer, over) is None


@pytest.mark.parametrize("role", ["officer", "sibling_secretary", "south_member", "administrator"])
def test_nobody_outside_the_branch_may_ask(world: World, role: str) -> None:
    meeting = planned(world)
    with pytest.raises(NotVisible):
        expected_turnout(world.viewer(role), meeting)
