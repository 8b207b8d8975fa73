"""What a fold says about given records."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from redcloud.engine.backends import open_engine
from redcloud.engine.portrait import Dimensions, Kept, PersonRows, fold, merged
from redcloud.engine.portrait.decay import weight_of
from redcloud.engine.portrait.packing import GATHERED
from redcloud.engine.records.lake import Lake
from tests.engine.portrait.provinces import (
    LANDMARK,
    activities,
    in_words,
    kept_rows,
    records,
    subjects,
    topics,
)

KNOWN = Dimensions(subjects({11: 11, 12: 11}), activities({1: "study", 2: "class"}))
TOPICS = topics([(1, "fire"), (2, "fire")])


def folded(tmp_path: Path, *rows: tuple[int, int, str, int, date]) -> PersonRows:
    pq.write_table(records(list(rows)), tmp_path / "lake.parquet")
    return added_up([str(tmp_path / "lake.parquet")])


def added_up(paths: list[str]) -> PersonRows:
    with open_engine() as engine:
        gathered = fold(engine, paths, KNOWN.subjects)
    return merged(Kept(kept_rows(gathered, KNOWN), LANDMARK), 11, TOPICS)


def test_participation_counts_records_by_month_and_kind(tmp_path: Path) -> None:
    state = folded(
        tmp_path,
        (1, 11, "attended", 2, date(2025, 3, 2)),
        (2, 11, "attended", 2, date(2025, 3, 30)),
        (3, 11, "attended", 2, date(2025, 4, 1)),
    )
    rows = sorted(state.participation.to_pylist(), key=lambda row: row["month"])
    assert [(row["month"], row["kind"], row["records"]) for row in rows] == [
        (date(2025, 3, 1), "class", 2),
        (date(2025, 4, 1), "class", 1),
    ]
    assert (rows[0]["first_day"], rows[0]["last_day"]) == (date(2025, 3, 2), date(2025, 3, 30))


def test_a_record_that_arrives_twice_counts_once(tmp_path: Path) -> None:
    row = (1, 11, "attended", 2, date(2025, 3, 2))
    lake = Lake(tmp_path / "lake", buckets=1)
    for given in ([row, row], [row]):
        lake.append(records(given))
    state = added_up(lake.files())
    assert state.participation.to_pylist()[0]["records"] == 1
    assert state.topics.to_pylist()[0]["weight"] == weight_of(date(2025, 3, 2), LANDMARK)


def test_nobody_without_a_basis_is_folded(tmp_path: Path) -> None:
    state = folded(tmp_path, (1, 99, "completed", 1, date(2025, 3, 2)))
    assert [state.participation.num_rows, state.topics.num_rows, state.study.num_rows] == [0, 0, 0]


def test_an_activity_that_nobody_described_is_of_kind_other(tmp_path: Path) -> None:
    state = folded(tmp_path, (1, 11, "attended", 77, date(2025, 3, 2)))
    assert state.participation.to_pylist()[0]["kind"] == "other"


def test_study_is_told_by_the_first_day_that_each_item_was_begun_and_done(tmp_path: Path) -> None:
    state = folded(
        tmp_path,
        (1, 11, "began", 1, date(2025, 3, 5)),
        (2, 11, "began", 1, date(2025, 3, 2)),
        (3, 12, "completed", 1, date(2025, 3, 9)),
        (4, 11, "completed", 1, date(2025, 4, 7)),
        (5, 11, "attended", 2, date(2025, 3, 7)),
        (6, 11, "completed", 2, date(2025, 3, 7)),
    )
    assert state.study.to_pylist() == [
        {"subject": 11, "activity": 1, "begun_day": date(2025, 3, 2), "done_day": date(2025, 3, 9)}
    ]


def test_of_a_record_the_kept_row_says_no_more_than_a_portrait_needs(tmp_path: Path) -> None:
    """Verbs are kept of items of the library alone, and ids of records nowhere."""
    rows = [(1, 11, "attended", 2, date(2025, 3, 2)), (2, 11, "began", 1, date(2025, 3, 3))]
    pq.write_table(records(rows), tmp_path / "lake.parquet")
    with open_engine() as engine:
        gathered = fold(engine, [str(tmp_path / "lake.parquet")], KNOWN.subjects)
    common = {"pseudonym": 11}
    assert in_words(kept_rows(gathered, KNOWN)).to_pylist() == [
        common | {"day": date(2025, 3, 2), "kind": "class", "activity": 2, "progress": None},
        common | {"day": date(2025, 3, 3), "kind": "study", "activity": 1, "progress": "began"},
    ]


def test_a_topic_weighs_half_as_much_after_ninety_days() -> None:
    assert weight_of(LANDMARK, LANDMARK) == 1_000_000
    assert weight_of(date(2024, 3, 31), LANDMARK) == 2_000_000


@pytest.mark.parametrize("day", [date(1970, 1, 1), date(2999, 12, 31)])
def test_a_broken_clock_neither_overflows_nor_loses_a_record(tmp_path: Path, day: date) -> None:
    state = folded(tmp_path, *((number, 11, "attended", 2, day) for number in range(50)))
    topic = state.topics.to_pylist()[0]
    assert topic["records"] == 50
    assert topic["weight"] == 50 * weight_of(day, LANDMARK)


def test_no_file_gives_an_empty_state() -> None:
    with open_engine() as engine:
        assert fold(engine, [], KNOWN.subjects) == GATHERED.empty_table()
