"""Branches and their meetings, made up. In: a size and a seed. Out: a History whose future is known."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np

from redcloud.engine.outlook.turnout.history import EPOCH, Floats, History, Ints

MONTHS_HELD = 24
FIRST_YEAR = 2024
MONTHLY, QUARTERLY = 0, 1
"""Numbers of the two kinds: a study day every month, a members' meeting every quarter."""

_MONTHLY_DAY, _QUARTERLY_DAY = 5, 18


@dataclass(frozen=True, slots=True)
class Province:
    """One organisation's meetings.

    Attributes
    ----------
    history
        Two years of meetings and the next one of each series, which is planned.
    planned
        Places of the planned meetings in the history.
    truth
        How many will come to each of them.
    """

    history: History
    planned: Ints
    truth: Floats


def make_province(branches: int, seed: int) -> Province:
    """Make an organisation of branches of about 22 people, busy and quiet, with seasons and slow changes."""
    chance = np.random.default_rng(seed)
    due = np.clip(chance.normal(22, 7, branches).round(), 3, 60)
    usual = chance.beta(16, 4, branches)
    moved = np.cumsum(chance.normal(0, 0.015, (branches, MONTHS_HELD + 1)), axis=1)
    season = 0.06 * np.cos(2 * np.pi * np.arange(12) / 12) - 0.05 * (np.arange(12) == 1)
    parts = []
    for kind, every, day in ((MONTHLY, 1, _MONTHLY_DAY), (QUARTERLY, 3, _QUARTERLY_DAY)):
        for month in range(0, MONTHS_HELD + 1, every):
            rate = np.clip(usual + moved[:, month] + season[month % 12] - 0.03 * kind, 0.05, 0.99)
            # People of one branch come together: more spread than if each chose alone.
            rate = chance.beta(30 * rate, 30 * (1 - rate))
            first = date(FIRST_YEAR + month // 12, month % 12 + 1, 1)
            days = (first - EPOCH).days + day + chance.integers(-3, 4, branches)
            parts.append((kind, month, days, chance.binomial(due.astype(int), rate)))
    return _province(branches, due, parts)


def _province(branches: int, due: Floats, parts: list[tuple[int, int, Ints, Ints]]) -> Province:
    day = np.concatenate([days for _, _, days, _ in parts])
    present = np.concatenate([heads for *_, heads in parts]).astype(np.float64)
    series = np.concatenate([np.arange(branches) + kind * branches for kind, *_ in parts])
    is_planned = np.repeat([month == MONTHS_HELD for _, month, *_ in parts], branches)
    order = np.argsort(day, kind="stable")
    truth = present.copy()
    present[is_planned] = np.nan
    dates = np.datetime64(EPOCH) + day[order]
    history = History(
        day=day[order],
        month=dates.astype("datetime64[M]").astype(np.int64) % 12 + 1,
        series=series[order],
        kind=np.repeat(np.array([MONTHLY, QUARTERLY]), branches),
        due=np.tile(due, len(parts))[order],
        present=present[order],
        order=order,
    )
    planned = np.flatnonzero(np.isnan(history.present))
    return Province(history, planned, truth[order][planned])
