"""Stage study: branch plans are made and made again. A branch and minutes in, items of its sessions out.

The plan proposes; the committee swaps, moves, locks and plans again (``changing.py``). A session is planned
by itself, or all sessions of a term at once.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from redcloud.apps.people.access import NotVisible, Viewer, branch_run_by
from redcloud.apps.people.audit import record
from redcloud.apps.people.models import Organisation, User
from redcloud.apps.study.actions.undoing import remember
from redcloud.apps.study.models import BranchPlan, PlanEntry
from redcloud.apps.study.planning import Pool, planned_elsewhere, pool_for
from redcloud.apps.study.queries.plans import open_plan, open_plans
from redcloud.apps.study.queries.terms import TermSession, next_study, term_of, waits_for_note
from redcloud.engine.study.branch_plan import plan_session, plan_sessions
from redcloud.engine.study.plan_parts import NoPlan, Plan

SESSIONS = (30, 45, 60, 90, 120)
"""Lengths of a session that a page offers, in minutes."""
SHORTEST, LONGEST = 20, 240
MONTHS = (3, 6)
"""Lengths of a term that a page offers."""


@transaction.atomic
def make_plan(*, actor: User, viewer: Viewer, branch_id: int, session: int) -> BranchPlan:
    """Plan the branch's next session: the open plan anew, or a first one.

    Raises
    ------
    NotVisible
        For anybody but the branch's committee.
    ValidationError
        If the minutes are out of range or the library has too few items.
    """
    branch = branch_run_by(viewer, branch_id)
    check_session(session)
    remember(branch)
    plan = open_plan(branch_id)
    if plan is None:
        kind, day, meeting = next_study(branch)
        plan = BranchPlan.objects.create(
            branch=branch, kind=kind, on=day, meeting=meeting, session_minutes=session, made_by=actor
        )
    plan.session_minutes = session
    fill(plan)
    record(actor=actor, action="study.make_plan", target=plan, organisation=branch)
    return plan


@transaction.atomic
def plan_again(
    *, actor: User, viewer: Viewer, branch_id: int, uid: UUID | None = None, session: int | None = None
) -> BranchPlan:
    """Choose the items of one session that are not locked anew, and others than before where there are any.

    Parameters
    ----------
    uid
        Which of the branch's open plans; left out, the coming one.

    Raises
    ------
    NotVisible
        For anybody but the branch's committee, and where there is no open plan.
    ValidationError
        If what is locked does not fit the session.
    """
    branch = branch_run_by(viewer, branch_id)
    plan = open_plan(branch_id) if uid is None else plan_of(branch, uid)
    if plan is None:
        raise NotVisible
    remember(branch)
    if session is not None:
        check_session(session)
        plan.session_minutes = session
    else:
        loose = plan.entries.filter(locked=False).values_list("item_id", flat=True)
        plan.set_aside.add(*loose)
    fill(plan)
    record(actor=actor, action="study.plan_again", target=plan, organisation=branch)
    return plan


@transaction.atomic
def plan_term(*, actor: User, viewer: Viewer, branch_id: int, months: int) -> list[BranchPlan]:
    """Plan all sessions of the coming months at once; what is locked stays in its session.

    Sessions are the meetings that were called and those that the cadence of the rule pack asks for. Open
    plans beyond the term are given up, except where something in them is locked.

    Raises
    ------
    NotVisible
        For anybody but the branch's committee.
    ValidationError
        If no session is due, the library has too few items, or what is locked does not fit.
    """
    branch = branch_run_by(viewer, branch_id)
    if months not in MONTHS:
        raise ValidationError(_("请选择一个季度或半年。"))
    term = term_of(branch, timezone.localdate(), months)
    if not term.sessions:
        raise ValidationError(_("这段时间里按规则没有集中学习的场次。请先安排会议，或选更长的时间。"))
    remember(branch)
    plans = [_plan_for(branch, actor, session) for session in term.sessions]
    kept = {plan.pk for plan in plans}
    for plan in open_plans(branch.pk):
        if plan.pk not in kept and not waits_for_note(plan) and not plan.entries.filter(locked=True).exists():
            plan.delete()
    _solve_term(branch, plans, term.minutes)
    record(actor=actor, action="study.plan_term", organisation=branch)
    return plans


def plan_of(branch: Organisation, uid: UUID) -> BranchPlan:
    """One of the branch's open plans.

    Raises
    ------
    NotVisible
    """
    found = BranchPlan.objects.filter(branch=branch, uid=uid, closed_at=None).select_related(
        "branch__root", "meeting"
    )
    plan = found.first()
    if plan is None:
        raise NotVisible
    return plan


def check_session(session: int) -> None:
    """Refuse an impossible length.

    Raises
    ------
    ValidationError
    """
    if not SHORTEST <= session <= LONGEST:
        raise ValidationError(_("一次学习请安排 20 到 240 分钟。"))


def _plan_for(branch: Organisation, actor: User, session: TermSession) -> BranchPlan:
    """The open plan of a session as it is, with its day and its minutes; a new one where there is none."""
    plan = session.plan or BranchPlan(branch=branch, made_by=actor, session_minutes=session.minutes)
    plan.kind, plan.on, plan.meeting_id = session.kind, session.day, session.meeting_id
    if not plan.entries.filter(locked=True).exists() if plan.pk else True:
        plan.session_minutes = session.minutes
    plan.save()
    return plan


def _solve_term(branch: Organisation, plans: list[BranchPlan], budget: int | None) -> None:
    locked = {
        entry.item_id: at for at, plan in enumerate(plans) for entry in plan.entries.filter(locked=True)
    }
    aside = set(
        BranchPlan.set_aside.through.objects.filter(branchplan__in=plans).values_list("item_id", flat=True)
    )
    days = [plan.day or timezone.localdate() for plan in plans]
    pool = pool_for(
        branch,
        days,
        held=locked,
        barred=planned_elsewhere(branch, plans),
        aside=aside,
        minutes=[plan.session_minutes for plan in plans],
    )
    try:
        solved = plan_sessions(
            pool.candidates,
            [plan.session_minutes for plan in plans],
            budget=budget,
            studied=pool.studied_topics,
        )
    except NoPlan as said:
        raise ValidationError(_said(said, plans)) from said
    for at, (plan, chosen) in enumerate(zip(plans, solved, strict=True)):
        store(plan, chosen, pool, at)


def fill(
    plan: BranchPlan,
    *,
    held: Collection[int] | None = None,
    size: int | None = None,
    by_hand: int | None = None,
) -> None:
    """Fill one plan. ``held`` items stay for this once, by default those that are locked.

    Raises
    ------
    ValidationError
    """
    keep = (
        set(plan.entries.filter(locked=True).values_list("item_id", flat=True)) if held is None else set(held)
    )
    pool = pool_for(
        plan.branch,
        [plan.day or timezone.localdate()],
        held=dict.fromkeys(keep, 0),
        barred=planned_elsewhere(plan.branch, [plan]),
        aside=set(plan.set_aside.values_list("pk", flat=True)),
        minutes=[plan.session_minutes],
    )
    try:
        solved = plan_session(pool.candidates, plan.session_minutes, size=size)
    except NoPlan as said:
        raise ValidationError(_said(said, [plan])) from said
    store(plan, solved, pool, 0, by_hand=by_hand)


def store(plan: BranchPlan, solved: Plan, pool: Pool, at: int, *, by_hand: int | None = None) -> None:
    """Write what was solved; an item that was there keeps its lock, its reason and its question."""
    before = {entry.item_id: entry for entry in plan.entries.all()}
    plan.entries.all().delete()
    rows = []
    for position, chosen in enumerate(solved.items, start=1):
        old = before.get(chosen.item)
        code, facts = pool.reason(chosen.item, at)
        if chosen.item == by_hand:
            code, facts = "chosen", {}
        if old is not None and old.locked:
            code, facts = old.reason_code, old.facts
        rows.append(
            PlanEntry(
                plan=plan,
                item_id=chosen.item,
                position=position,
                reading_minutes=chosen.reading,
                talk_minutes=chosen.talk,
                reason_code=code,
                facts=facts,
                locked=chosen.item == by_hand or (old is not None and old.locked),
                question=old.question if old is not None else "",
            )
        )
    PlanEntry.objects.bulk_create(rows)
    touched(plan, spare=solved.spare, proven=solved.proven)


def touched(plan: BranchPlan, *, spare: int, proven: bool = True) -> None:
    """Note a change: calendars that took an earlier one learn of it by the sequence."""
    plan.spare_minutes, plan.proven = spare, proven
    plan.changed_at = timezone.now()
    plan.sequence += 1
    plan.save()


def _said(said: NoPlan, plans: list[BranchPlan]) -> str:
    plan = plans[said.session]
    if said.code == "too_few_items":
        return _("学习库里能排进这段时间的内容不够。请延长时间，或请编辑补充内容。")
    if said.code == "too_many_locked":
        many = _("%(when)s锁定的内容超过四篇。一次最多学四篇，请解锁一篇，或挪到别的一次。")
        return many % {"when": _when(plan.day)}
    return ngettext(
        "%(when)s锁定的内容至少要 %(needed)d 分钟，放不进 %(session)d 分钟。请解锁或挪走一篇，或把这次延长。",
        "%(when)s锁定的内容至少要 %(needed)d 分钟，放不进 %(session)d 分钟。请解锁或挪走一篇，或把这次延长。",
        said.needed,
    ) % {"when": _when(plan.day), "needed": said.needed, "session": plan.session_minutes}


def _when(day: date | None) -> str:
    return "" if day is None else _("%(month)d月%(day)d日：") % {"month": day.month, "day": day.day}
