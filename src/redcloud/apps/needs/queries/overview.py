"""Stage needs: what waits under an organisation. Counts by place in the tree, category and age; no words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any

from django.db.models import Count, Min, Q, QuerySet
from django.utils import timezone

from redcloud.apps.needs.deadlines import AGE_STEPS_DAYS
from redcloud.apps.needs.models import Need
from redcloud.apps.people.access import Viewer, organisation_overseen_by
from redcloud.apps.people.models import Organisation
from redcloud.engine.needs.states import WAITING


@dataclass(frozen=True, slots=True)
class WaitingRow:
    """What waits at or under one organisation below the one looked at."""

    organisation_id: int
    name: str
    is_branch: bool
    waiting: int
    oldest_days: int | None


@dataclass(frozen=True, slots=True)
class WaitingSummary:
    """What waits under an organisation.

    Attributes
    ----------
    total : needs that wait for a branch or for the organisation itself.
    here : those of them that were passed on to the organisation itself.
    by_category : (category code, count), most first.
    by_age : (bound in days or None for longer, count), youngest first.
    to_confirm : held solved by a branch, waiting for the resident; not part of ``total``.
    rows : one a child, by name: never a ranking.
    """

    total: int
    here: int
    by_category: list[tuple[str, int]]
    by_age: list[tuple[int | None, int]]
    to_confirm: int
    rows: list[WaitingRow]


def waiting_under(viewer: Viewer, organisation_id: int, now: datetime | None = None) -> WaitingSummary:
    """Count what waits at and under an organisation (4 queries, whatever its size).

    Raises
    ------
    NotVisible
        When the viewer is no officer of the organisation or above.
    """
    organisation = organisation_overseen_by(viewer, organisation_id)
    moment = now or timezone.now()
    under = Need.objects.filter(holder__path__startswith=organisation.path)
    waiting = under.filter(state__in=WAITING)
    held = list(
        waiting.values("holder_id", "holder__path", "category")
        .annotate(waiting=Count("pk"), oldest=Min("received_at"))
        .order_by()
    )
    categories: Counter[str] = Counter()
    for row in held:
        categories[row["category"]] += row["waiting"]
    return WaitingSummary(
        total=sum(row["waiting"] for row in held),
        here=sum(row["waiting"] for row in held if row["holder_id"] == organisation.pk),
        by_category=sorted(categories.items(), key=lambda pair: (-pair[1], pair[0])),
        by_age=_by_age(waiting, moment),
        to_confirm=under.filter(state="marked_solved").count(),
        rows=_children(organisation, held, moment),
    )


def _by_age(waiting: QuerySet[Need], moment: datetime) -> list[tuple[int | None, int]]:
    """Count the needs between the bounds of ``AGE_STEPS_DAYS`` in one query."""
    bounds = [moment - timedelta(days=days) for days in AGE_STEPS_DAYS]
    newer = {f"upto{place}": Count("pk", filter=Q(received_at__gte=at)) for place, at in enumerate(bounds)}
    found = waiting.aggregate(total=Count("pk"), **newer)
    steps = [found[f"upto{place}"] for place in range(len(bounds))] + [found["total"]]
    counts = [steps[0], *(after - before for before, after in pairwise(steps))]
    return list(zip((*AGE_STEPS_DAYS, None), counts, strict=True))


def _children(
    organisation: Organisation, held: Sequence[Mapping[str, Any]], moment: datetime
) -> list[WaitingRow]:
    counts: Counter[int] = Counter()
    oldest: dict[int, datetime] = {}
    depth = organisation.path.count("/")
    for row in held:
        steps = row["holder__path"].split("/")
        if len(steps) <= depth + 1:
            continue  # passed on to the organisation itself
        child = int(steps[depth])
        counts[child] += row["waiting"]
        oldest[child] = min(oldest.get(child, row["oldest"]), row["oldest"])
    children = Organisation.objects.filter(parent=organisation).exclude(kind="group").order_by("name", "pk")
    return [
        WaitingRow(
            child.pk,
            child.name,
            child.is_branch,
            counts[child.pk],
            (moment - oldest[child.pk]).days if child.pk in oldest else None,
        )
        for child in children
    ]


def category_counts(root_id: int, since: datetime) -> list[tuple[int, str, int]]:
    """Count the needs of a root by (holder id, category code) since a moment; withdrawn ones left out.

    For later stages that look at what residents ask for; no need, place or person is named.
    """
    found = Need.objects.filter(root_id=root_id, received_at__gte=since).exclude(state="withdrawn")
    rows = found.values_list("holder_id", "category").annotate(n=Count("pk"))
    return [(holder, category, count) for holder, category, count in rows.order_by("holder_id", "category")]
