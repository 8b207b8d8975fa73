"""Stage life: what a new meeting would look like. In: a branch and a kind. Out: a filled proposal.

Made from the branch's own habit, so that a secretary changes a detail instead of filling a form.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.utils import timezone

from redcloud.apps.life.models import Meeting, MeetingState
from redcloud.apps.people.access import Viewer
from redcloud.apps.people.models import Organisation
from redcloud.apps.people.queries import members_on
from redcloud.apps.rules.queries import pack_in_force
from redcloud.engine.rules.pack import MeetingKind

USUAL_HOUR = time(15, 0)
"""When a branch has no habit yet: mid-afternoon, inside working hours."""
NOTICE_DAYS = 2
"""People are told at least this many days ahead."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """A meeting as the branch would most likely hold it; every field can be changed."""

    kind: str
    title: str
    starts_at: datetime
    minutes_planned: int
    place: str
    agenda: str
    chair_id: int | None
    group_id: int | None = None
    has_election: bool = False


def usual_title(kind: MeetingKind, day: date) -> str:
    """The title of a meeting for which nobody thought of another: its month and its kind."""
    return f"{day.year}年{day.month}月{kind.words.zh}"


def propose(
    viewer: Viewer, branch: Organisation, kind: str, today: date, until: date | None = None
) -> Proposal:
    """Propose the next meeting of ``kind``.

    Parameters
    ----------
    until
        First day after the period in which it is due; the proposal falls before it if that leaves
        time to tell people.

    Raises
    ------
    KeyError
        If the branch's rule pack does not know the kind.
    """
    pack = pack_in_force(branch.root_id or branch.pk, today)
    words = pack.kind(kind)
    past = Meeting.objects.filter(branch=branch).exclude(state=MeetingState.CANCELLED)
    same = past.filter(kind=kind).order_by("-starts_at").first()
    last = same or past.order_by("-starts_at").first()
    day = _day_like(same, today, until)
    at = timezone.localtime(last.starts_at).time().replace(second=0, microsecond=0) if last else USUAL_HOUR
    return Proposal(
        kind=kind,
        title=usual_title(words, day),
        starts_at=timezone.make_aware(datetime.combine(day, at)),
        minutes_planned=same.minutes_planned if same else words.minutes_planned,
        place=last.place if last else "",
        agenda="",
        chair_id=_chair(viewer, branch, same),
        group_id=same.group_id if same else None,
    )


def _day_like(last: Meeting | None, today: date, until: date | None) -> date:
    """The same weekday as last time, soon enough for the period; else a working day."""
    first = today + timedelta(days=NOTICE_DAYS)
    weekday = timezone.localtime(last.starts_at).weekday() if last else min(first.weekday(), 4)
    day = first + timedelta(days=(weekday - first.weekday()) % 7)
    if until is not None and day >= until > today:
        # No such weekday is left in the period: its last day, tomorrow at the earliest.
        return max(until - timedelta(days=1), today + timedelta(days=1))
    return day


def _chair(viewer: Viewer, branch: Organisation, last: Meeting | None) -> int | None:
    """Whoever chaired last time and still belongs here, else the one who calls the meeting."""
    members = members_on(branch, timezone.localdate())
    if last is not None and last.chair_id and members.filter(pk=last.chair_id).exists():
        return last.chair_id
    if viewer.member_id and members.filter(pk=viewer.member_id).exists():
        return viewer.member_id
    return None
