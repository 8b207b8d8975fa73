"""Builds and refolds: whatever the order, the same state; nobody is kept who may not be."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from redcloud.engine.backends import Engine, open_engine
from redcloud.engine.portrait import (
    Dimensions,
    NoPortraitYet,
    PortraitStore,
    build,
    evidence,
    merged,
    portrait_lines,
    refold,
)
from redcloud.engine.portrait.bucket import MOST_PATCHES
from redcloud.engine.portrait.lines import RULES
from redcloud.engine.portrait.yearly import counted_in
from redcloud.engine.records.lake import Lake, Place
from tests.engine.portrait.provinces import (
    FIRST_DAY,
    TODAY,
    VERBS,
    in_words,
    random_province,
    records,
    scanned,
    small_dimensions,
    subjects,
)
from tests.engine.records.lakes import Lakes

PEOPLE = {11: 11, 75: 11, 12: 12, 13: 13, 14: 14}  # 11 and 75 share a bucket and are one person


@pytest.fixture(scope="module")
def engine() -> Iterator[Engine]:
    with open_engine() as opened:
        yield opened


def state_of(store: PortraitStore, pseudonyms: Iterable[int]) -> pa.Table:
    return in_words(store.read(pseudonyms).rows)


Row = tuple[int, int, str, int, date]
row = st.tuples(
    st.integers(1, 40),
    st.sampled_from([*PEOPLE, 99]),
    st.sampled_from(VERBS),
    st.integers(0, 7),
    st.integers(0, 120).map(lambda offset: FIRST_DAY + timedelta(offset)),
)
arrivals = st.lists(row, max_size=8, unique_by=lambda one: one[0]).map(lambda rows: ("arrive", rows))
voided = st.sets(st.integers(1, 40), max_size=5).map(lambda ids: ("void", ids))
erased = st.sampled_from([11, 12]).map(lambda who: ("erase", who))
steps = st.lists(st.one_of(arrivals, arrivals, arrivals, voided, erased), min_size=1, max_size=10)


class Life:
    """A lake and who may be folded, changed step by step; each step says whom and when it touched."""

    def __init__(self, place: Place | Path) -> None:
        self.lake = Lake(place, buckets=2)
        self.people = dict(PEOPLE)
        self._seen: dict[int, Row] = {}

    def known(self) -> Dimensions:
        return small_dimensions(self.people)

    def take(self, what: str, given: Any) -> tuple[set[int], set[date] | None]:
        """Batches repeat record ids and days gone by; one id is one record for good, voided or not."""
        if what == "erase":
            self.lake.erase(given)
            self.people.pop(given, None)
            return {given}, None
        if what == "arrive":
            touched = [self._seen.setdefault(one[0], one) for one in given if one[1] in self.people]
            self.lake.append(records(touched))
        else:
            touched = [self._seen[key] for key in given if key in self._seen]
            self.lake.remove((one[0], one[1], one[4]) for one in touched)
        return {one[1] for one in touched}, {one[4].replace(day=1) for one in touched}


@given(steps, st.sampled_from([10, 1_000_000]))
@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_sequence_of_folds_equals_a_full_build(
    engine: Engine, lakes: Lakes, taken: list[tuple[str, Any]], rows_a_pass: int
) -> None:
    """Late, repeated, voided and erased records, each folded with its months alone."""
    with tempfile.TemporaryDirectory() as folder:
        life = Life(lakes.place())
        store, other = PortraitStore(Path(folder, "grown")), PortraitStore(Path(folder, "built"))
        build(engine, life.lake, store, life.known, today=TODAY)
        for what, given_ in taken:
            touched, months = life.take(what, given_)
            refold(engine, life.lake, store, life.known, touched, months)
        build(engine, life.lake, other, life.known, today=TODAY, rows_a_pass=rows_a_pass)
        assert state_of(store, PEOPLE) == state_of(other, PEOPLE)
        assert scanned(store) == scanned(other)


def test_a_bucket_keeps_few_files_however_often_it_is_folded(engine: Engine, tmp_path: Path) -> None:
    life, store = Life(tmp_path / "lake"), PortraitStore(tmp_path / "state")
    life.lake.append(records([(at, 11, "attended", 1, FIRST_DAY) for at in range(100, 200)]))
    build(engine, life.lake, store, life.known, today=TODAY)
    for at in range(9):
        day = FIRST_DAY + timedelta(at)
        life.lake.append(records([(at, 11, "completed", 1, day)]))
        refold(engine, life.lake, store, life.known, [11], {day.replace(day=1)})
    assert store.read([11]).rows.num_rows == 109
    assert len(list((tmp_path / "state").glob("epoch-*/bucket-11/*.parquet"))) <= 2 * (MOST_PATCHES + 1)


def test_folding_who_is_no_longer_allowed_removes_their_state(engine: Engine, tmp_path: Path) -> None:
    lake, store = Lake(tmp_path / "lake"), PortraitStore(tmp_path / "state")
    lake.append(records([(1, 11, "attended", 1, FIRST_DAY), (2, 12, "attended", 1, FIRST_DAY)]))
    build(engine, lake, store, lambda: small_dimensions(PEOPLE), today=TODAY)
    fewer = small_dimensions({12: 12})
    refold(engine, lake, store, lambda: fewer, [11, 12])
    assert store.read([11]).rows.num_rows == 0
    assert store.read([12]).rows.num_rows == 1


def test_removing_a_pseudonym_leaves_the_others(engine: Engine, tmp_path: Path) -> None:
    lake, store = Lake(tmp_path / "lake"), PortraitStore(tmp_path / "state")
    lake.append(records([(1, 11, "attended", 1, FIRST_DAY), (2, 75, "attended", 1, FIRST_DAY)]))
    build(engine, lake, store, lambda: small_dimensions(PEOPLE), today=TODAY)
    store.remove([11])
    assert store.read([11]).rows.num_rows == 0
    assert store.read([75]).rows.num_rows == 1


def test_a_refold_before_the_first_build_says_so(engine: Engine, tmp_path: Path) -> None:
    with pytest.raises(NoPortraitYet):
        refold(
            engine,
            Lake(tmp_path / "lake"),
            PortraitStore(tmp_path / "state"),
            lambda: small_dimensions(PEOPLE),
            [11],
        )


def test_a_build_of_the_lake_has_evidence_for_every_line(
    engine: Engine, lakes: Lakes, tmp_path: Path
) -> None:
    """Through the real lake, linked identities included: the evidence of a line is what was counted."""
    table, known, topics = random_province(seed=7, people=60, rows=900)
    lake, store = lakes.lake(buckets=4), PortraitStore(tmp_path / "state")
    lake.append(pa.concat_tables([table, table.slice(0, 90)]))
    report = build(engine, lake, store, lambda: known, today=TODAY)
    assert report.portraits > 30
    subject = known.subjects["subject"].to_pylist()[0]
    mine = {row["pseudonym"]: subject for row in known.subjects.to_pylist() if row["subject"] == subject}
    assert len(mine) == 3
    rows = merged(store.read(mine), subject, topics)
    minutes = dict.fromkeys(range(50), 45)
    lines = portrait_lines(rows, today=TODAY, minutes=minutes)
    assert {line.kind for line in lines} == set(RULES)
    only_me = Dimensions(subjects(mine), known.activities)
    for line in lines:
        counted = (
            counted_in(rows.study.to_pylist(), minutes, int(line.key)) if line.kind == "study_hours" else ()
        )
        with lake.reading(pseudonyms=mine) as paths:
            found = evidence(engine, paths, only_me, line, topics=topics, counted=counted)
        days = [day for _, day in found]
        assert (min(days) <= line.since, max(days) >= line.until) == (True, True)
        if line.kind != "study_hours":  # whose activities its caller narrows: the year that each was done in
            assert min(days) == line.since
        if line.kind in ("participation", "topic", "service"):
            assert len(found) == line.value


def test_a_second_build_replaces_the_first_one(engine: Engine, tmp_path: Path) -> None:
    lake, store = Lake(tmp_path / "lake"), PortraitStore(tmp_path / "state")
    build(engine, lake, store, lambda: small_dimensions(PEOPLE), today=TODAY)
    first = store.epoch()
    build(engine, lake, store, lambda: small_dimensions(PEOPLE), today=TODAY)
    second = store.epoch()
    assert first is not None
    assert second is not None
    assert (first.landmark, first.name) == (second.landmark, "epoch-000001")
    assert [folder.name for folder in (tmp_path / "state").glob("epoch-*")] == ["epoch-000002"]


def test_a_state_of_another_version_is_none_until_it_is_built_anew(engine: Engine, tmp_path: Path) -> None:
    """As the version before left it: sums in three tables, and a manifest that names them."""
    lake, store = Lake(tmp_path / "lake"), PortraitStore(tmp_path / "state")
    lake.append(records([(1, 11, "attended", 1, FIRST_DAY)]))
    build(engine, lake, store, lambda: small_dimensions(PEOPLE), today=TODAY)
    facts = next((tmp_path / "state").glob("epoch-*/epoch.json"))
    facts.write_text(facts.read_text().replace('"version": 3', '"version": 2'))
    for manifest in facts.parent.glob("bucket-*/manifest.json"):
        manifest.write_text(
            '{"generation": 1, "base": {"participation": "000001-participation.parquet"}, "patches": []}'
        )
    assert store.epoch() is None
    assert store.read([11]).rows.num_rows == 0
    assert list(store.everybody()) == []
    with pytest.raises(NoPortraitYet):
        refold(engine, lake, store, lambda: small_dimensions(PEOPLE), [11])
    build(engine, lake, store, lambda: small_dimensions(PEOPLE), today=TODAY)
    assert store.read([11]).rows.num_rows == 1
    assert len(list((tmp_path / "state").glob("epoch-*"))) == 1


def test_a_scan_sees_what_patches_say_in_every_column_and_in_order(engine: Engine, tmp_path: Path) -> None:
    life, store = Life(tmp_path / "lake"), PortraitStore(tmp_path / "state")
    life.lake.append(records([(1, 75, "completed", 0, FIRST_DAY), (2, 11, "attended", 1, FIRST_DAY)]))
    build(engine, life.lake, store, life.known, today=TODAY)
    life.lake.append(records([(3, 11, "attended", 1, FIRST_DAY)]))
    refold(engine, life.lake, store, life.known, [11], {FIRST_DAY})
    found = [kept.rows for kept in store.everybody(("pseudonym", "kind")) if kept.rows.num_rows]
    assert [(part["pseudonym"].to_pylist(), part["kind"].to_pylist()) for part in found] == [
        ([11, 11, 75], ["class", "class", "study"])
    ]


def test_who_is_not_kept_costs_no_rewriting_and_who_is_leaves_no_trace(
    engine: Engine, tmp_path: Path
) -> None:
    lake, store = Lake(tmp_path / "lake"), PortraitStore(tmp_path / "state")
    lake.append(records([(1, 11, "attended", 1, FIRST_DAY), (2, 75, "attended", 1, FIRST_DAY)]))
    build(engine, lake, store, lambda: small_dimensions(PEOPLE), today=TODAY)
    refold(engine, lake, store, lambda: small_dimensions(PEOPLE), [11], {FIRST_DAY})
    bucket = next((tmp_path / "state").glob("epoch-*/bucket-11"))
    before = sorted(bucket.iterdir())
    store.remove([139])  # of the same bucket, and never folded
    assert sorted(bucket.iterdir()) == before
    store.remove([11])
    kept = [pq.read_table(path)["pseudonym"].to_pylist() for path in bucket.glob("*.parquet")]
    assert kept
    assert 11 not in {pseudonym for file in kept for pseudonym in file}
