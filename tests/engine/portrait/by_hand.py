"""A portrait counted by hand, record by record: what the engine's ways are compared with."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

import pyarrow as pa

from redcloud.engine.portrait import Dimensions
from redcloud.engine.portrait.decay import weight_of

Row = dict[str, Any]


def counted_by_hand(
    records: Iterable[Row], known: Dimensions, topics: pa.Table, landmark: date
) -> dict[str, dict[tuple[Any, ...], tuple[Any, ...]]]:
    """Of every subject: participation, topics and study, each a value by its key."""
    subject_of = {row["pseudonym"]: row["subject"] for row in known.subjects.to_pylist()}
    kind_of = {row["activity"]: row["kind"] for row in known.activities.to_pylist()}
    topics_of: dict[int, set[str]] = defaultdict(set)
    for pair in topics.to_pylist():
        topics_of[pair["activity"]].add(pair["topic"])
    found: Mapping[str, dict[tuple[Any, ...], list[Any]]] = {
        name: defaultdict(list) for name in ("participation", "topics", "study")
    }
    for row in records:
        if row["pseudonym"] not in subject_of:
            continue
        subject, activity, day = subject_of[row["pseudonym"]], row["activity"], row["day"]
        kind = kind_of.get(activity, "other")
        found["participation"][subject, day.replace(day=1), kind].append(day)
        for topic in topics_of[activity]:
            found["topics"][subject, topic].append(day)
        if kind == "study" and row["verb"] in ("began", "completed"):
            found["study"][subject, activity].append((row["verb"], day))
    return {
        "participation": {
            key: (len(days), min(days), max(days)) for key, days in found["participation"].items()
        },
        "topics": {
            key: (sum(weight_of(day, landmark) for day in days), len(days), min(days), max(days))
            for key, days in found["topics"].items()
        },
        "study": {key: _first(steps) for key, steps in found["study"].items()},
    }


def _first(steps: list[tuple[str, date]]) -> tuple[date | None, date | None]:
    days = {verb: [day for found, day in steps if found == verb] for verb in ("began", "completed")}
    return min(days["began"], default=None), min(days["completed"], default=None)


def by_key(table: pa.Table, keys: int) -> dict[tuple[Any, ...], tuple[Any, ...]]:
    """The rows of a table as values by their first columns."""
    rows = [tuple(row.values()) for row in table.to_pylist()]
    found = {row[:keys]: row[keys:] for row in rows}
    assert len(found) == len(rows)
    return found
