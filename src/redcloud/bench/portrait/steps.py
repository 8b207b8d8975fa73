"""The steps of the bench of portraits, each run in a process of its own so that its memory is its own.

``python -m redcloud.bench.portrait.steps STEP FOLDER MEMBERS`` prints one JSON object of seconds and counts.
"""

from __future__ import annotations

import json
import os
import resource
import statistics
import sys
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from redcloud.bench.place import tree_cpu_s
from redcloud.bench.portrait.figures import protect_all, release_tables
from redcloud.bench.portrait.places import lake_place
from redcloud.engine.backends import Engine, Limits, open_engine
from redcloud.engine.contracts import LAKE_RECORDS
from redcloud.engine.portrait import (
    Dimensions,
    PortraitStore,
    build,
    evidence,
    fold,
    merged,
    portrait_lines,
    refold,
)
from redcloud.engine.records.lake import Lake
from redcloud.engine.simulate.writing import plan_lake, write_lake

TODAY: Final = date(2026, 7, 1)
A_DAY: Final = date(2026, 6, 30)
ITEMS: Final = 10_000
SEED: Final = 1
RECORDS_A_DAY_AND_MEMBER: Final = 0.15
"""300,000 of two million members."""
PAGES: Final = 200
Facts = dict[str, Any]


def make(folder: Path, members: int) -> Facts:
    """Fill a lake and write the dimensions beside it."""
    plan = plan_lake(members=members, seed=SEED, today=TODAY)
    return {"rows": write_lake(plan, ITEMS, folder, place=lake_place(folder))}


def rebuild(folder: Path, _members: int) -> Facts:
    """Scan the lake, fold everybody, count for the releases, protect: each beside the scan."""
    facts: Facts = {}
    known, lake, store = dimensions(folder), Lake(lake_place(folder)), PortraitStore(folder / "portrait")
    with _engine(folder) as engine:
        _scan(engine, lake)
        facts["scan"] = timed(lambda: _scan(engine, lake))
        facts["build"] = timed(lambda: build(engine, lake, store, lambda: known, today=TODAY))
        tables: list[pa.Table] = []
        facts["aggregates"] = timed(lambda: tables.extend(release_tables(folder, store, TODAY)))
    facts["protect"] = timed(lambda: protect_all(folder, *tables))
    facts["rows"] = lake.rows()
    kept = list(folder.glob("portrait/**/*.parquet"))
    facts["state_rows"] = sum(pq.read_metadata(path).num_rows for path in kept)
    facts["state_mib"] = sum(path.stat().st_size for path in kept) / 2**20
    return facts


def day(folder: Path, members: int) -> Facts:
    """Give the lake a day's records and fold whom they touch."""
    known, lake, store = dimensions(folder), Lake(lake_place(folder)), PortraitStore(folder / "portrait")
    rows = a_day(known, round(members * RECORDS_A_DAY_AND_MEMBER))
    months = {A_DAY.replace(day=1)}
    with _engine(folder) as engine:
        return {
            "rows": rows.num_rows,
            "append": timed(lambda: lake.append(rows)),
            "fold": timed(
                lambda: refold(
                    engine, lake, store, lambda: known, rows["pseudonym"].unique().to_pylist(), months
                )
            ),
        }


def page(folder: Path, _members: int) -> Facts:
    """Read what pages of single members need, after a day was folded: milliseconds."""
    known, lake, store = dimensions(folder), Lake(lake_place(folder)), PortraitStore(folder / "portrait")
    some = known.subjects["pseudonym"].slice(0, PAGES).to_pylist()
    topics = pq.read_table(folder / "activity_topics.parquet")
    read = [timed(lambda one=one: _lines(store, one, topics)) for one in some]  # type: ignore[misc]  # bound by default
    line = _lines(store, some[0], topics)[0]
    met = pc.is_in(known.activities["activity"], value_set=store.read(some[:1]).rows["activity"].unique())
    one = Dimensions(known.subjects.slice(0, 1), known.activities.filter(met))  # as a page asks for them

    def look(engine: Engine) -> None:
        with lake.reading(line.since, some[:1]) as paths:
            evidence(engine, paths, one, line, topics=topics)

    with _engine(folder) as engine:
        behind = timed(lambda: look(engine))
    return {
        "median_ms": 1_000 * statistics.median(clock for clock, _ in read),
        "p95_ms": 1_000 * statistics.quantiles([clock for clock, _ in read], n=20)[-1],
        "evidence_ms": 1_000 * behind[0],
    }


