"""Stage records: who points at whom. In: statements just stored. Out: rows that filters go by.

A statement points at one other at most, so what it reaches is a path: a points at b, b at c. Targets may
come before, together with or after what points at them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from uuid import UUID

from django.db import transaction

from redcloud.apps.people.models import Organisation
from redcloud.apps.records.models import (
    Reach,
    ReachActivity,
    ReachActor,
    Statement,
    StatementActivity,
    StatementActor,
    StatementReference,
)
from redcloud.apps.records.rows import insert_rows

DEPTH_LIMIT = 25
"""Steps that a filter follows. The specification sets none; a chain of n statements costs n times this."""

Paths = dict[int, list[int]]


@transaction.atomic
def write_reaches(root: Organisation, pointing: Mapping[int, UUID], pointed: Collection[UUID]) -> None:
    """Write what statements reach, where the two ends of a pointer are stored. Harmless when repeated.

    Parameters
    ----------
    pointing : keys of stored statements whose object points at another, with that one's id.
    pointed : ids of stored statements that others, stored before, point at.
    """
    steps = _steps(root, pointing, pointed)
    if not steps:
        return
    before = set(Reach.objects.filter(via__in=steps).values_list("statement_id", flat=True))
    known = _paths(steps.keys() | steps.values() | before)
    following = {**_following(known), **steps}
    fresh = [
        (start, via, depth)
        for start in sorted(steps.keys() | before)
        for depth, via in enumerate(_walked(start, following), 1)
        if via not in known.get(start, ())
    ]
    if fresh:
        _insert(root, fresh)


def _steps(root: Organisation, pointing: Mapping[int, UUID], pointed: Collection[UUID]) -> dict[int, int]:
    """Return the pointers of which both ends are stored, by key."""
    wanted = {*pointing.values(), *pointed}
    if not wanted:
        return {}
    rows = Statement.objects.filter(root=root, statement_id__in=wanted)
    keys = dict(rows.values_list("statement_id", "pk"))
    found = dict(pointing)
    if pointed:
        references = StatementReference.objects.filter(root=root, target__in=pointed, targets=True)
        found |= dict(references.values_list("statement_id", "target"))
    return {start: keys[target] for start, target in found.items() if keys.get(target, start) != start}


def _paths(starts: Iterable[int]) -> Paths:
    """Return what each statement is known to reach, the nearest first."""
    found: Paths = defaultdict(list)
    rows = Reach.objects.filter(statement__in=list(starts)).order_by("depth")
    for start, via in rows.values_list("statement_id", "via_id"):
        found[start].append(via)
    return found


def _following(paths: Paths) -> dict[int, int]:
    """Return the next step of every statement on a path."""
    found: dict[int, int] = {}
    for start, path in paths.items():
        found |= dict(zip([start, *path], path, strict=False))
    return found


def _walked(start: int, following: Mapping[int, int]) -> list[int]:
    """Return the path of a statement, up to the limit and never round a circle."""
    path: list[int] = []
    at = following.get(start)
    while at is not None and at != start and at not in path and len(path) < DEPTH_LIMIT:
        path.append(at)
        at = following.get(at)
    return path


def _insert(root: Organisation, fresh: list[tuple[int, int, int]]) -> None:
    vias = {via for _, via, _ in fresh}
    rows = Statement.objects.filter(pk__in=vias).values_list("pk", "verb", "registration", "authority")
    about = {key: (verb, registration, authority) for key, verb, registration, authority in rows}
    inserted = insert_rows(
        Reach,
        ("root", "statement", "via", "depth", "verb", "registration"),
        [(root.pk, start, via, depth, *about[via][:2]) for start, via, depth in fresh],
        skip_conflicts=True,
        returning=("statement", "via"),
    )
    parties: dict[int, list[tuple[int, int, bool]]] = defaultdict(list)
    actors = StatementActor.objects.filter(statement__in=vias)
    for key, identity, verb, direct in actors.values_list("statement_id", "identity", "verb", "direct"):
        parties[key].append((identity, verb, direct))
    for key, (verb, _, authority) in about.items():
        parties[key].append((authority, verb, False))
    activities: dict[int, list[tuple[int, bool]]] = defaultdict(list)
    links = StatementActivity.objects.filter(statement__in=vias)
    for key, activity, direct in links.values_list("statement_id", "activity", "direct"):
        activities[key].append((activity, direct))
    insert_rows(
        ReachActor,
        ("statement", "via", "identity", "verb", "direct"),
        [(start, via, *link) for start, via in inserted for link in parties[via]],
    )
    insert_rows(
        ReachActivity,
        ("statement", "via", "activity", "direct"),
        [(start, via, *link) for start, via in inserted for link in activities[via]],
    )


def cut_reaches(keys: Collection[int]) -> None:
    """Take statements that are about to be deleted off every path, with all that lies behind them."""
    cut: dict[int, int] = {}
    for start, depth in Reach.objects.filter(via__in=keys).values_list("statement_id", "depth"):
        cut[start] = min(depth, cut.get(start, depth))
    for start, depth in cut.items():
        vias = list(Reach.objects.filter(statement=start, depth__gte=depth).values_list("via", flat=True))
        for model in (Reach, ReachActor, ReachActivity):
            model._default_manager.filter(statement=start, via__in=vias).delete()
    for model in (Reach, ReachActor, ReachActivity):
        model._default_manager.filter(statement__in=keys).delete()
