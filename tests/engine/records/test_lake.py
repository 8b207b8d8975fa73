"""The lake takes an allow-list, once, whatever is given twice; and forgets when it is told to."""

from __future__ import annotations

import threading
from datetime import date, timedelta
from pathlib import Path
from uuid import uuid4

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from deltalake import DeltaTable
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from redcloud.engine.contracts import LAKE_RECORDS
from redcloud.engine.records.lake import Lake, LakeMismatch, LakeNotEmpty

DAY = date(2026, 3, 1)
Row = tuple[int, int, str, int, date]


def rows(*given: Row) -> pa.Table:
    columns = list(zip(*given, strict=True)) or [()] * 5
    return pa.table(
        [pa.array(column, type=field.type) for column, field in zip(columns, LAKE_RECORDS, strict=True)],
        schema=LAKE_RECORDS,
    )


@pytest.fixture
def lake(tmp_path: Path) -> Lake:
    return Lake(tmp_path / "lake", buckets=4)


def held(lake: Lake) -> set[Row]:
    return {tuple(row.values()) for row in lake.read().to_pylist()}


def test_the_columns_are_the_reviewed_allow_list(lake: Lake) -> None:
    allowed = {
        "record_id": pa.int64(),
        "pseudonym": pa.int64(),
        "verb": pa.string(),
        "activity": pa.int64(),
        "day": pa.date32(),
    }
    assert {field.name: field.type for field in LAKE_RECORDS} == allowed
    lake.append(rows((1, 7, "attended", 3, DAY)))
    for file in lake.files():
        assert {field.name: field.type for field in pq.read_schema(file)} == allowed
    partitions = {"month", "bucket"}
    assert {field.name for field in DeltaTable(lake.path).schema().fields} == {*allowed, *partitions}


def test_a_column_more_is_refused(lake: Lake) -> None:
    table = rows((1, 7, "attended", 3, DAY)).append_column("score", pa.array([1]))
    with pytest.raises(ValueError, match="LAKE_RECORDS"):
        lake.append(table)
    assert lake.files() == []


def test_records_given_twice_are_held_once(lake: Lake) -> None:
    table = rows((1, 7, "attended", 3, DAY), (2, 8, "completed", 3, DAY), (1, 7, "attended", 3, DAY))
    assert lake.append(table) == 2
    assert lake.append(table) == 0
    assert held(lake) == {(1, 7, "attended", 3, DAY), (2, 8, "completed", 3, DAY)}


def test_began_counts_once_a_day(lake: Lake) -> None:
    other_day = DAY + timedelta(days=1)
    lake.append(rows((2, 7, "began", 3, DAY), (1, 7, "began", 3, DAY), (3, 7, "began", 3, other_day)))
    lake.append(rows((4, 7, "began", 3, DAY), (5, 7, "began", 4, DAY), (6, 7, "completed", 3, DAY)))
    assert {row[0] for row in held(lake)} == {1, 3, 5, 6}


def test_files_can_be_chosen_by_month_and_pseudonym(lake: Lake) -> None:
    late = date(2026, 5, 2)
    lake.append(rows((1, 4, "attended", 3, DAY), (2, 5, "attended", 3, late), (3, 4, "attended", 3, late)))
    assert len(lake.files()) == 3
    assert len(lake.files(month_from=date(2026, 5, 31))) == 2
    assert len(lake.files(pseudonyms=[4])) == 2
    assert lake.read(pseudonyms=[5]).to_pylist()[0]["record_id"] == 2
    assert duckdb.sql("SELECT count(*) FROM read_parquet($1)", params=[lake.files()]).fetchall() == [(3,)]


def test_an_empty_lake_reads_as_empty(lake: Lake) -> None:
    assert lake.files() == []
    assert lake.read().num_rows == 0
    assert lake.erase(7) == 0
    assert lake.remove([(1, 7, DAY)]) == 0
    assert lake.append(rows()) == 0
    lake.compact()


