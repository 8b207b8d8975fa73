"""Stage outlook: writes. Once a month, what may be said of branches is worked out and kept for good."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date, timedelta
from typing import Any

import numpy as np
from django.conf import settings
from django.db import transaction

from redcloud.apps.outlook import everywhere
from redcloud.apps.outlook.everywhere import Branches
from redcloud.apps.outlook.models import Answer, OutlookFigures, OutlookRelease
from redcloud.apps.people import audit
from redcloud.apps.people.models import Organisation, User
from redcloud.apps.people.turns import hold
from redcloud.apps.portrait.actions.releasing import decoy_key
from redcloud.apps.portrait.queries import organisations_table, released_months
from redcloud.engine.outlook.quarter import (
    Expected,
    counts_by_quarter,
    counts_of_months,
    expect_quarter,
    origins_of,
    quarter_after,
    together,
)
from redcloud.engine.outlook.released import THREE_STATES_FROM, large_enough, protected_counts
from redcloud.engine.privacy import Tree, tree_of

Figures = dict[int, dict[str, Any]]
RELEASED_KINDS = ("volunteering", "study")
"""Of members' own records only released figures are gone by, never the records."""


class TooSoonError(Exception):
    """The last month that is over has its release; the next is made when this month is over."""


def publish_outlook(*, actor: User | None, root: Organisation, today: date) -> OutlookRelease:
    """Release the outlook of the last month that is over; made once, never changed afterwards.

    Thousands of branches take most of a minute, in which others write: only the storing is a transaction.

    Raises
    ------
    TooSoonError
        If that month has its release.
    """
    last_day = today.replace(day=1) - timedelta(days=1)
    month = last_day.replace(day=1)
    if OutlookRelease.objects.filter(root=root, month=month).exists():
        raise TooSoonError
    return _store(actor, root, month, today, _figures(root, month, last_day, today))


@transaction.atomic
def _store(
    actor: User | None, root: Organisation, month: date, today: date, figures: Figures
) -> OutlookRelease:
    hold(root)  # one release at a time
    if OutlookRelease.objects.filter(root=root, month=month).exists():
        raise TooSoonError
    release = OutlookRelease.objects.create(
        root=root, month=month, published_on=today, k=settings.MINIMUM_CONTRIBUTORS
    )
    OutlookFigures.objects.bulk_create(
        (
            OutlookFigures(release=release, organisation_id=unit, figures=found)
            for unit, found in figures.items()
            if found
        ),
        batch_size=1000,
    )
    audit.record(actor=actor, action="outlook.publish_outlook", target=release, organisation=root)
    return release


def _figures(root: Organisation, month: date, last_day: date, today: date) -> Figures:
    branches = everywhere.branches_of(root, last_day)
    tree = tree_of(organisations_table(root.pk), root.pk)
    figures: Figures = {unit: {} for unit in tree.upwards()}
    _count(figures, tree, branches, month, last_day, decoy_key(root))
    _forecast(figures, tree, branches, today)
    return figures


def _count(
    figures: Figures, tree: Tree, branches: Branches, month: date, last_day: date, secret: bytes
) -> None:
    """Protected counts of branches: what is due, what they answered, what they have to ask themselves."""
    k = settings.MINIMUM_CONTRIBUTORS
    size = tree.totals({branch.pk: 1 for branch in branches.rows})
    for unit in figures:
        if unit not in tree.leaves:
            figures[unit] |= {"branches": size[unit], "due": {}, "answers": {}, "questions": {}}
    three = len(branches.rows) >= THREE_STATES_FROM
    told = ("overdue", "due", "settled") if three else ("open",)
    for rule, states in everywhere.due_states(branches, last_day).items():
        named = {branch: _state(state, three=three) for branch, state in states.items()}
        cell = f"{month:%Y-%m}|due|{rule}"
        ruled = tree.totals(dict.fromkeys(states, 1))
        shown = protected_counts(tree, named, told, cell=cell, secret=secret, k=k)
        for unit, found in figures.items():
            if unit not in tree.leaves and ruled[unit]:
                found["due"][rule] = {"branches": ruled[unit], "shown": shown.get(unit)}
    sets = {
        "answers": everywhere.answers_given(branches, month, last_day + timedelta(days=1)),
        "questions": everywhere.questions_asked(branches, last_day),
    }
    for name, by_code in sets.items():
        # Every answer that can be given stands there, so that a missing line says nothing.
        for code in {*by_code, *(Answer.values if name == "answers" else ())}:
            named = {one.pk: "yes" if one.pk in by_code[code] else "no" for one in branches.rows}
            cell = f"{month:%Y-%m}|{name}|{code}"
            shown = protected_counts(tree, named, ("yes",), cell=cell, secret=secret, k=k)
            for unit, found in figures.items():
                if unit not in tree.leaves:
                    found[name][code] = shown[unit]["yes"] if unit in shown else None


