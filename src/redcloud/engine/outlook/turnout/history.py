"""Stage outlook: the meetings a turnout forecast learns from. A CSV or a table in; arrays by day out."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np
import numpy.typing as npt

COLUMNS = ("date", "unit", "kind", "due", "present")
EPOCH = date(1970, 1, 1)

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]


class HistoryError(ValueError):
    """A file of meetings cannot be read.

    Attributes
    ----------
    line
        Line of the file, 1 = the heading; 0 = the file as a whole.
    """

    def __init__(self, line: int, reason: str) -> None:
        super().__init__(f"line {line}: {reason}" if line else reason)
        self.line = line


@dataclass(frozen=True, slots=True)
class Meeting:
    """One meeting of one unit. ``present`` is None while it is planned."""

    day: date
    unit: str
    kind: str
    due: int
    present: int | None


@dataclass(frozen=True, slots=True)
class History:
    """Meetings as arrays of one length, sorted by day.

    Attributes
    ----------
    day
        Days since 1970-01-01.
    month
        1 to 12.
    series
        Number of the (unit, kind) that a meeting belongs to, from 0.
    kind
        Number of the kind of each *series*.
    due, present
        Head counts; ``present`` is NaN where the meeting is planned.
    order
        Position of each meeting in what was given.
    """

    day: Ints
    month: Ints
    series: Ints
    kind: Ints
    due: Floats
    present: Floats
    order: Ints

    @property
    def rate(self) -> Floats:
        """Share of those due who were present, 0 to 1; NaN where planned, 0 where nobody was due."""
        return np.minimum(self.present / np.maximum(self.due, 1.0), 1.0)

    @property
    def was_held(self) -> npt.NDArray[np.bool_]:
        """Whether there is something to learn from each meeting: it took place, and somebody was due."""
        found: npt.NDArray[np.bool_] = ~np.isnan(self.present) & (self.due > 0)
        return found

    def days(self) -> Iterator[slice]:
        """The meetings of each day, in order of days."""
        starts: list[int] = np.flatnonzero(np.diff(self.day, prepend=self.day[:1] - 1)).tolist()
        for start, end in zip(starts, [*starts[1:], len(self.day)], strict=False):
            yield slice(start, end)


def history_of(meetings: Iterable[Meeting]) -> History:
    """Sort meetings by day, and number their series and kinds in order of appearance."""
    given = list(meetings)
    order = sorted(range(len(given)), key=lambda at: (given[at].day, given[at].unit, given[at].kind))
    series: dict[tuple[str, str], int] = {}
    kinds: dict[str, int] = {}
    for at in order:
        series.setdefault((given[at].unit, given[at].kind), len(series))
        kinds.setdefault(given[at].kind, len(kinds))
    ordered = [given[at] for at in order]
    return History(
        day=np.array([(one.day - EPOCH).days for one in ordered], dtype=np.int64),
        month=np.array([one.day.month for one in ordered], dtype=np.int64),
        series=np.array([series[one.unit, one.kind] for one in ordered], dtype=np.int64),
        kind=np.array([kinds[kind] for _, kind in series], dtype=np.int64),
        due=np.array([one.due for one in ordered], dtype=np.float64),
        present=np.array(
            [np.nan if one.present is None else one.present for one in ordered], dtype=np.float64
        ),
        order=np.array(order, dtype=np.int64),
    )


def read_meetings(path: Path) -> list[Meeting]:
    """Read a UTF-8 CSV with the columns ``date,unit,kind,due,present``; others are ignored.

    Raises
    ------
    HistoryError
        With the line and what is wrong with it. Nothing of a broken file is used.
    OSError
        If the file cannot be opened.
    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = csv.DictReader(file)
            missing = [name for name in COLUMNS if name not in (rows.fieldnames or ())]
            if missing:
                raise HistoryError(1, f"the heading lacks {', '.join(missing)}")
            found = [_meeting(rows.line_num, row) for row in rows]
    except UnicodeDecodeError:
        raise HistoryError(0, "the file is not UTF-8 text; save it as UTF-8 CSV") from None
    except csv.Error as error:
        raise HistoryError(0, f"the file is not CSV: {error}") from None
    if not found:
        raise HistoryError(0, "the file holds no meeting")
    return found


def _meeting(line: int, row: Mapping[str, str | None]) -> Meeting:
    try:
        day = date.fromisoformat((row["date"] or "").strip()[:10])
    except ValueError:
        raise HistoryError(line, f"date {row['date']!r} is not YYYY-MM-DD") from None
    return Meeting(
        day,
        (row["unit"] or "").strip(),
        (row["kind"] or "").strip(),
        _count(line, "due", row["due"]),
        _count(line, "present", row["present"]),
    )


def _count(line: int, name: str, text: str | None) -> int:
    try:
        value = float(text or "")
    except ValueError:
        raise HistoryError(line, f"{name} {text!r} is not a whole number") from None
    if not (value >= 0 and value == int(value) and value < 10**9):
        raise HistoryError(line, f"{name} {text!r} is not a whole number")
    return int(value)
