"""Stage portrait: how long folding takes here. A made-up lake of a given size in, seconds out.

Run ``python -m redcloud.engine.portrait.measure --rows 250000 --people 4400``; docs/portrait/performance.md
keeps what was measured. A scan of the same columns in the same run is the yardstick.
"""

from __future__ import annotations

import argparse
import json
import resource
import statistics
import tempfile
import time
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pyarrow as pa

from redcloud.engine.backends import Engine, Limits, open_engine
from redcloud.engine.contracts import ACTIVITIES, ACTIVITY_TOPICS, LAKE_RECORDS, SUBJECTS
from redcloud.engine.portrait import (
    Dimensions,
    PortraitStore,
    build,
    evidence,
    merged,
    portrait_lines,
    refold,
)
from redcloud.engine.records.lake import Lake

KINDS = ("study", "class", "theme_day", "members_meeting", "volunteering", "discussion")
VERBS = ("began", "completed", "attended", "attended", "volunteered", "commented")
TODAY = date(2026, 1, 1)
DAYS = 730
SEED = 20260101


def made_up(rows: int, people: int) -> tuple[pa.Table, Dimensions]:
    """Return LAKE_RECORDS of two years and what the fold joins."""
    random = np.random.default_rng(SEED)
    activities = max(100, rows // 12)
    kinds = random.integers(0, len(KINDS), activities)
    pseudonyms = np.unique(random.integers(1, 2**62, people))
    activity = random.integers(0, activities, rows)
    first = np.datetime64(TODAY - timedelta(days=DAYS), "D")
    table = pa.table(
        {
            "record_id": np.arange(rows),
            "pseudonym": random.choice(pseudonyms, rows),
            "verb": np.take(VERBS, kinds[activity]),
            "activity": activity,
            "day": first + random.integers(0, DAYS, rows).astype("timedelta64[D]"),
        },
        schema=LAKE_RECORDS,
    )
    subjects = {
        "pseudonym": pseudonyms,
        "subject": pseudonyms,
        "in_aggregates": np.ones(len(pseudonyms), bool),
    }
    studied = np.flatnonzero(kinds == 0)
    topics = {
        "activity": studied,
        "topic": [f"topic{number % 40}" for number in studied],
        "sensitive": np.zeros(len(studied), bool),
    }
    described = {"activity": np.arange(activities), "kind": np.take(KINDS, kinds)}
    return table, Dimensions(
        pa.table(subjects, schema=SUBJECTS),
        pa.table(described, schema=ACTIVITIES),
        pa.table(topics, schema=ACTIVITY_TOPICS),
    )


def measure(rows: int, people: int) -> dict[str, float]:
    """Build, refold and read a made-up lake; return seconds and counts."""
    table, known = made_up(rows, people)
    with tempfile.TemporaryDirectory() as folder, open_engine(limits=Limits(spill=Path(folder))) as engine:
        lake, store = Lake(Path(folder, "lake")), PortraitStore(Path(folder, "portrait"))
        facts: dict[str, float] = {"rows": rows, "people": known.subjects.num_rows}
        facts["append_s"] = _timed(lambda: lake.append(table))
        facts["scan_s"], facts["scan_cpu_s"] = _timed_twice(lambda: _scan(engine, lake))
        facts["build_s"], facts["build_cpu_s"] = _timed_twice(
            lambda: build(engine, lake, store, lambda: known, today=TODAY)
        )
        some = known.subjects["pseudonym"].to_pylist()
        bucket = [value for value in some if value % 64 == 7]
        facts["refold_bucket_people"] = len(bucket)
        facts["refold_bucket_s"] = _timed(lambda: refold(engine, lake, store, lambda: known, bucket))
        facts["refold_one_s"] = _timed(lambda: refold(engine, lake, store, lambda: known, some[:1]))
        reads = [_timed(lambda value=value: _lines(store, value)) for value in some[:200]]  # type: ignore[misc]
        facts["point_read_median_ms"] = 1_000 * statistics.median(reads)
        facts["evidence_ms"] = 1_000 * _timed(lambda: _evidence(engine, lake, store, known, some[0]))
        facts["peak_rss_mib"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        return {name: round(value, 3) for name, value in facts.items()}


def _timed(act: Callable[[], object]) -> float:
    started = time.perf_counter()
    act()
    return time.perf_counter() - started


def _timed_twice(act: Callable[[], object]) -> tuple[float, float]:
    """Wall-clock and processor seconds; only the second means much on a busy machine."""
    before = time.process_time()
    return _timed(act), time.process_time() - before


def _scan(engine: Engine, lake: Lake) -> pa.Table:
    records = engine.files(lake.files(), LAKE_RECORDS)
    sums = records.agg(
        record_id=records.record_id.max(),
        pseudonym=records.pseudonym.max(),
        verb=records.verb.max(),
        activity=records.activity.max(),
        day=records.day.max(),
    )
    return engine.collect(sums, LAKE_RECORDS)


def _lines(store: PortraitStore, pseudonym: int) -> object:
    return portrait_lines(merged(store.read([pseudonym]), pseudonym), today=TODAY)


def _evidence(engine: Engine, lake: Lake, store: PortraitStore, known: Dimensions, pseudonym: int) -> object:
    line = portrait_lines(merged(store.read([pseudonym]), pseudonym), today=TODAY)[0]
    mine = known.subjects.filter(pa.compute.equal(known.subjects["pseudonym"], pseudonym))
    one = Dimensions(mine, known.activities, known.topics)
    return evidence(engine, lake.files(line.since, [pseudonym]), one, line)


def main() -> None:
    """Measure and print one JSON object."""
    parser = argparse.ArgumentParser(description="Measure folding on a made-up lake.")
    parser.add_argument("--rows", type=int, default=250_000)
    parser.add_argument("--people", type=int, default=4_400)
    asked = parser.parse_args()
    print(json.dumps(measure(asked.rows, asked.people), indent=2))


if __name__ == "__main__":
    main()