def _state(state: str, *, three: bool) -> str:
    if not three:
        return "open" if state in ("due", "overdue") else "settled"
    return state if state in ("due", "overdue") else "settled"


def _forecast(figures: Figures, tree: Tree, branches: Branches, today: date) -> None:
    """Forecasts of the coming quarter: each branch's for itself, sums over enough branches for others."""
    target = quarter_after(today)
    for found in figures.values():
        found["quarter"] = target.isoformat()
    held = everywhere.meetings_held(branches, today)
    pool = everywhere.classes_of(branches)
    since = {pk: shape.since or today for pk, shape in branches.shapes.items()}
    shown = large_enough(tree, since, settings.MINIMUM_CONTRIBUTORS)
    for kind in (None, *sorted({kind for _, kind, _ in held})):
        days = [(unit, day) for unit, one, day in held if kind is None or one == kind]
        counts = counts_by_quarter(days, since, today, pool=pool)
        name = kind or "all"
        origins = origins_of(counts)
        for one in expect_quarter(counts, origins=origins):
            figures[one.unit].setdefault("meetings", {})[name] = _kept(one)
        for unit in shown:
            whole = together(counts, np.isin(counts.units, list(tree.below(unit))), origins=origins)
            figures[unit].setdefault("meetings", {})[name] = _kept(whole) if whole else None
    _forecast_released(figures, tree, branches.root, today)
    _forecast_needs(figures, tree, branches, today)


def _forecast_released(figures: Figures, tree: Tree, root: Organisation, today: date) -> None:
    """Service and study, from released figures alone: what was hidden there is not known here either."""
    months = released_months(root.pk)
    for kind in RELEASED_KINDS:
        rows = [(one.organisation_id, one.month, one.records) for one in months if one.kind == kind]
        own = [(unit, month, int(n)) for unit, month, n in rows if n is not None and unit in figures]
        pool = {unit: int(unit in tree.leaves) for unit in figures}
        for one in expect_quarter(counts_of_months(own, today, pool=pool)):
            figures[one.unit][kind] = _kept(one)


def _forecast_needs(figures: Figures, tree: Tree, branches: Branches, today: date) -> None:
    """Residents' needs by topic for every organisation above branches; topics have seasons of their own."""
    received = everywhere.needs_received(branches.root, today)
    inner = [unit for unit in tree.upwards() if unit not in tree.leaves]
    categories = sorted({category for _, category, _ in received})
    key = {(unit, category): at for at, (unit, category) in enumerate(_pairs(inner, categories))}
    days = [
        (key[unit, category], day)
        for holder, category, day in received
        for unit in _upwards(tree.parents, holder)
        if (unit, category) in key
    ]
    if not days:
        return
    first = min(day for _, day in days)
    # Seasons belong to a topic, so units of one topic borrow from each other.
    pool = {at: categories.index(category) for (_, category), at in key.items()}
    counts = counts_by_quarter(days, dict.fromkeys(key.values(), first), today, pool=pool)
    names = {at: pair for pair, at in key.items()}
    for one in expect_quarter(counts):
        unit, category = names[one.unit]
        figures[unit].setdefault("needs", {})[category] = _kept(one)


def _pairs(units: list[int], categories: list[str]) -> list[tuple[int, str]]:
    return [(unit, category) for unit in units for category in categories]


def _upwards(parents: dict[int, int], unit: int) -> list[int]:
    found = [unit]
    while found[-1] in parents:
        found.append(parents[found[-1]])
    return found


def _kept(one: Expected) -> dict[str, Any] | None:
    """A forecast as it is stored; nothing where there is not enough to go by."""
    if not one.enough:
        return {"known": one.known}
    kept = asdict(one)
    for name in ("unit", "variance", "mean"):
        del kept[name]
    kept["base"], kept["probability"] = round(one.base, 1), round(one.probability, 3)
    return kept
