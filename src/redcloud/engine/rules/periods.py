"""Stage rules. Calendar periods: a day and a kind of period in, first day and day after the last out."""

from __future__ import annotations

from datetime import date, timedelta

from redcloud.engine.rules.pack import Period

MONTHS_IN: dict[Period, int] = {"month": 1, "quarter": 3, "half_year": 6, "year": 12}


def period_around(day: date, every: Period) -> tuple[date, date]:
    """The calendar period that holds ``day``: first day, and first day of the next (exclusive).

    Examples
    --------
    >>> period_around(date(2026, 11, 23), "quarter")
    (datetime.date(2026, 10, 1), datetime.date(2027, 1, 1))
    """
    months = MONTHS_IN[every]
    first_month = (day.month - 1) // months * months + 1
    since = date(day.year, first_month, 1)
    after = first_month + months
    return since, date(day.year + (after > 12), (after - 1) % 12 + 1, 1)


def period_before(since: date, every: Period) -> tuple[date, date]:
    """The period of the same kind that ended the day before ``since``."""
    return period_around(since - timedelta(days=1), every)
