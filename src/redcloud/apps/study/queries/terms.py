"""Stage study: reads of a branch's term. A branch in, its sessions with their plans and the hours out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.utils import timezone

from redcloud.apps.life.models import Meeting, MeetingState
from redcloud.apps.life.queries import held_meetings
from redcloud.apps.people.models import Organisation
from redcloud.apps.rules.queries import pack_of
from redcloud.apps.study.models import BranchPlan, PlanEntry
from redcloud.apps.study.queries.plans import open_plans
from redcloud.engine.rules.pack import Limit, RulePack, Source, pack_on
from redcloud.engine.study.term import (
    HOURS,
    NOTICE_DAYS,
    Called,
    Slot,
    budget_of,
    slots,
    study_kinds,
    within_budget,
)

NOTICE = timedelta(days=NOTICE_DAYS)
NEAR = timedelta(days=20)
"""A plan without a meeting belongs to a session of its kind that is not further from its day than this."""


@dataclass(frozen=True, slots=True)
class TermSession:
    """A session of a term, with its meeting and its open plan where there are."""

    kind: str
    day: date
    minutes: int
    meeting_id: int | None
    plan: BranchPlan | None


@dataclass(frozen=True, slots=True)
class Term:
    """The sessions to come, and the minutes of study that they are planned for (None: no rule says)."""

    sessions: list[TermSession]
    minutes: int | None


@dataclass(frozen=True, slots=True)
class Hours:
    """The year's study hours by the rule, and what held and open plans of the branch cover; never persons."""

    rule: Limit
    source: Source
    held: int
    planned: int

    @property
    def held_hours(self) -> str:
        """Hours of study in plans that were held this year."""
        return f"{round(self.held / 60, 1):g}"

    @property
    def planned_hours(self) -> str:
        """Hours of study in open plans of this year."""
        return f"{round(self.planned / 60, 1):g}"


def term_of(branch: Organisation, today: date, months: int) -> Term:
    """The sessions of the coming months, by what was called and by the cadence of the rule pack."""
    pack = pack_of(branch.root_id or branch.pk)
    until = _months_on(today, months)
    found = _slots(branch, pack, today, until)
    budget = budget_of(pack, today, until, studied_minutes(branch))
    plans = [plan for plan in open_plans(branch.pk) if not waits_for_note(plan)]
    sessions = [
        TermSession(slot.kind, slot.day, slot.minutes, slot.meeting, _taken(plans, slot))
        for slot in within_budget(found, budget)
    ]
    return Term(sessions, budget.minutes if budget is not None else None)


def next_study(branch: Organisation) -> tuple[str, date | None, Meeting | None]:
    """Kind, day and meeting of the next session: the one that was called, else the one that is due first."""
    today = timezone.localdate()
    pack = pack_of(branch.root_id or branch.pk)
    planned = {plan.meeting_id for plan in open_plans(branch.pk)}
    for slot in _slots(branch, pack, today, _months_on(today, 3)):
        if slot.meeting is None or slot.meeting not in planned:
            meeting = Meeting.objects.filter(pk=slot.meeting).first() if slot.meeting else None
            return slot.kind, slot.day, meeting
    return first_study_kind(branch), None, None


def first_study_kind(branch: Organisation) -> str:
    """The kind that a session is called as where nothing else says."""
    pack = pack_of(branch.root_id or branch.pk)
    kinds = study_kinds(pack) or [kind for kind in pack.kinds if kind.invited == "members"]
    return kinds[0].code


def hours_for(branch: Organisation, today: date) -> Hours | None:
    """The budget of the year and what plans cover of it; None where no rule says how many hours."""
    pack = pack_of(branch.root_id or branch.pk)
    rule = next((one for one in pack_on(pack, today).limits if one.code == HOURS), None)
    if rule is None:
        return None
    held = sum(minutes for day, minutes in studied_minutes(branch) if day.year == today.year)
    rows = PlanEntry.objects.filter(plan__branch=branch, plan__closed_at=None, plan__on__year=today.year)
    planned = sum(row.minutes for row in rows)
    return Hours(rule, pack.source(rule.force.source), held, planned)


def studied_minutes(branch: Organisation) -> list[tuple[date, int]]:
    """Day and minutes of what the branch studied: its held plans, on the day of their meeting."""
    rows = PlanEntry.objects.filter(plan__branch=branch, plan__held_at__isnull=False)
    return [
        (row.plan.day or timezone.localdate(row.plan.held_at), row.minutes)
        for row in rows.select_related("plan__meeting")
    ]


def _slots(branch: Organisation, pack: RulePack, today: date, until: date) -> list[Slot]:
    meetings = Meeting.objects.filter(branch=branch, state=MeetingState.PLANNED, starts_at__date__gte=today)
    called = [
        Called(one.pk, one.kind, timezone.localdate(one.starts_at), one.minutes_planned)
        for one in meetings.order_by("starts_at", "pk")
    ]
    held = held_meetings(branch.pk, date(today.year - 1, 1, 1))
    return slots(pack, today, until, called, held)


def _taken(plans: list[BranchPlan], slot: Slot) -> BranchPlan | None:
    """The open plan of a session: its meeting's, else the nearest of its kind without a meeting."""
    own = [plan for plan in plans if slot.meeting is not None and plan.meeting_id == slot.meeting]
    free = [
        plan
        for plan in plans
        if _free(plan) and plan.kind in ("", slot.kind) and abs((plan.on or slot.day) - slot.day) <= NEAR
    ]
    free.sort(key=lambda plan: abs((plan.on or slot.day) - slot.day))
    found = next(iter([*own, *free]), None)
    if found is not None:
        plans.remove(found)
    return found


def _free(plan: BranchPlan) -> bool:
    return plan.meeting is None or plan.meeting.state == MeetingState.CANCELLED


def waits_for_note(plan: BranchPlan) -> bool:
    """Whether the meeting was held and it is still to be noted what was studied."""
    return plan.meeting is not None and plan.meeting.state == MeetingState.HELD


def _months_on(day: date, months: int) -> date:
    month = day.month - 1 + months
    return date(day.year + month // 12, month % 12 + 1, min(day.day, 28))