def test_an_erased_pseudonym_is_in_no_file_of_the_folder(lake: Lake) -> None:
    erased, kept = 2**61 + 12345, 2**61 + 12349
    lake.append(rows((1, erased, "attended", 3, DAY), (2, kept, "attended", 3, DAY)))
    lake.append(rows((3, erased, "attended", 4, DAY + timedelta(days=40))))
    assert lake.erase(erased) == 2
    assert {row[1] for row in held(lake)} == {kept}
    for file in lake.path.rglob("*"):
        if not file.is_file():
            continue
        content = file.read_bytes()
        assert str(erased).encode() not in content
        assert erased.to_bytes(8, "little") not in content
        if file.suffix == ".parquet":
            assert erased not in pq.read_table(file, partitioning=None).column("pseudonym").to_pylist()


def test_a_removed_record_is_gone_and_others_stay(lake: Lake) -> None:
    lake.append(rows((1, 7, "attended", 3, DAY), (2, 7, "attended", 4, DAY)))
    assert lake.remove([(1, 7, DAY), (99, 7, DAY)]) == 1
    assert {row[0] for row in held(lake)} == {2}


def test_compaction_joins_files_and_changes_no_record(lake: Lake) -> None:
    for number in range(1, 9):
        lake.append(rows((number, 8, "attended", number, DAY)))
    before = held(lake)
    lake.compact()
    assert held(lake) == before
    assert len(lake.files()) == 1
    assert len(list(lake.path.rglob("*.parquet"))) == 1


def test_writers_wait_for_each_other(lake: Lake) -> None:
    threads = [
        threading.Thread(
            target=Lake(lake.path, buckets=4).append, args=(rows((number, 7, "attended", 3, DAY)),)
        )
        for number in range(1, 7)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert {row[0] for row in held(lake)} == set(range(1, 7))


def test_an_existing_lake_keeps_its_buckets(lake: Lake) -> None:
    lake.append(rows((1, 7, "attended", 3, DAY)))
    assert Lake(lake.path, buckets=64).buckets == 4


def test_a_lake_of_another_schema_is_refused(lake: Lake, monkeypatch: pytest.MonkeyPatch) -> None:
    lake.append(rows((1, 7, "attended", 3, DAY)))
    monkeypatch.setattr("redcloud.engine.records.lake.stored.SCHEMA_VERSION", 2)
    with pytest.raises(LakeMismatch):
        Lake(lake.path).append(rows((2, 7, "attended", 3, DAY)))


_records = st.tuples(
    st.integers(1, 12),
    st.integers(1, 3),
    st.sampled_from(["began", "completed"]),
    st.integers(1, 2),
    st.sampled_from([DAY, DAY + timedelta(days=1)]),
)


# A failing example is not made smaller: each step writes a lake to the disk.
@settings(
    max_examples=10,
    phases=[Phase.explicit, Phase.generate],
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(st.dictionaries(st.integers(1, 12), _records, min_size=1, max_size=10), st.data())
def test_any_order_and_repetition_gives_the_same_portrait_input(
    tmp_path: Path, records: dict[int, Row], data: st.DataObject
) -> None:
    """Which record stands for a "began" may differ; who began what on which day may not."""
    whole = [(key, *rest[1:]) for key, rest in records.items()]
    lake = Lake(tmp_path / f"lake{uuid4()}", buckets=2)
    given_twice = data.draw(st.permutations(whole + whole))
    for start in range(0, len(given_twice), 7):
        lake.append(rows(*given_twice[start : start + 7]))
    begun = {row[1:] for row in whole if row[2] == "began"}
    others = {row for row in whole if row[2] != "began"}
    assert sorted(row[1:] for row in held(lake) if row[2] == "began") == sorted(begun)
    assert {row for row in held(lake) if row[2] != "began"} == others


def test_filling_writes_what_appending_would(tmp_path: Path, lake: Lake) -> None:
    table = rows(
        *((at, at % 9 + 1, "attended", at % 5, DAY + timedelta(days=at % 60)) for at in range(1, 200))
    )
    filled = Lake(tmp_path / "filled", buckets=4)
    assert filled.fill(table.to_batches(max_chunksize=50)) == lake.append(table) == table.num_rows
    assert held(filled) == held(lake)
    assert filled.append(table) == 0
    assert filled.erase(3) == len([row for row in held(lake) if row[1] == 3])


def test_only_an_absent_lake_is_filled(lake: Lake) -> None:
    lake.append(rows((1, 7, "attended", 3, DAY)))
    with pytest.raises(LakeNotEmpty):
        lake.fill(rows((2, 7, "attended", 3, DAY)).to_batches())
    assert len(held(lake)) == 1
