"""What expressions give on DuckDB; that Spark gives the same: tests/commands/test_portrait_on_spark."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from redcloud.engine.backends import DuckDBEngine, Engine, Limits, NoRoom, UnknownEngine, open_engine
from redcloud.engine.contracts import PARTICIPATION
from redcloud.engine.portrait import Dimensions, PortraitState, fold
from redcloud.engine.portrait.expressions import merged_participation
from redcloud.engine.portrait.lines import merged
from redcloud.engine.privacy import units
from tests.engine.portrait.provinces import LANDMARK, in_order, random_province
from tests.engine.portrait.results import a_dispute, every_result, memberships


@pytest.fixture(scope="module")
def duckdb() -> Iterator[Engine]:
    with open_engine() as opened:
        yield opened


@pytest.fixture(scope="module")
def province(tmp_path_factory: pytest.TempPathFactory) -> tuple[str, Dimensions]:
    table, known = random_province(seed=3)
    path = tmp_path_factory.mktemp("lake") / "records.parquet"
    pq.write_table(table, path)
    return str(path), known


def test_the_merge_of_one_person_is_the_merge_of_all(
    duckdb: Engine, province: tuple[str, Dimensions]
) -> None:
    path, known = province
    state = fold(duckdb, [path], known, LANDMARK)
    everybody = every_result(duckdb, path, known)
    subject = known.subjects["subject"].to_pylist()[0]
    mine = [row["pseudonym"] for row in known.subjects.to_pylist() if row["subject"] == subject]
    kept = {
        name: table.filter(pa.compute.is_in(table["pseudonym"], pa.array(mine)))
        for name, table in state.tables().items()
    }
    one = merged(PortraitState(**kept), subject)
    for name in ("participation", "topics", "study"):
        table = everybody[f"merged {name}"]
        expected = table.filter(pa.compute.equal(table["subject"], subject))
        assert in_order(getattr(one, name)).equals(expected.combine_chunks())


def test_a_disputed_line_is_in_no_figure(duckdb: Engine, province: tuple[str, Dimensions]) -> None:
    path, known = province
    state = fold(duckdb, [path], known, LANDMARK)
    subjects = duckdb.table(known.subjects)
    participation = merged_participation(duckdb.table(state.participation), subjects)
    months = duckdb.table(units.months_table(date(2025, 1, 1), date(2025, 12, 31)))
    placed = units.placements(duckdb.table(memberships(known)), subjects, months)

    def total(disputed: pa.Table) -> int:
        figures = units.contributed(participation, placed, duckdb.table(disputed))
        return sum(duckdb.collect(figures, units.CONTRIBUTED)["contributors"].to_pylist())

    three = a_dispute(duckdb.collect(participation, PARTICIPATION))
    assert total(units.DISPUTED.empty_table()) - total(three) == three.num_rows == 3


def test_a_member_who_moves_counts_where_they_belonged_at_that_time(
    duckdb: Engine, province: tuple[str, Dimensions]
) -> None:
    known = province[1]
    months = duckdb.table(units.months_table(date(2025, 5, 1), date(2025, 6, 30)))
    placed = units.placements(duckdb.table(memberships(known)), duckdb.table(known.subjects), months)
    schema = pa.schema([("subject", pa.int64()), ("month", pa.date32()), ("branch", pa.int64())])
    mover = sorted(set(known.subjects["subject"].to_pylist()))[0]
    rows = [row for row in duckdb.collect(placed, schema).to_pylist() if row["subject"] == mover]
    assert {(row["month"], row["branch"]) for row in rows} == {(date(2025, 5, 1), 0), (date(2025, 6, 1), 1)}


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
        assert fold(small, [path], known, LANDMARK).participation.num_rows > 1_000
    with open_engine(limits=Limits(memory_mib=1, threads=1)) as none, pytest.raises(NoRoom):
        fold(none, [path], known, LANDMARK)
