"""The lake takes an allow-list, once, whatever is given twice; and forgets when told to. Wherever it lies."""

from __future__ import annotations

import io
import threading
from datetime import date, timedelta

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from redcloud.engine.contracts import LAKE_RECORDS
from redcloud.engine.records.lake import Lake, LakeMismatch, LakeNotEmpty
from tests.engine.records.lakes import Lakes

DAY = date(2026, 3, 1)
Row = tuple[int, int, str, int, date]


def rows(*given: Row) -> pa.Table:
    columns = list(zip(*given, strict=True)) or [()] * 5
    return pa.table(
        [pa.array(column, type=field.type) for column, field in zip(columns, LAKE_RECORDS, strict=True)],
        schema=LAKE_RECORDS,
    )


@pytest.fixture
def lake(lakes: Lakes) -> Lake:
    return lakes.lake(buckets=4)


def parquet(content: bytes) -> pa.Table:
    return pq.ParquetFile(io.BytesIO(content)).read()


def held(lake: Lake) -> set[Row]:
    return {tuple(row.values()) for row in lake.read().to_pylist()}


def test_the_columns_are_the_reviewed_allow_list(lakes: Lakes, lake: Lake) -> None:
    allowed = {
        "record_id": pa.int64(),
        "pseudonym": pa.int64(),
        "verb": pa.string(),
        "activity": pa.int64(),
        "day": pa.date32(),
    }
    assert {field.name: field.type for field in LAKE_RECORDS} == allowed
    lake.append(rows((1, 7, "attended", 3, DAY)))
    with lake.reading() as paths:
        (schema,) = (pq.read_schema(path) for path in paths)
    assert {field.name: field.type for field in schema} == allowed
    partitions = {"month", "bucket"}
    assert {field.name for field in lakes.table(lake).schema().fields} == {*allowed, *partitions}


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
    with lake.reading(pseudonyms=[4]) as paths:
        assert duckdb.sql("SELECT count(*) FROM read_parquet($1)", params=[paths]).fetchall() == [(2,)]
    assert lake.rows() == 3


def test_an_empty_lake_reads_as_empty(lake: Lake) -> None:
    assert lake.files() == []
    assert lake.read().num_rows == 0
    assert lake.erase(7) == 0
    assert lake.remove([(1, 7, DAY)]) == 0
    assert lake.append(rows()) == 0
    assert lake.rows() == 0
    lake.compact()


def test_an_erased_pseudonym_is_in_no_file_of_the_place(lakes: Lakes, lake: Lake) -> None:
    erased, kept = 2**61 + 12345, 2**61 + 12349
    lake.append(rows((1, erased, "attended", 3, DAY), (2, kept, "attended", 3, DAY)))
    lake.append(rows((3, erased, "attended", 4, DAY + timedelta(days=40))))
    assert lake.read(pseudonyms=[erased]).num_rows == 2
    assert lake.erase(erased) == 2
    assert {row[1] for row in held(lake)} == {kept}
    for name, content in lakes.contents(lake).items():
        assert str(erased).encode() not in content, name
        assert erased.to_bytes(8, "little") not in content, name
        if name.endswith(".parquet"):
            assert erased not in parquet(content).column("pseudonym").to_pylist(), name


def test_an_erasure_that_broke_off_leaves_nothing_when_it_is_repeated(lakes: Lakes, lake: Lake) -> None:
    lake.append(rows((1, 7, "attended", 3, DAY), (2, 8, "attended", 3, DAY)))
    assert lake.read().num_rows == 2
    with pytest.MonkeyPatch.context() as broken:
        broken.setattr(Lake, "_tidy", broken_off)
        with pytest.raises(KeyboardInterrupt):
            lake.erase(7)
    assert 7 in left_in_files(lakes, lake)
    assert lake.erase(7) == 0
    assert left_in_files(lakes, lake) == {8}


def broken_off(lake: Lake) -> None:
    raise KeyboardInterrupt


def left_in_files(lakes: Lakes, lake: Lake) -> set[int]:
    return {
        pseudonym
        for name, content in lakes.contents(lake).items()
        if name.endswith(".parquet") and "_delta_log" not in name
        for pseudonym in parquet(content).column("pseudonym").to_pylist()
    }


def test_who_has_records_of_many_months_is_erased_in_one_step(lakes: Lakes, lake: Lake) -> None:
    days = [date(2026, month, 1) for month in range(1, 9)]
    lake.append(rows(*((at, 7, "attended", 3, day) for at, day in enumerate(days))))
    lake.append(rows(*((at + 100, 3, "attended", 3, day) for at, day in enumerate(days[:4]))))
    before = lakes.table(lake).version()
    assert lake.erase(7) == 8
    history = lakes.table(lake).history()
    changes = [
        one for one in history if one["version"] > before and not one["operation"].startswith("VACUUM")
    ]
    assert len(changes) == 1
    assert {row[0] for row in held(lake)} == {100, 101, 102, 103}


