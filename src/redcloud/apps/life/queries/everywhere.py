"""Stage life: what all branches of a root held, and one branch's head counts. No people, no names.

For later stages that compute over a root for its releases; nothing here is for a page.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time

from django.db.models import Min
from django.utils import timezone

from redcloud.apps.life.models import Meeting, MeetingState, Roll


@dataclass(frozen=True, slots=True)
class HeldIn:
    """A meeting that a branch held: which branch, of which kind, on which day."""

    branch_id: int
    kind: str
    day: date


def held_in_root(root_id: int, since: date) -> list[HeldIn]:
    """Every meeting held in a root since a day (1 query)."""
    start = timezone.make_aware(datetime.combine(since, time.min))
    rows = Meeting.objects.filter(branch__root=root_id, state=MeetingState.HELD, starts_at__gte=start)
    found = rows.order_by("pk").values_list("branch_id", "kind", "starts_at")
    return [
        HeldIn(branch, kind, timezone.localdate(at)) for branch, kind, at in found.iterator(chunk_size=10_000)
    ]


def first_held_in_root(root_id: int) -> dict[int, date]:
    """The day of the first meeting kept here, by branch (1 query)."""
    rows = Meeting.objects.filter(branch__root=root_id, state=MeetingState.HELD).values_list("branch_id")
    return {branch: timezone.localdate(at) for branch, at in rows.annotate(at=Min("starts_at")).order_by()}


@dataclass(frozen=True, slots=True)
class MeetingHeads:
    """The head count of one meeting of a branch, and how long it was planned."""

    kind: str
    day: date
    due: int
    present: int
    minutes: int


def meeting_heads(branch_id: int, since: date) -> list[MeetingHeads]:
    """Head counts of all meetings that a branch held since a day, oldest first: nobody's name."""
    start = timezone.make_aware(datetime.combine(since, time.min))
    rows = (
        Roll.objects.filter(meeting__branch_id=branch_id, meeting__state=MeetingState.HELD)
        .filter(meeting__starts_at__gte=start)
        .order_by("meeting__starts_at", "meeting_id")
        .values_list("meeting__kind", "meeting__starts_at", "due", "present", "meeting__minutes_planned")
    )
    return [MeetingHeads(kind, timezone.localdate(at), *rest) for kind, at, *rest in rows]
