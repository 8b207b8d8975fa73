"""Stage outlook: which family serves an organisation. Past quarters in, expectations with their proof out.

Every past quarter is forecast from what was known then (rolling origin); the family with the best mean
log-score so far is used. A back-test uses at each quarter the family that was best before it, so that the
choice is tried along with the forecast.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import stats

from redcloud.engine.outlook.quarter.counts import Counts, Floats
from redcloud.engine.outlook.quarter.families import FAMILIES, Ahead, families_for

LEAST_QUARTERS = 2
"""With fewer whole quarters of its own a unit has not enough to go by."""
LEAST_TRIED = 2
"""A back-test of fewer quarters is not shown."""
MOST_TRIED = 8


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
    base
        Base rate: the mean of all its quarters.
    season_seen
        Whether that quarter of the year was ever seen: what is held once a year cannot be told without.
    family
        How it was made.
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
class _Origin:
    """One past quarter as every family would have forecast it."""

    was: Floats
    base: Floats
    compared: np.ndarray
    found: dict[str, Ahead]


def expect_quarter(counts: Counts, level: float = 0.9) -> list[Expected]:
    """Forecast the coming quarter of every unit of one organisation.

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
    origins = _origins(counts, level)
    family = _best(origins)
    ahead = FAMILIES[family](counts, level)
    tried = _tried(origins) or [None] * len(counts.units)
    known = (~np.isnan(counts.table)).sum(axis=1)
    base = _means(counts.table)
    return [
        Expected(
            unit=unit,
            known=int(known[at]),
            likely=round(float(ahead.median[at])),
            low=int(ahead.low[at]),
            high=int(ahead.high[at]),
            probability=level,
            base=float(base[at]),
            mean=float(ahead.mean[at]),
            variance=float(ahead.variance[at]),
            family=family,
            tried=tried[at],
            season_seen=_season_seen(counts),
        )
        for at, unit in enumerate(counts.units)
    ]


def together(counts: Counts, members: np.ndarray, level: float = 0.9) -> Expected | None:
    """Forecast the sum over some units: a larger organisation's quarter.

    Units vary by themselves and all together (a holiday, a campaign). How much they vary together is
    taken from the errors of the sum over all units of the organisation in past quarters.

    Parameters
    ----------
    members
        Which rows of ``counts`` are summed.

    Returns
    -------
    Expected | None
        None where fewer than ``LEAST_TRIED`` past quarters show how the units vary together.
    """
    origins = _origins(counts, level)
    if len(origins) < LEAST_TRIED or not members.any() or not _season_seen(counts):
        return None
    family = _best(origins)
    shared = _shared(origins, np.ones(len(counts.units), dtype=bool), family)
    wide = float(stats.t.ppf((1 + level) / 2, len(origins)))

    def interval(ahead: Ahead, rows: np.ndarray) -> tuple[float, float, float]:
        mean = float(ahead.mean[rows].sum())
        variance = float(ahead.variance[rows].sum()) + shared * mean**2
        reach = wide * variance**0.5
        return mean, max(0.0, mean - reach), mean + reach

    ahead = FAMILIES[family](counts, level)
    mean, low, high = interval(ahead, members)
    off, off_base, within = [], [], 0
    for origin in origins:
        rows = members & origin.compared
        then, bottom, top = interval(origin.found[family], rows)
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
        base=float(_means(counts.table)[members].sum()),
        mean=mean,
        variance=float(ahead.variance[members].sum()) + shared * mean**2,
        family=family,
        tried=Tried(len(origins), within, float(np.mean(off)), float(np.mean(off_base))),
    )


def _shared(origins: list[_Origin], members: np.ndarray, family: str) -> float:
    """Variance of the sum beyond that of its parts, as a share of its mean, squared."""
    beyond = []
    for origin in origins:
        rows = members & origin.compared
        ahead = origin.found[family]
        mean = float(ahead.mean[rows].sum())
        error = float(origin.was[rows].sum()) - mean
        if mean > 0:
            beyond.append((error**2 - float(ahead.variance[rows].sum())) / mean**2)
    return max(0.0, float(np.mean(beyond))) if beyond else 0.0


def _origins(counts: Counts, level: float) -> list[_Origin]:
    columns = counts.table.shape[1]
    first = max(counts.ahead + LEAST_QUARTERS - 1, columns - MOST_TRIED)
    origins = []
    for column in range(first, columns):
        then = counts.until(column)
        known = (~np.isnan(then.table)).sum(axis=1) >= LEAST_QUARTERS
        was = counts.table[:, column]
        compared = known & ~np.isnan(was)
        if compared.any() and _season_seen(then):
            found = {name: FAMILIES[name](then, level) for name in families_for(counts)}
            origins.append(_Origin(was, _means(then.table), compared, found))
    return origins


def _season_seen(counts: Counts) -> bool:
    """Whether a quarter of the year to be forecast is known of any unit."""
    same = counts.table[:, counts.season == counts.target_season]
    return bool((~np.isnan(same)).any())


def _means(table: Floats) -> Floats:
    known = ~np.isnan(table)
    found: Floats = np.nansum(table, axis=1) / np.maximum(known.sum(axis=1), 1)
    return found


def _best(origins: list[_Origin]) -> str:
    if not origins:
        return next(iter(FAMILIES))
    chances = {
        name: np.concatenate(
            [one.found[name].log_chance(np.nan_to_num(one.was))[one.compared] for one in origins]
        ).mean()
        for name in origins[0].found
    }
    return max(chances, key=lambda name: chances[name])


def _tried(origins: list[_Origin]) -> list[Tried | None]:
    if not origins:
        return []
    units = len(origins[0].was)
    quarters, within = np.zeros(units, dtype=int), np.zeros(units, dtype=int)
    off, off_base = np.zeros(units), np.zeros(units)
    for at, origin in enumerate(origins):
        ahead = origin.found[_best(origins[:at])]
        was = np.nan_to_num(origin.was)
        quarters += origin.compared
        within += origin.compared & (ahead.low <= was) & (was <= ahead.high)
        off += np.where(origin.compared, np.abs(ahead.median - was), 0.0)
        off_base += np.where(origin.compared, np.abs(origin.base - was), 0.0)
    return [
        Tried(int(n), int(inside), float(error / n), float(plain / n)) if n >= LEAST_TRIED else None
        for n, inside, error, plain in zip(quarters, within, off, off_base, strict=True)
    ]
