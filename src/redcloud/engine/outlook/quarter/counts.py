"""Stage outlook: past quarters. Days on which things happened in, counts by unit and quarter out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

QUARTERS = 4
MONTHS = 3


def quarter_start(day: date) -> date:
    """The first day of the calendar quarter around ``day``."""
    return date(day.year, (day.month - 1) // MONTHS * MONTHS + 1, 1)


def quarter_after(day: date) -> date:
    """The first day of the calendar quarter after the one around ``day``.

    Examples
    --------
    >>> quarter_after(date(2026, 11, 26))
    datetime.date(2027, 1, 1)
    """
    start = quarter_start(day)
    return date(start.year + 1, 1, 1) if start.month > 9 else date(start.year, start.month + MONTHS, 1)


def _number(day: date) -> int:
    return day.year * QUARTERS + (day.month - 1) // MONTHS


@dataclass(frozen=True, slots=True)
class Counts:
    """What happened in whole quarters, and what is to be forecast: the quarter ``ahead`` of the last one.

    Attributes
    ----------
    units
        Keys of the rows.
    table
        Counts, one row a unit, one column a quarter, oldest first; NaN where nothing is known of the unit.
    season
        Quarter of the year (0 to 3) of each column.
    target_season
        Quarter of the year of the one to be forecast.
    pool
        Which units are alike: a unit borrows from those with the same number.
    ahead
        How many quarters after the last known one the forecast one lies: 2 while a quarter is running.
    """

    units: tuple[int, ...]
    table: Floats
    season: Ints
    target_season: int
    pool: Ints
    ahead: int = 1

    def until(self, column: int) -> Counts:
        """What was known ``ahead`` quarters before ``column``: to forecast it as if it were ahead."""
        known = column - self.ahead + 1
        return Counts(
            self.units,
            self.table[:, :known],
            self.season[:known],
            int(self.season[column]),
            self.pool,
            self.ahead,
        )

    def before(self, column: int) -> Counts:
        """What stands before ``column``, to forecast it from as near as can be."""
        return Counts(
            self.units,
            self.table[:, :column],
            self.season[:column],
            int(self.season[column]),
            self.pool,
        )


def counts_by_quarter(
    happened: Iterable[tuple[int, date]],
    since: Mapping[int, date],
    today: date,
    *,
    target: date | None = None,
    pool: Mapping[int, int] | None = None,
    most_quarters: int = 12,
) -> Counts:
    """Count what happened by unit and whole calendar quarter.

    Parameters
    ----------
    happened
        Unit and day of each thing; later than ``today`` is left out.
    since
        Every unit, with the first day from which it is known here. Its first quarter is the first that
        was known throughout.
    today
        The quarter around this day is not over and is left out.
    target
        A day of the quarter to be forecast; None is the one after ``today``'s.

    Examples
    --------
    >>> counts_by_quarter([(7, date(2026, 2, 1))], {7: date(2026, 1, 1)}, date(2026, 7, 1)).table
    array([[1., 0.]])
    """
    units = tuple(sorted(since))
    row = {unit: at for at, unit in enumerate(units)}
    last = _number(quarter_start(today))
    known_from = {unit: _number(day) + (day != quarter_start(day)) for unit, day in since.items()}
    first = max(min(known_from.values(), default=last), last - most_quarters)
    table = np.zeros((len(units), max(last - first, 0)))
    for unit, day in happened:
        column = _number(day) - first
        if unit in row and 0 <= column < table.shape[1]:
            table[row[unit], column] += 1
    for unit, start in known_from.items():
        table[row[unit], : max(start - first, 0)] = np.nan
    wanted = _number(target if target is not None else quarter_after(today))
    groups = pool or {}
    return Counts(
        units=units,
        table=table,
        season=np.arange(first, last, dtype=np.int64) % QUARTERS,
        target_season=wanted % QUARTERS,
        pool=np.array([groups.get(unit, 0) for unit in units], dtype=np.int64),
        ahead=wanted - last + 1,
    )


def counts_of_months(
    months: Iterable[tuple[int, date, int]],
    today: date,
    *,
    target: date | None = None,
    pool: Mapping[int, int] | None = None,
    most_quarters: int = 12,
) -> Counts:
    """Sum released months to whole quarters; a quarter of which a month is hidden is not known.

    Parameters
    ----------
    months
        Unit, first day of the month, and the figure of each month that is shown.
    """
    shown: dict[tuple[int, int], list[int]] = {}
    for unit, month, figure in months:
        shown.setdefault((unit, _number(month)), []).append(figure)
    whole = {key: sum(figures) for key, figures in shown.items() if len(figures) == MONTHS}
    last = _number(quarter_start(today))
    units = tuple(sorted({unit for unit, _ in shown}))
    first = max(min((number for _, number in whole), default=last), last - most_quarters)
    table = np.full((len(units), max(last - first, 0)), np.nan)
    row = {unit: at for at, unit in enumerate(units)}
    for (unit, number), figure in whole.items():
        if first <= number < last:
            table[row[unit], number - first] = figure
    wanted = _number(target if target is not None else quarter_after(today))
    groups = pool or {}
    return Counts(
        units=units,
        table=table,
        season=np.arange(first, last, dtype=np.int64) % QUARTERS,
        target_season=wanted % QUARTERS,
        pool=np.array([groups.get(unit, 0) for unit in units], dtype=np.int64),
        ahead=wanted - last + 1,
    )


def seasonal(table: Floats, season: Ints, pool: NDArray[np.bool_], strength: float) -> Floats:
    """How much busier than usual each quarter of the year is, drawn towards 1 by ``strength`` counts.

    Units are compared with themselves, so that a busy branch that came late does not make a busy season.
    """
    own = table[pool]
    known = ~np.isnan(own)
    mean = np.where(known.any(axis=1), np.nansum(own, axis=1) / np.maximum(known.sum(axis=1), 1), 0.0)
    factors: Floats = np.ones(QUARTERS)
    for quarter in range(QUARTERS):
        here = season == quarter
        expected = float((known[:, here] * mean[:, None]).sum())
        factors[quarter] = (np.nansum(own[:, here]) + strength) / (expected + strength)
    return factors
