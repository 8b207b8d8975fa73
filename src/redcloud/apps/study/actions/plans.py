"""Stage study: branch plans. A branch and a session's minutes in, 2 to 4 items that fill it out.

The plan proposes; the committee swaps, locks and plans again. Nothing about a person goes in: only
what residents ask, the season, what is new, protected use, and what the branch planned before.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Final

import numpy as np
import pyarrow as pa
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from redcloud.apps.life.queries import next_session
from redcloud.apps.people.access import NotVisible, Viewer
from redcloud.apps.people.audit import record
from redcloud.apps.people.models import Organisation, User
from redcloud.apps.study import learning
from redcloud.apps.study.actions.training import loaded, newest_version
from redcloud.apps.study.models import BranchPlan, PlanEntry
from redcloud.apps.study.queries import items_table, places_on, plan_run_by, published_in
from redcloud.apps.topics.queries import sensitive_codes
from redcloud.engine.contracts import Reason
from redcloud.engine.study.branch_plan import Candidate, NoPlan, Plan, plan_session
from redcloud.engine.study.interface import HISTORY, Request, recommendations
from redcloud.engine.study.registry import NON_PERSONAL

CANDIDATES = 24
SESSIONS = (30, 45, 60, 90, 120)
"""Lengths of a session that a page offers, in minutes."""
SHORTEST, LONGEST = 20, 240
ENOUGH = 6
"""With fewer candidates than this, what the branch planned before may come again."""
_CHOSEN: Final = "chosen"


@transaction.atomic
def make_plan(*, actor: User, viewer: Viewer, branch_id: int, session: int) -> BranchPlan:
    """Plan the branch's next session anew; the plan before it is closed.

    Items that the branch planned before are left out, as far as the library allows.

    Raises
    ------
    NotVisible
        For anybody but the branch's committee.
    ValidationError
        If the minutes are out of range or the library has too few items.
    """
    branch, before = plan_run_by(viewer, branch_id)
    _check_session(session)
    if before is not None:
        before.closed_at = timezone.now()
        before.save(update_fields=["closed_at"])
    plan = BranchPlan.objects.create(
        branch=branch,
        meeting=next_session(viewer, branch_id),
        session_minutes=session,
        made_by=actor,
    )
    _solve(plan, without=_planned_before(branch))
    record(actor=actor, action="study.make_plan", target=plan, organisation=branch)
    return plan


@transaction.atomic
def plan_again(*, actor: User, viewer: Viewer, branch_id: int, session: int | None = None) -> BranchPlan:
    """Choose the items that are not locked anew, and others than before where there are any.

    Raises
    ------
    NotVisible
        For anybody but the branch's committee, and where there is no open plan.
    ValidationError
        If what is locked does not fit the session.
    """
    branch, plan = _open(viewer, branch_id)
    if session is not None:
        _check_session(session)
        plan.session_minutes = session
    else:
        loose = plan.entries.filter(locked=False).values_list("item_id", flat=True)
        plan.set_aside.add(*loose)
    _solve(plan, without=_planned_before(branch))
    record(actor=actor, action="study.plan_again", target=plan, organisation=branch)
    return plan


@transaction.atomic
def swap_entry(
    *, actor: User, viewer: Viewer, branch_id: int, entry_id: int, item_id: int | None = None
) -> BranchPlan:
    """Put another item in the place of one: a named one, or the best that is not yet in the plan.

    Raises
    ------
    NotVisible
        For anybody but the branch's committee, and for what is not in the plan or the library.
    ValidationError
        If nothing else fits.
    """
    branch, plan = _open(viewer, branch_id)
    entry = _entry(plan, entry_id)
    others = set(plan.entries.exclude(pk=entry.pk).values_list("item_id", flat=True))
    plan.set_aside.add(entry.item)
    chosen: int | None = None
    if item_id is not None:
        chosen = _choice(branch, item_id, others)
        plan.set_aside.remove(chosen)
    entry.delete()
    held = others | ({chosen} if chosen is not None else set())
    size = len(others) + 1
    _solve(plan, without=_planned_before(branch), held=held, chosen=chosen, size=size)
    record(actor=actor, action="study.swap_entry", target=plan, organisation=branch)
    return plan


@transaction.atomic
def lock_entry(*, actor: User, viewer: Viewer, branch_id: int, entry_id: int, locked: bool) -> PlanEntry:
    """Keep an item in the plan whatever is planned again, or let it loose.

    Raises
    ------
    NotVisible
        For anybody but the branch's committee, and for what is not in the plan.
    """
    branch, plan = _open(viewer, branch_id)
    entry = _entry(plan, entry_id)
    entry.locked = locked
    entry.save(update_fields=["locked"])
    record(actor=actor, action="study.lock_entry", target=plan, organisation=branch)
    return entry


def _open(viewer: Viewer, branch_id: int) -> tuple[Organisation, BranchPlan]:
    branch, plan = plan_run_by(viewer, branch_id)
    if plan is None:
        raise NotVisible
    return branch, plan


def _entry(plan: BranchPlan, entry_id: int) -> PlanEntry:
    entry = plan.entries.filter(pk=entry_id).select_related("item").first()
    if entry is None:
        raise NotVisible
    return entry


def _choice(branch: Organisation, item_id: int, planned: Collection[int]) -> int:
    found = (
        published_in(branch.root_id or branch.pk, places_on(branch))
        .filter(pk=item_id)
        .exclude(pk__in=planned)
        .first()
    )
    if found is None:
        raise NotVisible
    return found.pk


def _check_session(session: int) -> None:
    if not SHORTEST <= session <= LONGEST:
        raise ValidationError(_("一次学习请安排 20 到 240 分钟。"))


def _planned_before(branch: Organisation) -> set[int]:
    closed = PlanEntry.objects.filter(plan__branch=branch, plan__closed_at__isnull=False)
    return set(closed.values_list("item_id", flat=True))


def _solve(
    plan: BranchPlan,
    *,
    without: Collection[int],
    held: Collection[int] | None = None,
    chosen: int | None = None,
    size: int | None = None,
) -> None:
    """Fill the plan. ``held`` items stay for this once; by default those that are locked."""
    entries = {entry.item_id: entry for entry in plan.entries.all()}
    keep = {item for item, entry in entries.items() if entry.locked} if held is None else set(held)
    reasons = {item: Reason(e.reason_code, e.facts) for item, e in entries.items()}  # type: ignore[arg-type]
    if chosen is not None:
        reasons[chosen] = Reason(_CHOSEN, {})  # type: ignore[arg-type]
    pool = _pool(plan, keep, without, reasons)
    try:
        solved = plan_session(pool, plan.session_minutes, size=size)
    except NoPlan as said:
        raise ValidationError(_said(said.code)) from said
    locked = {item for item, entry in entries.items() if entry.locked}
    if chosen is not None:
        locked.add(chosen)
    _store(plan, solved, reasons, locked)


def _pool(
    plan: BranchPlan, keep: set[int], without: Collection[int], reasons: dict[int, Reason]
) -> list[Candidate]:
    """Candidates for the free places; what was planned before comes back only where little is left."""
    root = plan.branch.root or plan.branch
    table = items_table(root.pk, places_on(plan.branch))
    aside = set(plan.set_aside.values_list("pk", flat=True))
    fits: dict[int, float] = {}
    for barred in (aside | set(without), aside, set[int]()):
        fits = _fitting(plan, table, barred | keep, reasons)
        if len(fits) >= ENOUGH:
            break
    rows = {row["item"]: row for row in table.to_pylist()}
    return [
        Candidate(
            item, rows[item]["minutes"], fits.get(item, 0.0), frozenset(rows[item]["topics"]), item in keep
        )
        for item in sorted(fits.keys() | keep)
        if item in rows
    ]


def _fitting(
    plan: BranchPlan, table: pa.Table, barred: Collection[int], reasons: dict[int, Reason]
) -> dict[int, float]:
    """How well items fit the branch, by public signals alone; fills ``reasons``."""
    branch, today = plan.branch, timezone.localdate()
    root = branch.root or branch
    request = Request(
        learners=np.array([branch.pk], dtype=np.int64),
        units=np.array([branch.pk], dtype=np.int64),
        places=np.array([CANDIDATES], dtype=np.int64),
        items=table,
        today=today,
        exclude=pa.Table.from_pylist([{"learner": branch.pk, "item": i} for i in barred], schema=HISTORY),
        needs=learning.needs_table(root, [branch.pk], today),
        sensitive=sensitive_codes(root.pk),
    )
    fitting = loaded(newest_version(root.pk, NON_PERSONAL), NON_PERSONAL)
    found = list(recommendations(fitting.recommend(request)))
    reasons.update({one.item: one.reason for one in found})
    return {one.item: one.fit for one in found}


def _store(plan: BranchPlan, solved: Plan, reasons: dict[int, Reason], locked: Collection[int]) -> None:
    plan.entries.all().delete()
    PlanEntry.objects.bulk_create(
        PlanEntry(
            plan=plan,
            item_id=chosen.item,
            position=position,
            reading_minutes=chosen.reading,
            talk_minutes=chosen.talk,
            reason_code=reasons[chosen.item].code,
            facts=reasons[chosen.item].facts,
            locked=chosen.item in locked,
        )
        for position, chosen in enumerate(solved.items, start=1)
    )
    plan.spare_minutes = solved.spare
    plan.changed_at = timezone.now()
    plan.save()


def _said(code: str) -> str:
    return {
        "too_few_items": _("学习库里能排进这段时间的内容不足两篇。请延长时间，或请编辑补充内容。"),
        "locked_too_long": _("锁定的内容加起来放不进这段时间。请解锁一篇，或延长时间。"),
        "too_many_locked": _("一次最多学四篇。请解锁一篇再重排。"),
    }[code]
