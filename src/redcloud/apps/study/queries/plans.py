"""Stage study: reads of branch plans. A viewer and a branch in, the open plans out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet, Sum
from django.utils import timezone

from redcloud.apps.life.models import Meeting, MeetingState
from redcloud.apps.life.queries import next_meeting
from redcloud.apps.people.access import NotVisible, Viewer, branch_belonging_to, branch_run_by
from redcloud.apps.people.models import COMMITTEE_ROLES, Organisation
from redcloud.apps.rules.queries import pack_of
from redcloud.apps.study.models import BranchPlan, Course, Item, ItemState, PlanEntry
from redcloud.apps.study.queries.library import published_in
from redcloud.apps.study.queries.places import places_on
from redcloud.apps.study.questions import proposed_question
from redcloud.apps.study.reasons import Explained, Ground, explain
from redcloud.apps.topics.queries import topics_by_code
from redcloud.engine.rules.pack import MeetingKind


@dataclass(frozen=True, slots=True)
class EntryView:
    """One planned item, its minutes, why it is there, and what to talk about."""

    entry: PlanEntry
    item: Item
    reason: Explained
    starts_at_minute: int
    question: str


@dataclass(frozen=True, slots=True)
class SessionView:
    """The plan of one session with the words of its kind."""

    plan: BranchPlan
    kind: MeetingKind | None
    entries: list[EntryView]

    @property
    def meeting(self) -> Meeting | None:
        """The meeting that was called for it, if it still stands."""
        found = self.plan.meeting
        return None if found is None or found.state == MeetingState.CANCELLED else found

    @property
    def total_minutes(self) -> int:
        """Reading, talk and what is left free."""
        return sum(one.entry.minutes for one in self.entries) + self.plan.spare_minutes

    @property
    def day_reached(self) -> bool:
        """Whether its day has come."""
        return self.plan.day is not None and self.plan.day <= timezone.localdate()

    @property
    def may_note(self) -> bool:
        """Whether the roll was called, so that it can be noted what was studied."""
        return self.meeting is not None and self.meeting.state == MeetingState.HELD and not self.plan.held_at


@dataclass(frozen=True, slots=True)
class PlanView:
    """A branch's coming plan as its people see it; ``plan`` is None before the first one."""

    branch: Organisation
    session: SessionView | None
    next_meeting: Meeting | None
    may_edit: bool

    @property
    def plan(self) -> BranchPlan | None:
        """The plan of the coming session."""
        return self.session.plan if self.session else None

    @property
    def entries(self) -> list[EntryView]:
        """What is studied at the coming session."""
        return self.session.entries if self.session else []

    @property
    def total_minutes(self) -> int:
        """Minutes of the coming session."""
        return self.session.total_minutes if self.session else 0


def open_plans(branch_id: int) -> list[BranchPlan]:
    """The branch's open plans by the day of their session; one without a day comes first."""
    rows = BranchPlan.objects.filter(branch_id=branch_id, closed_at=None).select_related(
        "branch__root", "meeting"
    )
    return sorted(rows, key=lambda plan: (plan.day or date.min, plan.pk))


def open_plan(branch_id: int) -> BranchPlan | None:
    """The plan of the branch's coming session, if there is one."""
    return next(iter(open_plans(branch_id)), None)


def plan_for(viewer: Viewer, branch_id: int) -> PlanView:
    """The plan of the coming session, for the branch's members and its committee.

    Raises
    ------
    NotVisible
        For everybody else, officers included: what a branch studies is its own affair.
    """
    branch = branch_belonging_to(viewer, branch_id)
    plan = open_plan(branch_id)
    sessions = session_views(branch, [plan]) if plan else []
    may_edit = branch_id in viewer.organisation_ids(*COMMITTEE_ROLES)
    return PlanView(branch, next(iter(sessions), None), next_meeting(viewer, branch_id), may_edit)


def session_for(viewer: Viewer, branch_id: int, uid: UUID) -> tuple[SessionView, bool]:
    """One plan of the branch, open or held, and whether the viewer may change it.

    Raises
    ------
    NotVisible
        For everybody but the branch's own people.
    """
    branch = branch_belonging_to(viewer, branch_id)
    rows = BranchPlan.objects.filter(branch=branch, uid=uid).select_related("branch__root", "meeting__chair")
    plan = rows.first()
    if plan is None:
        raise NotVisible
    may_edit = branch_id in viewer.organisation_ids(*COMMITTEE_ROLES)
    return session_views(branch, [plan])[0], may_edit


def session_at(viewer: Viewer, meeting: Meeting) -> SessionView | None:
    """What is studied at a meeting, for its branch's own people.

    Raises
    ------
    NotVisible
    """
    branch = branch_belonging_to(viewer, meeting.branch_id)
    rows = BranchPlan.objects.filter(meeting=meeting).order_by("-closed_at", "pk")
    plan = next(iter(sorted(rows.select_related("branch__root", "meeting"), key=_given_up)), None)
    return session_views(branch, [plan])[0] if plan and not _given_up(plan) else None


