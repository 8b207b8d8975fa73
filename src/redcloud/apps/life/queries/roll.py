"""Stage life: reads of the roll of one meeting. In: a meeting. Out: its names, for its chair to mark."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.utils import timezone

from redcloud.apps.life.models import UNMARKED, Mark, Meeting, MeetingState, Minutes, Roll, RollEntry
from redcloud.apps.life.queries.meetings import due_members, meeting_chaired_by
from redcloud.apps.people.access import Viewer
from redcloud.apps.people.models import Member
from redcloud.apps.rules.queries import pack_in_force
from redcloud.engine.rules.quorum import HeadCount


@dataclass(frozen=True, slots=True)
class RollLine:
    """One name on a roll."""

    member: Member
    is_voter: bool
    mark: str


@dataclass(frozen=True, slots=True)
class RollSheet:
    """The roll as its chair holds it: the names, and whether it can be called or corrected now."""

    meeting: Meeting
    lines: list[RollLine]
    roll: Roll | None
    open: bool


def roll_sheet(viewer: Viewer, uid: UUID) -> RollSheet:
    """The names that the chair calls, with the marks made before if the roll is being corrected.

    Raises
    ------
    NotVisible
        For everybody but the chair.
    """
    meeting = meeting_chaired_by(viewer, uid)
    roll = roll_of(meeting)
    if roll is not None:
        is_open = may_correct(roll, Minutes.objects.filter(meeting=meeting).first())
    else:
        is_open = may_call(meeting)
    return RollSheet(meeting, lines_of(meeting, roll), roll, is_open)


def may_call(meeting: Meeting) -> bool:
    """A roll is called on the meeting's day or later, for a kind that has one."""
    day = timezone.localdate(meeting.starts_at)
    pack = pack_in_force(meeting.branch.root_id or meeting.branch_id, day)
    today = timezone.localdate()
    return meeting.state == MeetingState.PLANNED and day <= today and pack.kind(meeting.kind).roll


def roll_of(meeting: Meeting) -> Roll | None:
    """The meeting's roll, if it was called."""
    return Roll.objects.filter(meeting=meeting).first()


def lines_of(meeting: Meeting, roll: Roll | None) -> list[RollLine]:
    """The chair's sheet: who is due on the meeting's day, and everybody marked before; by name."""
    marked = {line.member.pk: line for line in marked_lines(roll)} if roll is not None else {}
    due = [RollLine(member, votes, UNMARKED) for member, votes in due_members(meeting)]
    lines = {line.member.pk: line for line in due} | marked
    return sorted(lines.values(), key=lambda line: (line.member.name, line.member.pk))


def marked_lines(roll: Roll) -> list[RollLine]:
    """The names that the chair marked, by name; there are no others on a stored roll."""
    entries = (
        RollEntry.objects.filter(roll=roll)
        .select_related("member__root")
        .order_by("member__name", "member_id")
    )
    return [RollLine(entry.member, entry.is_voter, entry.mark) for entry in entries]


def head_count(lines: Iterable[RollLine]) -> HeadCount:
    """Heads of a roll, from its lines."""
    listed = list(lines)
    present = [line for line in listed if line.mark == Mark.PRESENT]
    return HeadCount(
        due=len(listed),
        present=len(present),
        voters_due=sum(line.is_voter for line in listed),
        voters_present=sum(line.is_voter for line in present),
    )


def may_correct(roll: Roll | None, minutes: Minutes | None) -> bool:
    """A roll is corrected at most once, and only until the minutes are confirmed."""
    if roll is None or roll.corrected_at is not None:
        return False
    return minutes is None or minutes.confirmed_at is None
