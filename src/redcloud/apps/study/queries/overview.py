"""Stage study: the page of a branch's plans. A viewer and a branch in, sessions, hours, what is asked out."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils import timezone

from redcloud.apps.people.access import NotVisible, Viewer, branch_belonging_to, branch_run_by
from redcloud.apps.people.models import COMMITTEE_ROLES, Organisation
from redcloud.apps.study.models import BranchPlan, CourseAsk, Item, PlanEntry, PlanUndo, StudyAsk
from redcloud.apps.study.planning import planned_elsewhere, pool_for
from redcloud.apps.study.queries.asks import asks_of, course_asks_of
from redcloud.apps.study.queries.library import published_in
from redcloud.apps.study.queries.places import places_on
from redcloud.apps.study.queries.plans import (
    EntryView,
    SessionView,
    ground_of,
    open_plans,
    session_views,
)
from redcloud.apps.study.queries.terms import Hours, hours_for
from redcloud.apps.study.reasons import Explained, explain
from redcloud.engine.study.plan_parts import SHORTEST_TALK

ALTERNATIVES = 8
LATEST_HELD = 6


@dataclass(frozen=True, slots=True)
class TermView:
    """All plans of a branch: what comes, what was studied last, the year's hours, what is asked."""

    branch: Organisation
    may_edit: bool
    sessions: list[SessionView]
    held: list[SessionView]
    hours: Hours | None
    asks: list[tuple[StudyAsk, bool]]
    course_asks: list[tuple[CourseAsk, bool]]
    may_undo: bool

    @property
    def coming(self) -> SessionView | None:
        """The next session."""
        return next(iter(self.sessions), None)

    @property
    def later(self) -> list[SessionView]:
        """The sessions after it."""
        return self.sessions[1:]

    @property
    def proven(self) -> bool:
        """Whether every plan is known to be the best."""
        return all(session.plan.proven for session in self.sessions)

    @property
    def total_minutes(self) -> int:
        """Minutes of study in all open plans."""
        return sum(one.entry.minutes for session in self.sessions for one in session.entries)


def term_view(viewer: Viewer, branch_id: int) -> TermView:
    """Everything that the page of a branch's plans shows.

    Raises
    ------
    NotVisible
        For everybody but the branch's own people.
    """
    branch = branch_belonging_to(viewer, branch_id)
    may_edit = branch_id in viewer.organisation_ids(*COMMITTEE_ROLES)
    today = timezone.localdate()
    coming = open_plans(branch_id)
    past = BranchPlan.objects.filter(branch=branch, held_at__isnull=False).select_related("meeting")
    held = list(past.order_by("-on", "-held_at", "-pk")[:LATEST_HELD])
    views = session_views(branch, [*coming, *held])
    sessions = views[: len(coming)]
    planned = {one.item.pk for session in sessions for one in session.entries}
    return TermView(
        branch=branch,
        may_edit=may_edit,
        sessions=sessions,
        held=views[len(coming) :],
        hours=hours_for(branch, today),
        asks=[(ask, ask.item_id in planned) for ask in asks_of(branch, today)],
        course_asks=[
            (ask, any(part.item_id in planned for part in ask.course.parts.all()))
            for ask in course_asks_of(branch, today)
        ],
        may_undo=may_edit and PlanUndo.objects.filter(branch=branch).exists(),
    )


@dataclass(frozen=True, slots=True)
class Alternative:
    """An item that may stand in the place of another, and why."""

    item: Item
    reason: Explained
    needs_minutes: int


@dataclass(frozen=True, slots=True)
class SwapPage:
    """What may be put in the place of an entry: the best that fit, with reasons, then the others."""

    branch: Organisation
    session: SessionView
    line: EntryView
    best: list[Alternative]
    room: int
    others: list[Item]


def swap_page(viewer: Viewer, branch_id: int, entry_id: int) -> SwapPage:
    """Alternatives for one entry, the best first.

    Raises
    ------
    NotVisible
        For anybody but the branch's committee, and for what is in no open plan.
    """
    branch = branch_run_by(viewer, branch_id)
    rows = PlanEntry.objects.filter(pk=entry_id, plan__branch=branch, plan__closed_at=None)
    entry = rows.select_related("plan__meeting", "plan__branch__root").first()
    if entry is None:
        raise NotVisible
    plan = entry.plan
    session = session_views(branch, [plan])[0]
    line = next(one for one in session.entries if one.entry.pk == entry_id)
    inside = {one.item.pk for one in session.entries}
    reading = sum(one.entry.reading_minutes + SHORTEST_TALK for one in session.entries if one is not line)
    room = plan.session_minutes - reading
    pool = pool_for(
        branch,
        [plan.day or timezone.localdate()],
        held={},
        barred=planned_elsewhere(branch, [plan]) | inside,
        aside=plan.set_aside.values_list("pk", flat=True),
        minutes=[plan.session_minutes],
    )
    fitting = sorted(
        # A part of a course never comes before the parts before it.
        (one for one in pool.candidates if one.after is None and one.minutes + SHORTEST_TALK <= room),
        key=lambda one: (-one.worth_in(0), one.item),
    )[:ALTERNATIVES]
    reasons = {one.item: pool.reason(one.item, 0) for one in fitting}
    ground = ground_of(branch, [facts for _, facts in reasons.values()])
    items = Item.objects.in_bulk([one.item for one in fitting])
    best = [
        Alternative(
            items[one.item], explain(*reasons[one.item], items[one.item], ground), one.minutes + SHORTEST_TALK
        )
        for one in fitting
    ]
    shown = {one.item.pk for one in best} | inside | planned_elsewhere(branch, [plan])
    rest = published_in(branch.root_id or branch.pk, places_on(branch)).filter(
        minutes__lte=room - SHORTEST_TALK
    )
    return SwapPage(branch, session, line, best, room, list(rest.exclude(pk__in=shown).order_by("title")))