def _given_up(plan: BranchPlan) -> bool:
    return plan.closed_at is not None and plan.held_at is None


def studied_at(meeting: Meeting) -> list[str]:
    """Titles of what the branch noted as studied at a meeting, else of what is planned, for its minutes."""
    rows = PlanEntry.objects.filter(plan__meeting=meeting).select_related("plan", "item").order_by("position")
    standing = [row for row in rows if not _given_up(row.plan)]
    noted = [row for row in standing if row.plan.held_at is not None]
    return [row.item.title for row in noted or standing]


def plan_run_by(viewer: Viewer, branch_id: int) -> tuple[Organisation, BranchPlan | None]:
    """The branch and the plan of its coming session, for its committee only.

    Raises
    ------
    NotVisible
    """
    return branch_run_by(viewer, branch_id), open_plan(branch_id)


def choices_for(viewer: Viewer, branch_id: int) -> list[Item]:
    """Items that the committee may put into a plan by hand: published and in none.

    Raises
    ------
    NotVisible
    """
    branch = branch_run_by(viewer, branch_id)
    planned = PlanEntry.objects.filter(plan__branch=branch, plan__closed_at=None).values("item_id")
    mine = published_in(branch.root_id or branch.pk, places_on(branch))
    return list(mine.exclude(pk__in=planned).order_by("title"))


def asked_pairs(root_id: int) -> list[tuple[int, int, int]]:
    """(branch, item, plan) of the plan of every branch's coming session."""
    plans = _coming(BranchPlan.objects.filter(branch__root_id=root_id))
    return list(PlanEntry.objects.filter(plan__in=plans).values_list("plan__branch_id", "item_id", "plan_id"))


def _coming(plans: QuerySet[BranchPlan]) -> QuerySet[BranchPlan]:
    """The first open plan of each branch whose day has not gone by."""
    today = timezone.localdate()
    open_ones = BranchPlan.objects.filter(closed_at=None).exclude(on__lt=today)
    earlier = open_ones.filter(branch=OuterRef("branch"), on__lt=OuterRef("on"))
    coming = plans.filter(closed_at=None).exclude(on__lt=today)
    return coming.exclude(meeting__starts_at__lt=timezone.now() - timedelta(hours=12)).exclude(
        Exists(earlier)
    )


def session_views(branch: Organisation, plans: Iterable[BranchPlan]) -> list[SessionView]:
    """Plans with their entries and reasons, loaded together: the cost does not grow with their number."""
    found = list(plans)
    rows = list(
        PlanEntry.objects.filter(plan__in=[plan.pk for plan in found])
        .select_related("item__root")
        .prefetch_related("item__topics")
        .order_by("position", "pk")
    )
    ground = ground_of(branch, [row.facts for row in rows])
    kinds = {kind.code: kind for kind in pack_of(branch.root_id or branch.pk).kinds}
    return [
        SessionView(plan, kinds.get(plan.kind), _entries([r for r in rows if r.plan_id == plan.pk], ground))
        for plan in found
    ]


def _entries(rows: list[PlanEntry], ground: Ground) -> list[EntryView]:
    shown, minute = [], 0
    for row in rows:
        reason = explain(row.reason_code, _as_it_stands(row, rows), row.item, ground)
        question = row.question or proposed_question(row.item, row.reason_code)
        shown.append(EntryView(row, row.item, reason, minute, question))
        minute += row.minutes
    return shown


def _as_it_stands(row: PlanEntry, rows: Sequence[PlanEntry]) -> dict[str, Any]:
    """The facts of a reason; ``whole`` where all that is left of a course is in the session, as it is now."""
    left, course = row.facts.get("left", 0), row.facts.get("course")
    together = sum(one.facts.get("course") == course and "left" in one.facts for one in rows)
    return {**row.facts, "whole": 1 < left <= together}


def ground_of(branch: Organisation, facts: Iterable[dict[str, object]]) -> Ground:
    """What the sentences of a plan look up: topics, places and courses, public within the root."""
    said = list(facts)
    places = Organisation.objects.in_bulk({one["place"] for one in said if "place" in one})
    named = {one["course"] for one in said if "course" in one}
    courses = Course.objects.filter(state=ItemState.PUBLISHED).in_bulk(named) if named else {}
    return Ground(topics_by_code(branch.root_id), {}, {}, places, {}, courses=courses)


def session_minutes(meeting_ids: Sequence[int]) -> dict[int, int]:
    """How long the items take that were planned for each meeting, reading alone (1 query)."""
    planned = PlanEntry.objects.filter(plan__meeting__in=meeting_ids).values_list(
        "plan__meeting_id", "plan_id"
    )
    found: dict[int, int] = {}
    for meeting, _plan, minutes in planned.annotate(total=Sum("reading_minutes")).order_by("plan_id"):
        found[meeting] = minutes  # of two plans for one meeting the later one was the one that held
    return found
