"""Stage portrait: a person's kept rows in, the lines of their portrait out.

A line says what it is (kind and key), from how many records, by which rule, since when and until when.
It never says what somebody did *not* do, and nothing here compares persons.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, Final, get_args

from redcloud.engine.contracts import LineKind, PortraitLine
from redcloud.engine.portrait import decay
from redcloud.engine.portrait.rows import PersonRows
from redcloud.engine.portrait.yearly import HOURS_RULE, SERVICE_RULE, hours_lines, service_lines

RULES: Final[dict[LineKind, str]] = {
    "participation": "participation.month_kind.1",
    "topic": "topic.half_life_90.1",
    "study_begun": "study.first_day.1",
    "study_done": "study.first_day.1",
    "service": SERVICE_RULE,
    "study_hours": HOURS_RULE,
}
"""Rule code of each kind of line; pages explain it in words, a changed rule gets a new number."""

RECENCIES: Final = ("this_month", "this_season", "this_year", "earlier")
RECENCY_DAYS: Final = (31, 92, 365)


def portrait_lines(
    rows: PersonRows, *, today: date, minutes: Mapping[int, int] | None = None
) -> list[PortraitLine]:
    """Lines of one portrait: the latest months first, the topics nearest to mind first.

    Parameters
    ----------
    rows
        From ``rows.merged``.
    today
        Only decides the word for how recent a topic is.
    minutes
        Declared minutes by activity, for the study hours of each year.

    Examples
    --------
    >>> from redcloud.engine.contracts import ACTIVITY_TOPICS
    >>> from redcloud.engine.portrait.rows import merged
    >>> from redcloud.engine.portrait.shapes import KEPT, Kept
    >>> nobody = Kept(KEPT.empty_table(), date(2024, 1, 1))
    >>> portrait_lines(merged(nobody, 1, ACTIVITY_TOPICS.empty_table()), today=date(2026, 1, 1))
    []
    """
    participation = sorted(
        rows.participation.to_pylist(), key=lambda row: (-row["month"].toordinal(), row["kind"])
    )
    hours = hours_lines(rows.study.to_pylist(), minutes or {})
    topics = sorted(rows.topics.to_pylist(), key=lambda row: (-row["weight"], row["topic"]))
    study = sorted(rows.study.to_pylist(), key=lambda row: (-_latest(row).toordinal(), row["activity"]))
    return [
        *map(_participation_line, participation),
        *service_lines(participation),
        *hours,
        *(_topic_line(row, today) for row in topics),
        *map(_study_line, study),
    ]


def find_line(lines: Iterable[PortraitLine], kind: str, key: str) -> PortraitLine | None:
    """The line named ``kind`` and ``key``; ``None`` when the portrait has no such line."""
    return next((line for line in lines if (line.kind, line.key) == (kind, key)), None)


def is_line_kind(kind: str) -> bool:
    """Whether ``kind`` is one of the closed list of line kinds."""
    return kind in get_args(LineKind)


def participation_key(month: date, kind: str) -> str:
    """Key of a participation line.

    Examples
    --------
    >>> participation_key(date(2026, 3, 1), "theme_day")
    '2026-03/theme_day'
    """
    return f"{month:%Y-%m}/{kind}"


def month_and_kind(key: str) -> tuple[date, str]:
    """The inverse of ``participation_key``.

    Raises
    ------
    ValueError
        If ``key`` is not of that form.
    """
    month, _, kind = key.partition("/")
    return date.fromisoformat(f"{month}-01"), kind


def recency(last_day: date, today: date) -> str:
    """A word for how long ago a topic was last met: one of ``RECENCIES``."""
    age_days = (today - last_day).days
    for word, limit in zip(RECENCIES, RECENCY_DAYS, strict=False):
        if age_days <= limit:
            return word
    return RECENCIES[-1]


def _participation_line(row: dict[str, Any]) -> PortraitLine:
    return PortraitLine(
        kind="participation",
        key=participation_key(row["month"], row["kind"]),
        value=row["records"],
        rule=RULES["participation"],
        since=row["first_day"],
        until=row["last_day"],
        detail={"month": f"{row['month']:%Y-%m}", "kind": row["kind"]},
    )


def _topic_line(row: dict[str, Any], today: date) -> PortraitLine:
    return PortraitLine(
        kind="topic",
        key=row["topic"],
        value=row["records"],
        rule=RULES["topic"],
        since=row["first_day"],
        until=row["last_day"],
        detail={
            "topic": row["topic"],
            "recency": recency(row["last_day"], today),
            "half_life_days": decay.HALF_LIFE_DAYS,
            "weight": row["weight"],
        },
    )


def _study_line(row: dict[str, Any]) -> PortraitLine:
    kind: LineKind = "study_done" if row["done_day"] else "study_begun"
    return PortraitLine(
        kind=kind,
        key=str(row["activity"]),
        value=1,
        rule=RULES[kind],
        since=_earliest(row),
        until=_latest(row),
        detail={"activity": row["activity"]},
    )


def _latest(row: dict[str, Any]) -> date:
    return max(_days(row))


def _earliest(row: dict[str, Any]) -> date:
    return min(_days(row))


def _days(row: dict[str, Any]) -> list[date]:
    return [day for day in (row["begun_day"], row["done_day"]) if day]
