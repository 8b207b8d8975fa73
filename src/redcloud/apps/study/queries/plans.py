"""Stage study: reads of branch plans. A viewer and a branch in, the open plan out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Sum
from django.utils import timezone

from redcloud.apps.life.models import Meeting
from redcloud.apps.life.queries import next_meeting
from redcloud.apps.people.access import Viewer, branch_belonging_to, branch_run_by
from redcloud.apps.people.models import COMMITTEE_ROLES, Organisation
from redcloud.apps.study.models import BranchPlan, Item, PlanEntry
from redcloud.apps.study.queries.library import published_in
from redcloud.apps.study.queries.places import places_on
from redcloud.apps.study.reasons import Explained, Ground, explain
from redcloud.apps.topics.queries import topics_by_code


@dataclass(frozen=True, slots=True)
class EntryView:
    """One planned item, its minutes, and why it is there."""

    entry: PlanEntry
    item: Item
    reason: Explained
    starts_at_minute: int


@dataclass(frozen=True, slots=True)
class PlanView:
    """A branch's plan as its people see it; ``plan`` is None before the first one."""

    branch: Organisation
    plan: BranchPlan | None
    entries: list[EntryView]
    next_meeting: Meeting | None
    may_edit: bool
    total_minutes: int


def open_plan(branch_id: int) -> BranchPlan | None:
    """The branch's open plan, if there is one."""
    return (
        BranchPlan.objects.filter(branch_id=branch_id, closed_at=None)
        .select_related("branch", "meeting")
        .first()
    )


def plan_for(viewer: Viewer, branch_id: int) -> PlanView:
    """The branch's open plan, for its members and its committee.

    Raises
    ------
    NotVisible
        For everybody else, officers included: what a branch studies is its own affair.
    """
    branch = branch_belonging_to(viewer, branch_id)
    plan = open_plan(branch_id)
    entries = _entries(branch, plan) if plan else []
    may_edit = branch_id in viewer.organisation_ids(*COMMITTEE_ROLES)
    total = sum(view.entry.minutes for view in entries) + (plan.spare_minutes if plan else 0)
    return PlanView(branch, plan, entries, next_meeting(viewer, branch_id), may_edit, total)


def plan_run_by(viewer: Viewer, branch_id: int) -> tuple[Organisation, BranchPlan | None]:
    """The branch and its open plan, for its committee only.

    Raises
    ------
    NotVisible
    """
    return branch_run_by(viewer, branch_id), open_plan(branch_id)


def choices_for(viewer: Viewer, branch_id: int) -> list[Item]:
    """Items that the committee may put into the plan by hand: published and not in it.

    Raises
    ------
    NotVisible
    """
    branch, plan = plan_run_by(viewer, branch_id)
    planned = plan.entries.values_list("item_id", flat=True) if plan else []
    return list(
        published_in(branch.root_id or branch.pk, places_on(branch)).exclude(pk__in=planned).order_by("title")
    )


def asked_pairs(root_id: int) -> list[tuple[int, int, int]]:
    """(branch, item, plan) of every plan whose session is still to come."""
    rows = PlanEntry.objects.filter(plan__closed_at=None, plan__branch__root_id=root_id)
    coming = rows.exclude(plan__meeting__starts_at__lt=timezone.now())
    return list(coming.values_list("plan__branch_id", "item_id", "plan_id"))


def _entries(branch: Organisation, plan: BranchPlan) -> list[EntryView]:
    rows = list(plan.entries.select_related("item__root").prefetch_related("item__topics"))
    ground = _ground(branch, rows)
    shown, minute = [], 0
    for row in rows:
        reason = explain(row.reason_code, row.facts, row.item, ground)
        shown.append(EntryView(row, row.item, reason, minute))
        minute += row.minutes
    return shown


def _ground(branch: Organisation, rows: list[PlanEntry]) -> Ground:
    places = Organisation.objects.in_bulk({row.facts["place"] for row in rows if "place" in row.facts})
    return Ground(topics_by_code(branch.root_id), {}, {}, places, {})


def session_minutes(meeting_ids: Sequence[int]) -> dict[int, int]:
    """How long the items take that were planned for each meeting, reading alone (1 query)."""
    planned = PlanEntry.objects.filter(plan__meeting__in=meeting_ids).values_list(
        "plan__meeting_id", "plan_id"
    )
    found: dict[int, int] = {}
    for meeting, _plan, minutes in planned.annotate(total=Sum("reading_minutes")).order_by("plan_id"):
        found[meeting] = minutes  # of two plans for one meeting the later one was the one that held
    return found
