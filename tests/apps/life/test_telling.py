"""Who hears of a meeting: those who are due at it and have an account, when there is something to hear."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from redcloud.apps.life.actions import (
    cancel_meeting,
    change_meeting,
    confirm_minutes,
    keep_minutes,
    restore_meeting,
)
from redcloud.apps.life.models import Meeting
from redcloud.apps.notices.actions import add_robot
from redcloud.apps.notices.models import Delivery, Notice
from tests.apps.life.stories import called, facts, next_week, roll
from tests.world import World


def heard(world: World, kind: str) -> list[str]:
    """Keys of the members who were told."""
    rows = Notice.objects.filter(kind=kind).values_list("member__roster_key", flat=True)
    return sorted(rows)


def by_secretary(world: World, meeting: Meeting) -> dict[str, object]:
    return {"actor": world.users["secretary"], "viewer": world.viewer("secretary"), "uid": meeting.uid}


def test_everybody_who_is_due_hears_of_a_meeting_but_the_one_who_called_it(world: World) -> None:
    meeting = called(world, starts_at=next_week())
    assert heard(world, "meeting_called") == ["colleague", "member"]  # the others have no account yet
    notice = Notice.objects.first()
    assert notice is not None
    assert (notice.target_name, notice.target_args) == ("meeting", [str(meeting.uid)])


def test_only_the_committee_hears_of_its_own_meeting(world: World) -> None:
    called(world, kind="committee_meeting", starts_at=next_week())
    assert heard(world, "meeting_called") == []  # the secretary alone is due


def test_a_meeting_that_is_noted_afterwards_calls_nobody(world: World) -> None:
    called(world)
    assert not Notice.objects.exists()


def test_another_time_or_place_is_told_and_another_agenda_is_not(world: World) -> None:
    day = next_week()
    meeting = called(world, starts_at=day)
    change_meeting(**by_secretary(world, meeting), facts=facts(world, starts_at=day, agenda="只改议程"))
    assert heard(world, "meeting_changed") == []
    later = facts(world, starts_at=day + timedelta(hours=1))
    change_meeting(**by_secretary(world, meeting), facts=later)
    change_meeting(
        **by_secretary(world, meeting), facts=facts(world, starts_at=later.starts_at, place="社区")
    )
    assert heard(world, "meeting_changed") == ["colleague", "colleague", "member", "member"]


def test_a_cancelled_meeting_is_told_and_so_is_its_return(world: World) -> None:
    meeting = called(world, starts_at=next_week())
    cancel_meeting(**by_secretary(world, meeting))
    assert heard(world, "meeting_cancelled") == ["colleague", "member"]
    restore_meeting(**by_secretary(world, meeting))
    assert heard(world, "meeting_called") == ["colleague", "colleague", "member", "member"]


def test_a_notice_copies_nothing_of_the_meeting(world: World) -> None:
    called(world, starts_at=next_week(), title="CANARY", place="CANARY", agenda="CANARY")
    assert "CANARY" not in str(list(Notice.objects.values()))


def robots_told(world: World) -> int:
    return Delivery.objects.filter(robot__branch=world.branch, trial=False).count()


def a_robot(world: World) -> None:
    acting = {"actor": world.users["secretary"], "viewer": world.viewer("secretary")}
    url = "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=abcd-1234"
    add_robot(**acting, branch_id=world.branch.pk, name="群", url=url)


def test_a_meeting_of_the_whole_branch_is_told_in_its_group_chat_and_no_other_is(world: World) -> None:
    a_robot(world)
    called(world, kind="committee_meeting", starts_at=next_week())
    called(world)  # noted afterwards
    assert robots_told(world) == 0
    meeting = called(world, starts_at=next_week())
    assert robots_told(world) == 1
    cancel_meeting(**by_secretary(world, meeting))
    assert robots_told(world) == 1  # one line speaks for all


def test_what_the_group_chat_is_told_is_of_no_use_once_the_meeting_has_begun(world: World) -> None:
    a_robot(world)
    soon = timezone.now() + timedelta(minutes=30)
    called(world, starts_at=soon)
    assert Delivery.objects.get(trial=False).not_after == soon


def with_minutes(world: World, meeting: Meeting) -> None:
    roll(world, meeting, ["member"], ["colleague"])
    keep_minutes(**by_secretary(world, meeting), text="议定先修水管", decisions=[])
    assert heard(world, "minutes_kept") == []  # a draft is nobody's news
    confirm_minutes(**by_secretary(world, meeting))


def test_everybody_who_was_due_hears_once_that_the_minutes_can_be_read_there_or_not(world: World) -> None:
    meeting = called(world)
    with_minutes(world, meeting)
    assert heard(world, "minutes_kept") == ["colleague", "member"]
    notice = Notice.objects.get(member=world.members["member"], kind="minutes_kept")
    assert (notice.target_name, notice.target_args) == ("meeting", [str(meeting.uid)])
    assert not Delivery.objects.exists()  # no group chat hears of it


def test_nobody_hears_of_minutes_that_are_entered_for_the_archive(world: World) -> None:
    with_minutes(world, called(world, starts_at=timezone.now() - timedelta(days=100)))
    assert heard(world, "minutes_kept") == []
