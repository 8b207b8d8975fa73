"""Reading meetings from a file: what is read, and what is said of what cannot be."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import numpy as np
import pytest

from redcloud.engine.outlook.turnout.history import HistoryError, Meeting, history_of, read_meetings

HEADING = "date,unit,kind,due,present\n"


def written(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    return path


def test_a_file_with_a_byte_order_mark_and_other_columns_is_read(tmp_path: Path) -> None:
    path = written(
        tmp_path / "f.csv", "\ufeffnote,date,unit,kind,due,present\nx,2024-03-01,一支部,class,22,18\n"
    )
    assert read_meetings(path) == [Meeting(date(2024, 3, 1), "一支部", "class", 22, 18)]


@pytest.mark.parametrize(
    ("text", "line", "word"),
    [
        ("", 1, "heading"),
        ("date,unit,kind,due\n", 1, "present"),
        (HEADING, 0, "no meeting"),
        (HEADING + "2024-03-01,a,k,22,18\n2024-02-31,a,k,22,18\n", 3, "2024-02-31"),
        (HEADING + "2024-03-01,a,k,22,-1\n", 2, "present"),
        (HEADING + "2024-03-01,a,k,many,1\n", 2, "due"),
        (HEADING + "2024-03-01,a,k,22,1.5\n", 2, "present"),
        (HEADING + "2024-03-01,a,k,22\n", 2, "present"),
        (HEADING + "2024-03-01,a,k,nan,1\n", 2, "due"),
    ],
)
def test_what_cannot_be_read_is_named_with_its_line(tmp_path: Path, text: str, line: int, word: str) -> None:
    with pytest.raises(HistoryError, match=word) as raised:
        read_meetings(written(tmp_path / "f.csv", text))
    assert raised.value.line == line


def test_a_file_in_another_encoding_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "f.csv"
    path.write_bytes(HEADING.encode() + "2024-03-01,一支部,k,22,18\n".encode("gb18030"))
    with pytest.raises(HistoryError, match="UTF-8"):
        read_meetings(path)


def test_meetings_are_sorted_by_day_and_a_planned_one_has_no_rate() -> None:
    history = history_of(
        [Meeting(date(2024, 3, 2), "a", "k", 4, None), Meeting(date(2024, 3, 1), "b", "k", 4, 3)]
    )
    assert history.order.tolist() == [1, 0]
    assert [day.stop - day.start for day in history.days()] == [1, 1]
    assert history.rate[0] == 0.75
    assert np.isnan(history.rate[1])


def test_more_present_than_due_counts_as_everybody() -> None:
    assert history_of([Meeting(date(2024, 3, 1), "a", "k", 4, 5)]).rate.tolist() == [1.0]
