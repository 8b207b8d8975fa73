"""Simulate: how good the forecasts of a quarter and the offers of help are on a synthetic province.

In: a seed. Out: what was measured. The province is known whole, so that each forecast meets its quarter.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

import numpy as np
import pyarrow as pa

from redcloud.engine.outlook.helping import Held, offers
from redcloud.engine.outlook.quarter import counts_by_quarter, expect_quarter, quarter_start
from redcloud.engine.simulate.catalogue import synthetic_items
from redcloud.engine.simulate.plan import plan_province
from redcloud.engine.simulate.province import simulate

TRIED = ((date(2026, 1, 1), 41), (date(2026, 4, 1), 41), (date(2026, 7, 1), 41))
"""Quarters that are forecast, and how many days before they begin."""
SIZES = ((0, 9), (10, 19), (20, 29), (30, 99))
LARGE = 15
GAINS = (0.1, 0.2, 0.3)
SHORT_SHARE = 0.35


@dataclass(frozen=True, slots=True)
class Covered:
    """Forecasts of one kind of branches: how many, the share within and the share said, errors, width."""

    kind: str
    size: str
    forecasts: int
    within: float
    said: float
    off: float
    off_base: float
    width: float


@dataclass(frozen=True, slots=True)
class Offered:
    """Branches that got an offer: where nothing was planted, and where a gain was."""

    gain: float
    branches: int
    weekday: int
    other_weekday: int
    shorter: int
    joint: int


def province(seed: int, branches: int, today: date) -> dict[str, pa.Table]:
    """The tables of the demo province with this seed."""
    plan = plan_province(
        members=22 * branches, organisations=max(1, branches // 40), branches=branches, seed=seed, today=today
    )
    return simulate(plan, synthetic_items(30))


def coverage(tables: dict[str, pa.Table]) -> list[Covered]:
    """Forecast past quarters of every branch from what was known before, by kind and size of branch."""
    roots = {
        row["organisation"]: row["root"]
        for row in tables["organisations"].to_pylist()
        if row["kind"] == "branch"
    }
    sizes: dict[int, int] = defaultdict(int)
    for row in tables["memberships"].to_pylist():
        sizes[row["branch"]] += row["until"] is None
    held = [
        (row["branch"], _day(row), row["kind"])
        for row in tables["meetings"].to_pylist()
        if row["state"] == "held"
    ]
    first = min(day for _, day, _kind in held)
    found = []
    for kind in ("all", *sorted({kind for *_, kind in held})):
        days = [(branch, day) for branch, day, one in held if kind in ("all", one)]
        rows = [row for tried in TRIED for row in _forecast(days, roots, sizes, first, *tried)]
        found += _by_size(kind, rows)
    return found


Row = tuple[int, bool, float, float, float, float]


def _forecast(
    days: Sequence[tuple[int, date]],
    roots: dict[int, int],
    sizes: dict[int, int],
    first: date,
    target: date,
    ahead: int,
) -> list[Row]:
    today = target - timedelta(days=ahead)
    was: dict[int, int] = defaultdict(int)
    for branch, day in days:
        was[branch] += quarter_start(day) == target
    rows: list[Row] = []
    for root in sorted(set(roots.values())):
        since = {branch: first for branch, one in roots.items() if one == root}
        pool = {branch: int(sizes[branch] >= LARGE) for branch in since}
        counts = counts_by_quarter(
            [one for one in days if one[0] in since], since, today, target=target, pool=pool
        )
        for one in expect_quarter(counts):
            if one.enough:
                true = was[one.unit]
                within = one.low <= true <= one.high
                rows.append(
                    (
                        sizes[one.unit],
                        within,
                        one.probability,
                        abs(one.likely - true),
                        abs(one.base - true),
                        one.high - one.low,
                    )
                )
    return rows


def _by_size(kind: str, rows: list[Row]) -> list[Covered]:
    table = np.array(rows, dtype=float)
    found = []
    for low, high in ((0, 10**6), *SIZES):
        some = table[(table[:, 0] >= low) & (table[:, 0] <= high)] if len(table) else table
        if len(some):
            name = "any" if high > 99 else f"{low}-{high}"
            found.append(Covered(kind, name, len(some), *(float(one) for one in some[:, 1:].mean(axis=0))))
    return found


def offered(tables: dict[str, pa.Table], seed: int, today: date) -> list[Offered]:
    """Offers to branches as they are (any of weekday or length is wrong), and with a gain planted."""
    branches = _meetings(tables)
    rng = np.random.default_rng(seed)
    found = [_count(0.0, [(-1, _some_shorter(held, rng, 0.0)) for held in branches], today)]
    for gain in GAINS:
        planted = []
        for held in branches:
            day = int(rng.integers(0, 7))
            planted.append(
                (day, [_fuller(one, gain, rng) if one.day.weekday() == day else one for one in held])
            )
        by_day = _count(gain, planted, today)
        short = _count(gain, [(-1, _some_shorter(held, rng, gain)) for held in branches], today)
        found.append(replace(by_day, shorter=short.shorter))
    return found


def _meetings(tables: dict[str, pa.Table]) -> list[list[Held]]:
    due: dict[int, int] = defaultdict(int)
    present: dict[int, int] = defaultdict(int)
    for row in tables["rolls"].to_pylist():
        due[row["meeting"]] += 1
        present[row["meeting"]] += row["mark"] == "present"
    branches: dict[int, list[Held]] = defaultdict(list)
    for row in tables["meetings"].to_pylist():
        key = row["meeting"]
        if due[key]:
            is_open = row["kind"] in ("class", "theme_day")
            branches[row["branch"]].append(
                Held(row["kind"], _day(row), due[key], present[key], row["minutes_planned"], is_open)
            )
    return list(branches.values())


def _fuller(one: Held, gain: float, rng: np.random.Generator) -> Held:
    """The meeting with so much more of those due present, as far as they were absent."""
    free = one.due - one.present
    chance = min(1.0, gain * one.due / free) if free else 0.0
    return replace(one, present=one.present + int(rng.binomial(free, chance)))


def _some_shorter(held: Sequence[Held], rng: np.random.Generator, gain: float) -> list[Held]:
    short = rng.random(len(held)) < SHORT_SHARE
    return [
        _fuller(replace(one, minutes=one.minutes // 2), gain, rng) if cut else one
        for one, cut in zip(held, short, strict=True)
    ]


def _count(gain: float, planted: Sequence[tuple[int, list[Held]]], today: date) -> Offered:
    counts = dict.fromkeys(("weekday", "other_weekday", "shorter", "joint"), 0)
    for day, held in planted:
        for one in offers(held, today):
            other = one.code == "weekday" and day >= 0 and one.choice != day
            counts["other_weekday" if other else one.code] += 1
    return Offered(gain, len(planted), **counts)


def _day(row: dict[str, datetime]) -> date:
    return (row["starts_at"] + timedelta(hours=8)).date()
