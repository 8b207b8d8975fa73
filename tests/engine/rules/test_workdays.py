"""Working days, by the calendar of the year and by hand."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

import redcloud.packs
from redcloud.engine.rules.dated import PackRefused
from redcloud.engine.rules.workdays import read_workdays, working_day_after, working_days_between

TEXT = (Path(redcloud.packs.__file__).parent / "workdays.toml").read_text("utf-8")
YEARS = read_workdays(TEXT)


@pytest.mark.parametrize(
    ("after", "last", "days"),
    [
        # Monday to Friday of a plain week.
        ("2026-11-23", "2026-11-27", 4),
        # A weekend between.
        ("2026-11-27", "2026-11-30", 1),
        # National day 2026: 1 to 7 October off, the Saturday after worked.
        ("2026-09-30", "2026-10-07", 0),
        ("2026-09-30", "2026-10-10", 3),
        # The Sunday before is worked too.
        ("2026-09-18", "2026-09-20", 1),
        # Spring festival 2026: 15 to 23 February; Saturdays 14 and 28 worked.
        ("2026-02-13", "2026-02-24", 2),
        ("2026-02-24", "2026-02-28", 4),
        # Turn of the year into one that is not announced: weekends alone.
        ("2026-12-31", "2027-01-05", 3),
        # The day itself and a day before it leave nothing.
        ("2026-11-23", "2026-11-23", 0),
        ("2026-11-23", "2026-11-20", 0),
    ],
)
def test_the_days_between_are_those_counted_by_hand(after: str, last: str, days: int) -> None:
    assert working_days_between(date.fromisoformat(after), date.fromisoformat(last), YEARS) == days


def test_the_earliest_deadline_leaves_the_days_asked_for() -> None:
    day = working_day_after(date(2026, 9, 30), 5, YEARS)
    assert day == date(2026, 10, 13)
    assert working_days_between(date(2026, 9, 30), day, YEARS) == 5


def test_a_year_without_a_table_is_known_to_be_one() -> None:
    assert YEARS.announced == {2024, 2025, 2026}


@pytest.mark.parametrize(
    ("found", "written"),
    [
        ("2026-06-19", "2026-06-20"),  # a Saturday is no day off to list
        ("worked = [2026-01-04", "worked = [2026-01-05"),  # a Monday is no weekend that is worked
        ("2026-06-19", "2027-06-18"),
    ],
)
def test_a_day_in_the_wrong_place_does_not_load(found: str, written: str) -> None:
    with pytest.raises(PackRefused):
        read_workdays(TEXT.replace(found, written))
