"""Stage life: the roll. In: the marks that the chair made, once. Out: head counts, and a record for
each member who was present. Nothing is written about anybody else.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from redcloud.apps.life.actions.events import record_attendance
from redcloud.apps.life.actions.locking import locked
from redcloud.apps.life.models import UNMARKED, Mark, Meeting, MeetingState, Minutes, Roll, RollEntry
from redcloud.apps.life.queries import RollLine, meeting_chaired_by
from redcloud.apps.life.queries.roll import head_count, lines_of, may_correct, roll_of
from redcloud.apps.people import audit
from redcloud.apps.people.access import NotVisible, Viewer
from redcloud.apps.people.models import User
from redcloud.apps.rules.queries import pack_in_force


@transaction.atomic
def take_roll(*, actor: User, viewer: Viewer, uid: UUID, marks: Mapping[UUID, str]) -> Roll:
    """Call the roll of a meeting, or correct it once until the minutes are confirmed.

    Parameters
    ----------
    marks
        Mark by ``Member.uid``; whoever is not named gets no mark, and nothing follows from that.

    Raises
    ------
    NotVisible
        For everybody but the chair.
    ValueError
        ``cancelled``, ``too_early`` (before the meeting's day), ``no_roll`` (a kind without one),
        ``not_due`` (a name that is not on this roll), ``unknown_mark``, ``closed``, or
        ``more_votes_noted`` (a correction below the votes that the minutes note).
    """
    meeting = locked(meeting_chaired_by(viewer, uid))
    if meeting.chair_id != viewer.member_id:
        raise NotVisible
    _check(meeting)
    roll = roll_of(meeting)
    before = lines_of(meeting, roll)
    lines = _marked(before, marks)
    if roll is None:
        roll = _call(actor, meeting, lines)
    elif lines == before:
        return roll  # the same roll sent twice, by two taps or a slow network
    else:
        _correct(actor, meeting, roll, lines)
    record_attendance(meeting, lines, corrected=roll.corrected_at is not None)
    return roll


def _check(meeting: Meeting) -> None:
    if meeting.state == MeetingState.CANCELLED:
        raise ValueError("cancelled")
    day = timezone.localdate(meeting.starts_at)
    if day > timezone.localdate():
        raise ValueError("too_early")
    pack = pack_in_force(meeting.branch.root_id or meeting.branch_id, day)
    if not pack.kind(meeting.kind).roll:
        raise ValueError("no_roll")


def _marked(lines: list[RollLine], marks: Mapping[UUID, str]) -> list[RollLine]:
    if not set(marks) <= {line.member.uid for line in lines}:
        raise ValueError("not_due")
    if not set(marks.values()) <= {*Mark.values, UNMARKED}:
        raise ValueError("unknown_mark")
    return [replace(line, mark=marks.get(line.member.uid, UNMARKED)) for line in lines]


def _call(actor: User, meeting: Meeting, lines: list[RollLine]) -> Roll:
    roll = Roll(meeting=meeting, taken_by=actor)
    _count(roll, lines)
    roll.save()
    _write(roll, lines)
    meeting.state = MeetingState.HELD
    meeting.save(update_fields=["state"])
    audit.record(actor=actor, action="life.take_roll", target=roll, organisation=meeting.branch)
    return roll


def _correct(actor: User, meeting: Meeting, roll: Roll, lines: list[RollLine]) -> None:
    if not may_correct(roll, Minutes.objects.filter(meeting=meeting).first()):
        raise ValueError("closed")
    if meeting.decisions.filter(votes_for__gt=head_count(lines).voters_present).exists():
        raise ValueError("more_votes_noted")
    RollEntry.objects.filter(roll=roll).delete()
    _write(roll, lines)
    _count(roll, lines)
    roll.corrected_at, roll.corrected_by = timezone.now(), actor
    roll.save()
    audit.record(actor=actor, action="life.correct_roll", target=roll, organisation=meeting.branch)


def _write(roll: Roll, lines: list[RollLine]) -> None:
    """Store the names that were marked; a name without a mark would be the note of an absence."""
    RollEntry.objects.bulk_create(
        RollEntry(roll=roll, member=line.member, is_voter=line.is_voter, mark=line.mark)
        for line in lines
        if line.mark != UNMARKED
    )


def _count(roll: Roll, lines: list[RollLine]) -> None:
    count = head_count(lines)
    roll.due, roll.present = count.due, count.present
    roll.voters_due, roll.voters_present = count.voters_due, count.voters_present
    roll.excused = sum(line.mark == Mark.EXCUSED for line in lines)
