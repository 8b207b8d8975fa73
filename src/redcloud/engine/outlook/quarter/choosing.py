"""Stage outlook: which family serves an organisation. Past quarters in, expectations with their proof out.

The family with the best mean log-score over past quarters (``origins``) is used; its number gives way to the
base rate where that was surely nearer. A back-test uses at each quarter what was best before it, so
that the choice is tried along with the forecast.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from redcloud.engine.outlook.quarter.counts import Counts, Floats
from redcloud.engine.outlook.quarter.families import FAMILIES, Ahead
from redcloud.engine.outlook.quarter.intervals import Interval, nearest_interval
from redcloud.engine.outlook.quarter.origins import (
    BASE_RATE,
    LEAST_QUARTERS,
    LEAST_TRIED,
    LEVEL,
    Origin,
    base_is_better,
    best_family,
    means,
    origins_of,
    season_seen,
)


@dataclass(frozen=True, slots=True)
class Tried:
    """How the same forecast would have done in this unit's past quarters.

    Attributes
    ----------
    quarters, within
        How many were forecast from what was known before, and how many fell into the interval.
    off, off_base
        Mean absolute error: of the forecast, and of the base rate (the mean of all quarters before).
    """

    quarters: int
    within: int
    off: float
    off_base: float


@dataclass(frozen=True, slots=True)
class Expected:
    """What the coming quarter may bring to one unit. Both ends belong to the interval.

    Attributes
    ----------
    known
        Whole quarters of its own; below ``LEAST_QUARTERS`` there is not enough to go by, and no number.
    probability
        How likely the count falls into the interval: near the level that was asked for, seldom equal.
    base
        Base rate: the mean of all its quarters.
    season_seen
        Whether that quarter of the year was ever seen: what is held once a year cannot be told without.
    family
        How it was made; ``BASE_RATE`` where the likely number is the base rate.
    """

    unit: int
    known: int
    likely: int
    low: int
    high: int
    probability: float
    base: float
    mean: float
    variance: float
    family: str
    tried: Tried | None
    season_seen: bool = True

    @property
    def enough(self) -> bool:
        """Whether there is enough to go by."""
        return self.known >= LEAST_QUARTERS and self.season_seen


@dataclass(frozen=True, slots=True)
class _Forecast:
    """A family's forecast of every unit, with its interval and the number that is said."""

    family: str
    ahead: Ahead
    interval: Interval
    likely: Floats


def expect_quarter(
    counts: Counts, level: float = LEVEL, *, origins: Sequence[Origin] | None = None
) -> list[Expected]:
    """Forecast the coming quarter of every unit of one organisation.

    Parameters
    ----------
    level
        The share of quarters that an interval should hold; each says what it really holds.
    origins
        What ``origins_of`` gave for these counts and this level, where it was asked before.

    Returns
    -------
    list of Expected
        One a unit, in the order of ``counts.units``.

    Examples
    --------
    >>> from datetime import date
    >>> from redcloud.engine.outlook.quarter.counts import counts_by_quarter
    >>> expect_quarter(counts_by_quarter([], {7: date(2026, 1, 1)}, date(2026, 4, 1)))[0].enough
    False
    """
    if not counts.units:
        return []
    origins = origins_of(counts, level) if origins is None else origins
    family = best_family(origins)
    said = _say(counts, origins, family, FAMILIES[family](counts, level), level)
    tried = _tried(origins, level, len(counts.units))
    known = (~np.isnan(counts.table)).sum(axis=1)
    base = means(counts.table)
    seen = season_seen(counts)
    return [
        Expected(
            unit=unit,
            known=int(known[at]),
            likely=int(said.likely[at]),
            low=int(said.interval.low[at]),
            high=int(said.interval.high[at]),
            probability=float(said.interval.chance[at]),
            base=float(base[at]),
            mean=float(said.ahead.mean[at]),
            variance=float(said.ahead.variance[at]),
            family=said.family,
            tried=tried[at],
            season_seen=seen,
        )
        for at, unit in enumerate(counts.units)
    ]


