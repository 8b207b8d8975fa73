"""What an engine promises on DuckDB; that Spark gives the same: tests/commands/test_portrait_on_spark."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from redcloud.engine.backends import DuckDBEngine, Engine, Limits, NoRoom, UnknownEngine, open_engine
from redcloud.engine.portrait import Dimensions, fold
from tests.engine.portrait.provinces import kept_rows, random_province


@pytest.fixture(scope="module")
def duckdb() -> Iterator[Engine]:
    with open_engine() as opened:
        yield opened


@pytest.fixture(scope="module")
def province(tmp_path_factory: pytest.TempPathFactory) -> tuple[str, Dimensions]:
    table, known, _topics = random_province(seed=3)
    path = tmp_path_factory.mktemp("lake") / "records.parquet"
    pq.write_table(table, path)
    return str(path), known


def test_a_sum_beyond_what_a_float_holds_stays_exact(duckdb: Engine) -> None:
    numbers = duckdb.table(pa.table({"n": pa.array([2**61, 2**53 + 1], pa.int64())}))
    whole = duckdb.collect(numbers.agg(n=numbers.n.sum()), pa.schema([("n", pa.int64())]))
    assert whole.to_pylist() == [{"n": 2**61 + 2**53 + 1}]


def test_duckdb_spills_into_the_folder_it_was_given(tmp_path: Path) -> None:
    engine = DuckDBEngine(Limits(memory_mib=64, spill=tmp_path / "spill", threads=1))
    assert (tmp_path / "spill").is_dir()
    engine.close()


def test_an_engine_nobody_knows_is_refused() -> None:
    with pytest.raises(UnknownEngine), open_engine("mysql://"):
        pass


def test_what_does_not_fit_is_spilled_and_what_cannot_is_told(
    tmp_path: Path, province: tuple[str, Dimensions]
) -> None:
    path, known = province
    with open_engine(limits=Limits(memory_mib=64, spill=tmp_path / "spill", threads=1)) as small:
        assert kept_rows(fold(small, [path], known.subjects), known).num_rows > 1_000
    with open_engine(limits=Limits(memory_mib=1, threads=1)) as none, pytest.raises(NoRoom):
        fold(none, [path], known.subjects)
