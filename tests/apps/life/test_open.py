"""What was open to a member: counted from the day they joined, and never from a roll."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from redcloud.apps.life.models import Meeting, MeetingState
from redcloud.apps.life.queries import held_while_belonging
from redcloud.apps.people.access import NotVisible, Viewer
from redcloud.apps.people.models import Membership
from tests.world import World


def held(world: World, kind: str, days_ago: int, branch_id: int | None = None) -> Meeting:
    """A meeting of the test branch that took place; its roll is no matter here."""
    return Meeting.objects.create(
        branch_id=branch_id or world.branch.pk,
        kind=kind,
        title="会",
        starts_at=timezone.now() - timedelta(days=days_ago),
        state=MeetingState.HELD,
    )


def joined(world: World, key: str, days_ago: int) -> Membership:
    stay = Membership.objects.get(member=world.members[key], until=None)
    stay.since = timezone.localdate() - timedelta(days=days_ago)
    stay.save(update_fields=["since"])
    return stay


def test_meetings_count_from_the_day_a_member_joined_until_the_day_they_left(world: World) -> None:
    stay = joined(world, "member", 60)
    for days_ago in (90, 61, 60, 30, 10):
        held(world, "theme_day", days_ago)
    assert held_while_belonging(world.viewer("member")) == {"theme_day": 3}
    stay.until = timezone.localdate() - timedelta(days=30)
    stay.save(update_fields=["until"])
    assert held_while_belonging(world.viewer("member")) == {"theme_day": 1}


def test_only_what_was_held_and_was_open_to_everybody_counts(world: World) -> None:
    joined(world, "member", 60)
    held(world, "class", 5)
    held(world, "committee_meeting", 5)
    held(world, "class", 4, branch_id=world.sibling.pk)
    Meeting.objects.filter(pk=held(world, "class", 3).pk).update(state=MeetingState.CANCELLED)
    assert held_while_belonging(world.viewer("member")) == {"class": 1}


def test_nobody_asks_who_is_no_member() -> None:
    with pytest.raises(NotVisible):
        held_while_belonging(Viewer())
