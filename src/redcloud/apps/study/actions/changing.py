"""Stage study: the secretary's hand on a plan: swap, lock, move, put the question in other words.

A change by hand does exactly that and nothing else; only the minutes of talk are shared out anew.
"""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from redcloud.apps.people.access import NotVisible, Viewer, branch_run_by
from redcloud.apps.people.audit import record
from redcloud.apps.people.models import Organisation, User
from redcloud.apps.study.actions.plans import check_session, fill, plan_of, touched
from redcloud.apps.study.actions.undoing import remember
from redcloud.apps.study.models import BranchPlan, PlanEntry
from redcloud.apps.study.queries.library import published_in
from redcloud.apps.study.queries.places import places_on
from redcloud.engine.study.plan_parts import MOST, SHORTEST_TALK, longest_talk, shared_talk


@transaction.atomic
def swap_entry(
    *, actor: User, viewer: Viewer, branch_id: int, entry_id: int, item_id: int | None = None
) -> BranchPlan:
    """Put another item in the place of one: a named one, or the best that is not yet in a plan.

    Raises
    ------
    NotVisible
        For anybody but the branch's committee, and for what is not in the plan or the library.
    ValidationError
        If nothing else fits.
    """
    branch, entry = _entry(viewer, branch_id, entry_id)
    plan = entry.plan
    remember(branch)
    others = set(plan.entries.exclude(pk=entry.pk).values_list("item_id", flat=True))
    if item_id is not None:
        _check_choice(branch, item_id)
        plan.set_aside.remove(item_id)
    plan.set_aside.add(entry.item)
    entry.delete()
    held = others | ({item_id} if item_id is not None else set())
    fill(plan, held=held, size=len(others) + 1, by_hand=item_id)
    record(actor=actor, action="study.swap_entry", target=plan, organisation=branch)
    return plan


@transaction.atomic
def lock_entry(*, actor: User, viewer: Viewer, branch_id: int, entry_id: int, locked: bool) -> PlanEntry:
    """Keep an item in its session whatever is planned again, or let it loose.

    Raises
    ------
    NotVisible
        For anybody but the branch's committee, and for what is not in a plan.
    """
    branch, entry = _entry(viewer, branch_id, entry_id)
    remember(branch)
    entry.locked = locked
    entry.save(update_fields=["locked"])
    record(actor=actor, action="study.lock_entry", target=entry.plan, organisation=branch)
    return entry


@transaction.atomic
def move_entry(
    *,
    actor: User,
    viewer: Viewer,
    branch_id: int,
    entry_id: int,
    place: int | None = None,
    to: UUID | None = None,
) -> PlanEntry:
    """Move an item within its session, or to another one, where it is then locked.

    Parameters
    ----------
    place
        Where it then stands, 1 = first; left out, it is the last.
    to
        The plan of another session; left out, the item stays in its own.

    Raises
    ------
    NotVisible
        For anybody but the branch's committee, and for what is not in a plan.
    ValidationError
        If it does not fit there.
    """
    branch, entry = _entry(viewer, branch_id, entry_id)
    source = entry.plan
    target = source if to is None else plan_of(branch, to)
    remember(branch)
    rows = list(target.entries.select_related("item").exclude(pk=entry.pk))
    rows.insert(len(rows) if place is None else max(0, min(place - 1, len(rows))), entry)
    if target.pk != source.pk:
        _check_room(target, rows)
        entry.plan, entry.locked = target, True
    _settle(target, rows)
    if target.pk != source.pk:
        _settle(source, list(source.entries.select_related("item")))
    record(actor=actor, action="study.move_entry", target=target, organisation=branch)
    return entry


@transaction.atomic
def ask_at_entry(*, actor: User, viewer: Viewer, branch_id: int, entry_id: int, question: str) -> PlanEntry:
    """Put the question that is talked about in other words; an empty one is the platform's again.

    Raises
    ------
    NotVisible
        For anybody but the branch's committee, and for what is not in a plan.
    """
    branch, entry = _entry(viewer, branch_id, entry_id)
    remember(branch)
    entry.question = question.strip()[:200]
    entry.save(update_fields=["question"])
    record(actor=actor, action="study.ask_at_entry", target=entry.plan, organisation=branch)
    return entry


@transaction.atomic
def change_session(*, actor: User, viewer: Viewer, branch_id: int, uid: UUID, session: int) -> BranchPlan:
    """Give a session more or fewer minutes; its items stay, if they fit.

    Raises
    ------
    NotVisible
        For anybody but the branch's committee, and where there is no such open plan.
    ValidationError
    """
    branch = branch_run_by(viewer, branch_id)
    plan = plan_of(branch, uid)
    check_session(session)
    remember(branch)
    plan.session_minutes = session
    rows = list(plan.entries.select_related("item"))
    _check_room(plan, rows)
    _settle(plan, rows)
    record(actor=actor, action="study.change_session", target=plan, organisation=branch)
    return plan


def _entry(viewer: Viewer, branch_id: int, entry_id: int) -> tuple[Organisation, PlanEntry]:
    branch = branch_run_by(viewer, branch_id)
    entry = (
        PlanEntry.objects.filter(pk=entry_id, plan__branch=branch, plan__closed_at=None)
        .select_related("item", "plan__branch__root", "plan__meeting")
        .first()
    )
    if entry is None:
        raise NotVisible
    return branch, entry


def _check_choice(branch: Organisation, item_id: int) -> None:
    planned = PlanEntry.objects.filter(plan__branch=branch, plan__closed_at=None).values("item_id")
    if (
        not published_in(branch.root_id or branch.pk, places_on(branch))
        .filter(pk=item_id)
        .exclude(pk__in=planned)
        .exists()
    ):
        raise NotVisible


def _check_room(plan: BranchPlan, rows: Sequence[PlanEntry]) -> None:
    needed = sum(row.reading_minutes + SHORTEST_TALK for row in rows)
    if len(rows) > MOST:
        raise ValidationError(_("一次最多学四篇。请先把那次的一篇挪走，再挪过来。"))
    if needed > plan.session_minutes:
        raise ValidationError(
            _("放不下：那次 %(session)d 分钟，至少要 %(needed)d 分钟。请先挪走一篇，或把那次延长。")
            % {"session": plan.session_minutes, "needed": needed}
        )


def _settle(plan: BranchPlan, rows: Sequence[PlanEntry]) -> None:
    """Put the entries in this order and share the time for talk among them."""
    reading = sum(row.reading_minutes for row in rows)
    longest = [longest_talk(row.reading_minutes) for row in rows]
    talk = min(plan.session_minutes - reading, sum(longest))
    for position, (row, minutes) in enumerate(zip(rows, shared_talk(talk, longest), strict=True), start=1):
        row.position, row.talk_minutes = position, minutes
        row.save(update_fields=["plan", "position", "talk_minutes", "locked"])
    touched(plan, spare=plan.session_minutes - reading - talk)
