"""What the tests of life start from: a meeting of the test branch, called and with its roll taken."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from uuid import UUID

from django.utils import timezone

from redcloud.apps.life.actions import MeetingFacts, call_meeting, take_roll
from redcloud.apps.life.models import Meeting, Roll
from tests.world import World


def facts(world: World, **changed: object) -> MeetingFacts:
    """A theme day that began ten minutes ago, chaired by the secretary."""
    given: dict[str, object] = {
        "kind": "theme_day",
        "title": "十一月主题党日",
        "starts_at": timezone.now() - timedelta(minutes=10),
        "minutes_planned": 90,
        "place": "党员活动室",
        "agenda": "学习\n讨论用水",
        "chair_id": world.members["secretary"].pk,
    }
    return MeetingFacts(**(given | changed))  # type: ignore[arg-type]


def called(world: World, **changed: object) -> Meeting:
    """A meeting of the test branch."""
    return call_meeting(
        actor=world.users["secretary"],
        viewer=world.viewer("secretary"),
        branch_id=world.branch.pk,
        facts=facts(world, **changed),
    )


def marks(world: World, present: Iterable[str], excused: Iterable[str] = ()) -> dict[UUID, str]:
    """Marks by the keys of the world's members."""
    return {
        **{world.members[key].uid: "present" for key in present},
        **{world.members[key].uid: "excused" for key in excused},
    }


def roll(world: World, meeting: Meeting, present: Iterable[str], excused: Iterable[str] = ()) -> Roll:
    """The roll, called by the secretary."""
    return take_roll(
        actor=world.users["secretary"],
        viewer=world.viewer("secretary"),
        uid=meeting.uid,
        marks=marks(world, present, excused),
    )


def next_week() -> datetime:
    """A moment seven days ahead."""
    return timezone.now() + timedelta(days=7)