def test_a_removed_record_is_gone_and_others_stay(lake: Lake) -> None:
    lake.append(rows((1, 7, "attended", 3, DAY), (2, 7, "attended", 4, DAY)))
    assert lake.remove([(1, 7, DAY), (99, 7, DAY)]) == 1
    assert {row[0] for row in held(lake)} == {2}


def test_compaction_joins_files_and_changes_no_record(lakes: Lakes, lake: Lake) -> None:
    for number in range(1, 9):
        lake.append(rows((number, 8, "attended", number, DAY)))
    before = held(lake)
    lake.compact()
    assert held(lake) == before
    assert len(lake.files()) == 1
    kept = [name for name in lakes.contents(lake) if name.endswith(".parquet")]
    assert len({name.rsplit("/", 1)[-1] for name in kept}) == 1


def append_side_by_side(writers: list[Lake]) -> None:
    failed: list[Exception] = []

    def append(writer: Lake, number: int) -> None:
        try:
            writer.append(rows((0, 7, "attended", 3, DAY), (number, 7, "attended", 3, DAY)))
        except Exception as problem:  # noqa: BLE001 - a thread's own is never seen
            failed.append(problem)

    threads = [
        threading.Thread(target=append, args=pair) for pair in zip(writers, range(1, 99), strict=False)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == []


def test_writers_wait_for_each_other(lake: Lake) -> None:
    append_side_by_side([Lake(lake.place, buckets=4) for _ in range(6)])
    assert lake.read()["record_id"].to_pylist() == list(range(7))


def test_writers_with_different_locks_lose_no_append_and_double_none(lakes: Lakes, lake: Lake) -> None:
    """Two machines know nothing of each other's locks: what is committed is what counts."""
    lake.append(rows((50, 7, "attended", 3, DAY)))
    append_side_by_side([lakes.elsewhere(lake) for _ in range(6)])
    assert lake.read()["record_id"].to_pylist() == [*range(7), 50]


def test_writers_with_different_locks_make_one_lake(lakes: Lakes, lake: Lake) -> None:
    append_side_by_side([lake, *(lakes.elsewhere(lake) for _ in range(3))])
    assert lake.read()["record_id"].to_pylist() == list(range(5))


def test_an_existing_lake_keeps_its_buckets(lake: Lake) -> None:
    lake.append(rows((1, 7, "attended", 3, DAY)))
    assert Lake(lake.place, buckets=64).buckets == 4


def test_a_lake_of_another_schema_is_refused(lake: Lake, monkeypatch: pytest.MonkeyPatch) -> None:
    lake.append(rows((1, 7, "attended", 3, DAY)))
    monkeypatch.setattr("redcloud.engine.records.lake.stored.SCHEMA_VERSION", 2)
    with pytest.raises(LakeMismatch):
        Lake(lake.place).append(rows((2, 7, "attended", 3, DAY)))


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
    lakes: Lakes, records: dict[int, Row], data: st.DataObject
) -> None:
    """Which record stands for a "began" may differ; who began what on which day may not."""
    whole = [(key, *rest[1:]) for key, rest in records.items()]
    lake = lakes.lake(buckets=2)
    given_twice = data.draw(st.permutations(whole + whole))
    for start in range(0, len(given_twice), 7):
        lake.append(rows(*given_twice[start : start + 7]))
    begun = {row[1:] for row in whole if row[2] == "began"}
    others = {row for row in whole if row[2] != "began"}
    assert sorted(row[1:] for row in held(lake) if row[2] == "began") == sorted(begun)
    assert {row for row in held(lake) if row[2] != "began"} == others


def test_filling_writes_what_appending_would(lakes: Lakes, lake: Lake) -> None:
    table = rows(
        *((at, at % 9 + 1, "attended", at % 5, DAY + timedelta(days=at % 60)) for at in range(1, 200))
    )
    filled = lakes.lake(buckets=4)
    assert filled.fill(table.to_batches(max_chunksize=50)) == lake.append(table) == table.num_rows
    assert held(filled) == held(lake)
    assert filled.append(table) == 0
    assert filled.erase(3) == len([row for row in held(lake) if row[1] == 3])


def test_only_an_absent_lake_is_filled(lake: Lake) -> None:
    lake.append(rows((1, 7, "attended", 3, DAY)))
    with pytest.raises(LakeNotEmpty):
        lake.fill(rows((2, 7, "attended", 3, DAY)).to_batches())
    assert len(held(lake)) == 1
