"""Stage study: the last change of a branch's plans, and taking it back. Open plans in, a snapshot out."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils import timezone

from redcloud.apps.life.models import Meeting, MeetingState
from redcloud.apps.people.access import Viewer, branch_run_by
from redcloud.apps.people.audit import record
from redcloud.apps.people.models import Organisation, User
from redcloud.apps.study.models import BranchPlan, Item, PlanEntry, PlanUndo

_PLAN = ("pk", "uid", "meeting_id", "kind", "session_minutes", "spare_minutes", "proven", "made_by_id")
_ENTRY = (
    "item_id", "position", "reading_minutes", "talk_minutes", "reason_code", "facts", "locked", "question",
)  # fmt: skip


def remember(branch: Organisation) -> None:
    """Keep how the open plans stand; called before each change of them."""
    PlanUndo.objects.update_or_create(
        branch=branch, defaults={"before": _snapshot(branch), "at": timezone.now()}
    )


def forget(branch: Organisation) -> None:
    """What was held is not undone by way of an older plan."""
    PlanUndo.objects.filter(branch=branch).delete()


@transaction.atomic
def undo_plan(*, actor: User, viewer: Viewer, branch_id: int) -> Organisation:
    """Take the last change back; once more brings it again.

    Raises
    ------
    NotVisible
        For anybody but the branch's committee.
    ValueError
        ``nothing`` where there is no change to take back.
    """
    branch = branch_run_by(viewer, branch_id)
    kept = PlanUndo.objects.select_for_update().filter(branch=branch).first()
    if kept is None:
        raise ValueError("nothing")
    now = _snapshot(branch)
    _restore(branch, kept.before)
    kept.before, kept.at = now, timezone.now()
    kept.save()
    record(actor=actor, action="study.undo_plan", organisation=branch)
    return branch


def _open(branch: Organisation) -> list[BranchPlan]:
    return list(BranchPlan.objects.filter(branch=branch, closed_at=None).order_by("pk"))


def _snapshot(branch: Organisation) -> list[dict[str, Any]]:
    return [
        {
            **{name: getattr(plan, name) for name in _PLAN},
            "uid": str(plan.uid),
            "on": plan.on.isoformat() if plan.on else None,
            "aside": list(plan.set_aside.values_list("pk", flat=True)),
            "entries": list(plan.entries.values(*_ENTRY)),
        }
        for plan in _open(branch)
    ]


def _restore(branch: Organisation, before: list[dict[str, Any]]) -> None:
    kept = {one["pk"] for one in before}
    sequences = {}
    for plan in _open(branch):
        sequences[plan.pk] = plan.sequence
        plan.entries.all().delete()
        if plan.pk not in kept:
            plan.delete()
    closed = set(BranchPlan.objects.filter(pk__in=kept, closed_at__isnull=False).values_list("pk", flat=True))
    items = set(Item.objects.filter(root_id=branch.root_id or branch.pk).values_list("pk", flat=True))
    for one in before:
        if one["pk"] not in closed:
            _put_back(branch, one, items, sequences.get(one["pk"], 0))


def _put_back(branch: Organisation, one: dict[str, Any], items: set[int], sequence: int) -> None:
    fields = {name: one[name] for name in _PLAN if name != "pk"} | {"on": one["on"]}
    still = Meeting.objects.filter(pk=one["meeting_id"], state=MeetingState.PLANNED)
    taken = BranchPlan.objects.filter(meeting_id=one["meeting_id"], closed_at=None).exclude(pk=one["pk"])
    if not still.exists() or taken.exists():
        fields["meeting_id"] = None
    fields |= {"branch": branch, "sequence": sequence + 1, "changed_at": timezone.now()}
    plan, _made = BranchPlan.objects.update_or_create(pk=one["pk"], defaults=fields)
    plan.set_aside.set([item for item in one["aside"] if item in items])
    PlanEntry.objects.bulk_create(
        PlanEntry(plan=plan, **entry) for entry in one["entries"] if entry["item_id"] in items
    )
