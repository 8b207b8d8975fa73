"""Stage records: where statements go besides the lake. In: a root, or everybody. Out: targets."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from redcloud.apps.people.models import Organisation
from redcloud.apps.records.models import Forward, ForwardTarget, Retention, Statement
from redcloud.apps.records.models.forwarding import live_at

SHOWN_REFUSED = 20


@dataclass(frozen=True, slots=True)
class TargetState:
    """One target as its administrator sees it. No content of a statement, and nobody's name."""

    target: ForwardTarget
    waiting: int
    refused: int
    ended: bool


@dataclass(frozen=True, slots=True)
class RefusedForward:
    """A statement that a target will not take, by its id, and the code of the reason."""

    target: str
    statement_id: str
    reason: str


def live_targets() -> QuerySet[ForwardTarget]:
    """Return the targets of all organisations that are told now, for the public page."""
    live = ForwardTarget.objects.filter(live_at(timezone.now()))
    return live.select_related("root").order_by("root__name", "name")


def targets_of(root: Organisation) -> list[TargetState]:
    """Return an organisation's targets, stopped ones left out (2 queries)."""
    counted = {
        row["target"]: row
        for row in Forward.objects.filter(target__root=root, target__stopped_at=None)
        .values("target")
        .annotate(waiting=Count("pk", filter=Q(refused="")), refused_count=Count("pk", filter=~Q(refused="")))
    }
    now = timezone.now()
    found = ForwardTarget.objects.filter(root=root, stopped_at=None).order_by("name")
    none = {"waiting": 0, "refused_count": 0}
    return [
        TargetState(
            target,
            counted.get(target.pk, none)["waiting"],
            counted.get(target.pk, none)["refused_count"],
            target.expires_at <= now,
        )
        for target in found
    ]


def refused_forwards(root: Organisation) -> Sequence[RefusedForward]:
    """Return the newest of what targets refused (2 queries)."""
    rows = (
        Forward.objects.filter(target__root=root, target__stopped_at=None)
        .exclude(refused="")
        .select_related("target")
        .order_by("-pk")[:SHOWN_REFUSED]
    )
    found = list(rows)
    ids = dict(
        Statement.objects.filter(pk__in=[one.statement for one in found]).values_list("pk", "statement_id")
    )
    return [RefusedForward(one.target.name, str(ids.get(one.statement, "")), one.refused) for one in found]


def months_kept(root: Organisation) -> int | None:
    """Return how many months an organisation keeps statements; None where it keeps them until erased."""
    return Retention.objects.filter(root=root).values_list("months", flat=True).first()
