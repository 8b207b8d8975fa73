"""Stage outlook: reads. In: a viewer and a branch. Out: what it has due, what a meeting may expect."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date

from django.core.cache import cache
from django.db.models import Min
from django.utils import timezone

from redcloud.apps.life.models import Meeting, MeetingState
from redcloud.apps.life.queries import counted_meetings, due_members, held_meetings, planned_by_kind, unit_of
from redcloud.apps.outlook.models import DueAnswer
from redcloud.apps.people.access import Viewer, branch_belonging_to
from redcloud.apps.people.models import Membership, Organisation, OrganisationKind
from redcloud.apps.people.queries import committee_of
from redcloud.apps.rules.queries import pack_of
from redcloud.engine.contracts import CountedMeeting, DueItem
from redcloud.engine.outlook.due import BranchShape, due
from redcloud.engine.outlook.turnout.expecting import Expectation, expect
from redcloud.engine.rules.pack import Cadence, MeetingKind, RulePack, Source

YEARS_LOOKED_AT = 3
"""A turnout forecast goes by the meetings of so many years: people come and go, and a page stays quick."""

LEAST_COMMITTEE = 3
"""A branch committee has 3 to 5 people; with fewer the branch has a secretary and no committee."""


@dataclass(frozen=True, slots=True)
class DueLine:
    """A due item with the words and the article that a page shows, and what may settle it."""

    item: DueItem
    kind: MeetingKind
    rule: Cadence
    source: Source
    planned: Meeting | None

    @property
    def open(self) -> bool:
        """Whether something is still to be done: not held, not answered, and not yet on its way."""
        return self.item.state in ("due", "overdue") and self.planned is None


def due_in(viewer: Viewer, branch_id: int, today: date) -> list[DueItem]:
    """What a branch has due, overdue and done, for its own people.

    Raises
    ------
    NotVisible
        For everybody who does not belong to the branch.
    """
    branch = branch_belonging_to(viewer, branch_id)
    return _judge(branch, pack_of(branch.root_id or branch.pk), today)


def due_lines(viewer: Viewer, branch_id: int, today: date) -> list[DueLine]:
    """``due_in`` with the words, sources and planned meetings that its page shows.

    Raises
    ------
    NotVisible
        For everybody who does not belong to the branch.
    """
    branch = branch_belonging_to(viewer, branch_id)
    pack = pack_of(branch.root_id or branch.pk)
    planned = planned_by_kind(branch_id)
    lines = [
        DueLine(
            item=item,
            kind=pack.kind(item.kind),
            rule=pack.cadence(item.rule),
            source=pack.source(item.source),
            planned=planned.get(item.kind) if item.state != "done" else None,
        )
        for item in _judge(branch, pack, today)
    ]
    # What nobody has arranged yet comes first; the judge's own order holds within.
    return sorted(lines, key=lambda line: (not line.open, line.item.state == "done"))


@dataclass(frozen=True, slots=True)
class AnswerLine:
    """What the branch answered, with the kind of meeting it spoke of."""

    answer: DueAnswer
    kind: MeetingKind


def due_answers(viewer: Viewer, branch_id: int, today: date) -> list[AnswerLine]:
    """The branch's answers of this year and the last, for its own people, the newest first.

    Raises
    ------
    NotVisible
        For everybody who does not belong to the branch: nobody above reads them.
    """
    branch = branch_belonging_to(viewer, branch_id)
    pack = pack_of(branch.root_id or branch.pk)
    kinds = {rule.code: pack.kind(rule.kind) for rule in pack.cadences}
    # A pack that was changed may no longer know the rule.
    return [AnswerLine(one, kinds[one.rule]) for one in _answers(branch, today) if one.rule in kinds]


def _answers(branch: Organisation, today: date) -> list[DueAnswer]:
    return list(DueAnswer.objects.filter(branch=branch, period_since__gte=date(today.year - 1, 1, 1)))


def expected_turnout(viewer: Viewer, meeting: Meeting) -> Expectation | None:
    """What head count a planned meeting may expect, for its branch's own people.

    Goes by this branch's own meetings of the kind alone, so that no branch learns of another. Nothing
    is stored: it is computed where it is shown, and remembered while nothing it goes by has changed.

    Returns
    -------
    Expectation | None
        None where no roll is called, or the meeting is not ahead.

    Raises
    ------
    NotVisible
        For everybody who does not belong to the branch.
    """
    branch = branch_belonging_to(viewer, meeting.branch_id)
    kind = pack_of(branch.root_id or branch.pk).kind(meeting.kind)
    if meeting.state != MeetingState.PLANNED or not kind.roll:
        return None
    day = timezone.localdate(meeting.starts_at)
    since = date(day.year - YEARS_LOOKED_AT, 1, 1)
    past = counted_meetings(branch.pk, meeting.kind, since)
    unit = unit_of(branch.pk, meeting.group_id)
    planned = CountedMeeting(meeting.kind, unit, day, len(due_members(meeting)), None)
    asked = "turnout:" + hashlib.sha256(repr((planned, past)).encode()).hexdigest()
    found: Expectation | None = cache.get(asked)
    if found is None:
        found = expect(past, planned)
        cache.set(asked, found)
    return found


def _judge(branch: Organisation, pack: RulePack, today: date) -> list[DueItem]:
    # The longest period is a year, and the one before it is looked at too.
    held = held_meetings(branch.pk, date(today.year - 1, 1, 1))
    answered = frozenset((one.rule, one.period_since) for one in _answers(branch, today))
    return due(held, pack, today, shape_of(branch, today), answered)


def shape_of(branch: Organisation, today: date) -> BranchShape:
    """Which rules speak to the branch, and since when it can be judged by this platform's records."""
    committee = {held.user_id for held in committee_of(branch, today)}
    return BranchShape(
        since=_known_since(branch),
        has_committee=len(committee) >= LEAST_COMMITTEE,
        has_groups=branch.children.filter(kind=OrganisationKind.GROUP).exists(),
    )


def _known_since(branch: Organisation) -> date:
    """The first day whose meetings would be recorded here; before it nothing is held against anybody.

    A branch that came to the platform last week has a long roster and no meetings yet. So it counts
    from the day it was entered, or from its first meeting kept here, if older ones were brought in;
    and never from before it had a member.
    """
    entered = timezone.localdate(branch.created_at)
    first_meeting = Meeting.objects.filter(branch=branch, state=MeetingState.HELD).aggregate(
        first=Min("starts_at")
    )["first"]
    known = min(entered, timezone.localdate(first_meeting)) if first_meeting else entered
    first_member = Membership.objects.filter(organisation=branch).aggregate(first=Min("since"))["first"]
    return max(known, first_member) if first_member else known
