"""Stage outlook: intervals of whole numbers. A forecast and a level in; ends and their chance out.

Small counts have few values, so that hardly any interval of theirs holds exactly nine of ten. The interval
whose chance is nearest to the level is taken, and what it really holds is said with it.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from redcloud.engine.outlook.quarter.counts import Counts, Floats
from redcloud.engine.outlook.quarter.families import Ahead, are_small

ROOM = 6
"""Values looked at beyond twice the largest count that was seen."""
TIE = 1e-6


@dataclass(frozen=True, slots=True)
class Interval:
    """Both ends belong to it; ``chance`` is how likely the count falls into it. One value a unit."""

    low: Floats
    high: Floats
    chance: Floats


def nearest_interval(ahead: Ahead, counts: Counts, level: float) -> Interval:
    """The interval whose chance is nearest to ``level``; of two that are as near, the wider one.

    Of all intervals with as many values the likeliest is looked at, so that no narrower one has its chance.
    Large counts, of which a single one does not matter, have the interval between quantiles.

    Parameters
    ----------
    ahead
        The forecast of every unit of ``counts``.
    level
        The share of quarters that the interval should hold, between 0 and 1.
    """
    if not are_small(counts):
        return Interval(ahead.low, ahead.high, np.full(len(ahead.mean), level))
    chances = _chances(ahead, counts)
    rows = np.arange(len(chances))
    added = np.concatenate([np.zeros((len(chances), 1)), chances.cumsum(axis=1)], axis=1)
    low, high, held = np.zeros(len(rows)), np.zeros(len(rows)), np.zeros(len(rows))
    for values in range(1, added.shape[1]):
        inside = added[:, values:] - added[:, :-values]
        first = inside.argmax(axis=1)
        chance = inside[rows, first]
        further = np.abs(held - level) - np.abs(chance - level)
        better = (chance > held + TIE) & (further >= -TIE)
        low, high = np.where(better, first, low), np.where(better, first + values - 1, high)
        held = np.where(better, chance, held)
    return Interval(low, high, np.minimum(held, 1.0))


def _chances(ahead: Ahead, counts: Counts) -> Floats:
    """The chance of each number from 0 on, one row a unit."""
    known = counts.table[~np.isnan(counts.table)]
    most = 2 * int(known.max() if known.size else 0) + ROOM
    units = len(ahead.mean)
    return np.exp(
        np.stack([ahead.log_chance(np.full(units, float(value))) for value in range(most + 1)], axis=1)
    )