def ours(folder: Path, _members: int) -> Facts:
    """Fold without keeping, beside which the peers stand."""
    with _engine(folder) as engine:
        return _folded(lambda paths, known: _counts(fold(engine, paths, known.subjects)), folder)


def pandas(folder: Path, _members: int) -> Facts:
    """The same in pandas."""
    from redcloud.bench.portrait.peer import fold_in_pandas

    return _folded(lambda paths, known: fold_in_pandas(paths, known), folder)


def spark(folder: Path, _members: int) -> Facts:
    """The same expressions in Spark on two threads, its start included: its work is in a child process."""
    with open_engine("local[2]", Limits(memory_mib=4096, spill=folder / "spill")) as engine:
        facts = _folded(lambda paths, known: _counts(fold(engine, paths, known.subjects)), folder)
        return facts | {"fold": (facts["fold"][0], tree_cpu_s(os.getpid()))}


def _folded(act: Callable[[list[str], Dimensions], dict[str, int]], folder: Path) -> Facts:
    known = dimensions(folder)
    rows: dict[str, int] = {}
    with Lake(lake_place(folder)).reading() as paths:
        return {"fold": timed(lambda: rows.update(act(paths, known))), "rows": rows}


def _counts(gathered: pa.Table) -> dict[str, int]:
    numbers = gathered["packed"].combine_chunks().flatten()
    return {"portraits": gathered.num_rows, "records": len(numbers)}


def dimensions(folder: Path) -> Dimensions:
    """What the fold joins, as ``write_lake`` left it."""
    return Dimensions(*(pq.read_table(folder / f"{name}.parquet") for name in ("subjects", "activities")))


def a_day(known: Dimensions, count: int) -> pa.Table:
    """LAKE_RECORDS of one day: members taken at random, activities of the last month."""
    rng = np.random.default_rng(SEED)
    latest = known.activities["activity"].slice(known.activities.num_rows * 23 // 24).to_numpy()
    return pa.table(
        {
            "record_id": 2**61 + np.arange(count),
            "pseudonym": rng.choice(known.subjects["pseudonym"].to_numpy(), count),
            "verb": ["attended"] * count,
            "activity": rng.choice(latest, count),
            "day": [A_DAY] * count,
        },
        schema=LAKE_RECORDS,
    )


def timed(act: Callable[[], object]) -> tuple[float, float]:
    """Seconds on the clock, and of processors: the second hardly feels what else the machine does."""
    clock, cpu = time.perf_counter(), time.process_time()
    act()
    return time.perf_counter() - clock, time.process_time() - cpu


def _engine(folder: Path) -> Any:
    return open_engine(limits=Limits(spill=folder / "spill"))


def _scan(engine: Engine, lake: Lake) -> pa.Table:
    with lake.reading() as paths:
        records = engine.files(paths, LAKE_RECORDS)
        greatest = {name: records[name].max() for name in LAKE_RECORDS.names}
        return engine.collect(records.agg(**greatest), LAKE_RECORDS)


def _lines(store: PortraitStore, pseudonym: int, topics: pa.Table) -> list[Any]:
    return portrait_lines(merged(store.read([pseudonym]), pseudonym, topics), today=TODAY)


STEPS: Final[dict[str, Callable[[Path, int], Facts]]] = {
    step.__name__: step for step in (make, rebuild, day, page, ours, pandas, spark)
}


def main(step: str, folder: str, members: str) -> None:
    """Run one step and print what it took."""
    clock, cpu = time.perf_counter(), time.process_time()
    facts = STEPS[step](Path(folder), int(members))
    facts["took"] = time.perf_counter() - clock, time.process_time() - cpu
    facts["peak_mib"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps(facts))


if __name__ == "__main__":
    main(*sys.argv[1:])
