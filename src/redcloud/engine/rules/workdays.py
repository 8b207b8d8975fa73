"""Stage rules. Working days with public holidays: the dated table and two days in, a count out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from redcloud.engine.rules.dated import close_file, open_file
from redcloud.engine.rules.table import Table

SATURDAY = 5


@dataclass(frozen=True, slots=True)
class WorkingYears:
    """Days off on weekdays, weekends that are worked, and the years for which both are announced."""

    off: frozenset[date]
    worked: frozenset[date]
    announced: frozenset[int]

    def works_on(self, day: date) -> bool:
        """Whether ``day`` is worked; in a year that is not announced yet, whether it is no weekend."""
        if day in self.worked:
            return True
        return day.weekday() < SATURDAY and day not in self.off


def read_workdays(text: str) -> WorkingYears:
    """Read the table.

    Raises
    ------
    PackRefused
        With every fault: a day of another year, a day off that is a weekend, a day worked that is none.
    """
    file = open_file(text)
    off: set[date] = set()
    worked: set[date] = set()
    announced: set[int] = set()
    for table in file.listed_tables("year"):
        year = table.integer("year", least=2000, most=2100)
        table.words("source")
        table.day("issued")
        announced.add(year)
        off |= _days(table, "off", year, weekend=False)
        worked |= _days(table, "worked", year, weekend=True)
        table.finish()
    close_file(file)
    return WorkingYears(frozenset(off), frozenset(worked), frozenset(announced))


def _days(table: Table, key: str, year: int, *, weekend: bool) -> set[date]:
    days = table.days(key)
    for day in days:
        if day.year != year or (day.weekday() >= SATURDAY) is not weekend:
            table.fault(key, "out_of_range", day)
    return set(days)


def working_days_between(after: date, last: date, years: WorkingYears) -> int:
    """How many days are worked after ``after`` and up to ``last``, the last one included.

    Examples
    --------
    Asked on Wednesday 30 September 2026 for Saturday 10 October, which is worked: the 8th, 9th and 10th.

    >>> working_days_between(date(2026, 9, 30), date(2026, 10, 10), years)   # doctest: +SKIP
    3
    """
    days = (after + timedelta(days=ahead) for ahead in range(1, (last - after).days + 1))
    return sum(years.works_on(day) for day in days)


def working_day_after(day: date, count: int, years: WorkingYears) -> date:
    """The ``count``-th working day after ``day``: the earliest deadline that leaves so many."""
    while count > 0:
        day += timedelta(days=1)
        count -= years.works_on(day)
    return day
