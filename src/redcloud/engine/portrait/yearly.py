"""Stage portrait: a person's merged rows in, the lines that speak of a whole year out.

Service given, and study hours. Nothing is kept for them: they add up what other lines say, so that they
cost a fold nothing and can never disagree with it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any, Final

from redcloud.engine.contracts import PortraitLine

SERVICE_RULE: Final = "service.year_kind.1"
HOURS_RULE: Final = "study_hours.declared_45.1"
SERVICE_KINDS: Final = ("need", "volunteering")
"""Kinds of activity that are done for others."""
MINUTES_AN_HOUR: Final = 45
"""One study hour (学时), as schools and training programmes count it."""


def service_lines(participation: Iterable[Mapping[str, Any]]) -> list[PortraitLine]:
    """Lines of service by year and kind, the latest year first.

    Parameters
    ----------
    participation
        Rows of PARTICIPATION of one person.
    """
    found: dict[tuple[int, str], list[Mapping[str, Any]]] = defaultdict(list)
    for row in participation:
        if row["kind"] in SERVICE_KINDS:
            found[row["month"].year, row["kind"]].append(row)
    return [
        PortraitLine(
            kind="service",
            key=year_key(year, kind),
            value=sum(row["records"] for row in rows),
            rule=SERVICE_RULE,
            since=min(row["first_day"] for row in rows),
            until=max(row["last_day"] for row in rows),
            detail={"year": year, "kind": kind},
        )
        for (year, kind), rows in sorted(found.items(), key=lambda one: (-one[0][0], one[0][1]))
    ]


def hours_lines(study: Iterable[Mapping[str, Any]], minutes: Mapping[int, int]) -> list[PortraitLine]:
    """One line for each year in which something with declared minutes was finished, the latest first.

    An item counts once, in the year in which it was first finished, with the minutes that its publisher
    declares for it. How long somebody really took is not known here, and is asked nowhere.

    Parameters
    ----------
    study
        Rows of STUDY_PROGRESS of one person.
    minutes
        Declared minutes by activity.
    """
    found: dict[int, list[tuple[date, int]]] = defaultdict(list)
    for done_day, declared in _finished(study, minutes).values():
        found[done_day.year].append((done_day, declared))
    return [
        PortraitLine(
            kind="study_hours",
            key=str(year),
            value=sum(declared for _, declared in found[year]),
            rule=HOURS_RULE,
            since=min(found[year])[0],
            until=max(found[year])[0],
            detail={"year": year, "items": len(found[year])},
        )
        for year in sorted(found, reverse=True)
    ]


def counted_in(study: Iterable[Mapping[str, Any]], minutes: Mapping[int, int], year: int) -> set[int]:
    """Activities whose minutes the line of ``year`` adds up."""
    return {key for key, (day, _) in _finished(study, minutes).items() if day.year == year}


def year_key(year: int, kind: str) -> str:
    """Key of a line of service.

    Examples
    --------
    >>> year_key(2026, "volunteering")
    '2026/volunteering'
    """
    return f"{year}/{kind}"


def year_and_kind(key: str) -> tuple[int, str]:
    """The inverse of ``year_key``.

    Raises
    ------
    ValueError
        If ``key`` is not of that form.

    Examples
    --------
    >>> year_and_kind("2026/need")
    (2026, 'need')
    """
    year, _, kind = key.partition("/")
    return int(year), kind


def months_of(year: int) -> Iterator[date]:
    """First days of the months of a year."""
    return (date(year, month, 1) for month in range(1, 13))


def _finished(study: Iterable[Mapping[str, Any]], minutes: Mapping[int, int]) -> dict[int, tuple[date, int]]:
    return {
        row["activity"]: (row["done_day"], minutes[row["activity"]])
        for row in study
        if row["done_day"] is not None and minutes.get(row["activity"])
    }