def _say(counts: Counts, origins: Sequence[Origin], family: str, ahead: Ahead, level: float) -> _Forecast:
    """The forecast as it is said: its interval, and the base rate as number where that is surely nearer."""
    interval = nearest_interval(ahead, counts, level)
    if not base_is_better(origins, family):
        return _Forecast(family, ahead, interval, np.rint(ahead.median))
    likely = np.clip(np.rint(means(counts.table)), interval.low, interval.high)
    return _Forecast(BASE_RATE, ahead, interval, likely)


def _tried(origins: Sequence[Origin], level: float, units: int) -> list[Tried | None]:
    quarters, within = np.zeros(units, dtype=int), np.zeros(units, dtype=int)
    off, off_base = np.zeros(units), np.zeros(units)
    for origin in origins:
        if not origin.true_to_life:
            continue
        earlier = [one for one in origins if one.column < origin.then.table.shape[1]]
        family = best_family(earlier)
        said = _say(origin.then, earlier, family, origin.found[family], level)
        quarters += origin.compared
        within += origin.compared & (said.interval.low <= origin.was) & (origin.was <= said.interval.high)
        off += np.where(origin.compared, np.abs(said.likely - origin.was), 0.0)
        off_base += np.where(origin.compared, np.abs(origin.base - origin.was), 0.0)
    return [
        Tried(int(n), int(inside), float(error / n), float(plain / n)) if n >= LEAST_TRIED else None
        for n, inside, error, plain in zip(quarters, within, off, off_base, strict=True)
    ]


def together(
    counts: Counts,
    members: NDArray[np.bool_],
    level: float = LEVEL,
    *,
    origins: Sequence[Origin] | None = None,
) -> Expected | None:
    """Forecast the sum over some units: a larger organisation's quarter.

    Units vary by themselves and all together (a holiday, a campaign). How much they vary together is
    taken from the errors of the sum over all units of the organisation in past quarters; a past quarter is
    tried without its own error.

    Parameters
    ----------
    members
        Which rows of ``counts`` are summed.
    origins
        As for ``expect_quarter``.

    Returns
    -------
    Expected | None
        None where fewer than ``LEAST_TRIED`` past quarters show how the units vary together.
    """
    past = origins_of(counts, level) if origins is None else origins
    origins = [one for one in past if one.true_to_life]
    if len(origins) < LEAST_TRIED or not members.any() or not season_seen(counts):
        return None
    family = best_family(origins)
    beyond = np.array([_beyond(one, family) for one in origins])

    def interval(ahead: Ahead, rows: NDArray[np.bool_], others: Floats) -> tuple[float, float, float, float]:
        mean = float(ahead.mean[rows].sum())
        variance = float(ahead.variance[rows].sum()) + max(0.0, float(others.mean())) * mean**2
        reach = float(stats.t.ppf((1 + level) / 2, len(others))) * variance**0.5
        return mean, max(0.0, mean - reach), mean + reach, variance

    mean, low, high, variance = interval(FAMILIES[family](counts, level), members, beyond)
    off, off_base, within = [], [], 0
    for at, origin in enumerate(origins):
        rows = members & origin.compared
        then, bottom, top, _ = interval(origin.found[family], rows, np.delete(beyond, at))
        was = float(origin.was[rows].sum())
        off.append(abs(then - was))
        off_base.append(abs(float(origin.base[rows].sum()) - was))
        within += round(bottom) <= was <= round(top)
    return Expected(
        unit=0,
        known=int((~np.isnan(counts.table[members])).any(axis=0).sum()),
        likely=round(mean),
        low=round(low),
        high=round(high),
        probability=level,
        base=float(means(counts.table)[members].sum()),
        mean=mean,
        variance=variance,
        family=family,
        tried=Tried(len(origins), within, float(np.mean(off)), float(np.mean(off_base))),
    )


def _beyond(origin: Origin, family: str) -> float:
    """Squared error of the sum over all units beyond the variance of its parts, by its mean squared."""
    ahead, rows = origin.found[family], origin.compared
    mean = float(ahead.mean[rows].sum())
    error = float(origin.was[rows].sum()) - mean
    return (error**2 - float(ahead.variance[rows].sum())) / mean**2 if mean > 0 else 0.0
