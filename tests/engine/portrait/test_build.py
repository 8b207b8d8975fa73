"""Builds and refolds: whatever the order, the same state; nobody is kept who may not be."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from redcloud.engine.backends import Engine, open_engine
from redcloud.engine.portrait import (
    Dimensions,
    NoPortraitYet,
    PortraitState,
    PortraitStore,
    build,
    evidence,
    merged,
    portrait_lines,
    refold,
)
from redcloud.engine.records.lake import Lake
from tests.engine.portrait.provinces import (
    FIRST_DAY,
    TODAY,
    VERBS,
    FolderLake,
    in_order,
    random_province,
    records,
    small_dimensions,
    subjects,
)

PEOPLE = {11: 11, 75: 11, 12: 12, 13: 13, 14: 14}  # 11 and 75 share a bucket and are one person


@pytest.fixture(scope="module")
def engine() -> Iterator[Engine]:
    with open_engine() as opened:
        yield opened


def state_of(store: PortraitStore, pseudonyms: dict[int, int]) -> dict[str, object]:
    return {name: in_order(table) for name, table in store.read(pseudonyms).tables().items()}


Row = tuple[int, int, str, int, date]
rows = st.lists(
    st.tuples(
        st.integers(1, 40),
        st.sampled_from([*PEOPLE, 99]),
        st.sampled_from(VERBS),
        st.integers(0, 7),
        st.integers(0, 400).map(lambda offset: FIRST_DAY + timedelta(offset)),
    ),
    max_size=12,
    unique_by=lambda row: row[0],
)


@given(st.lists(rows, min_size=1, max_size=4), st.integers(1, 3))
@settings(max_examples=12, deadline=None)
def test_any_sequence_of_appends_and_refolds_equals_a_full_build(
    engine: Engine, batches: list[list[Row]], rows_a_pass: int
) -> None:
    """Batches repeat record ids, as an outbox drained twice does; one id is one record for good."""
    known = small_dimensions(PEOPLE)
    seen: dict[int, Row] = {}
    with tempfile.TemporaryDirectory() as folder:
        lake = FolderLake(Path(folder, "lake"))
        store, other = PortraitStore(Path(folder, "grown")), PortraitStore(Path(folder, "built"))
        build(engine, lake, store, lambda: known, today=TODAY)
        for batch in batches:
            same = [seen.setdefault(row[0], row) for row in batch]
            lake.append(records(same))
            refold(engine, lake, store, lambda: known, {row[1] for row in same})
        build(engine, lake, other, lambda: known, today=TODAY, rows_a_pass=rows_a_pass)
        assert state_of(store, PEOPLE) == state_of(other, PEOPLE)


def test_folding_who_is_no_longer_allowed_removes_their_state(engine: Engine, tmp_path: Path) -> None:
    lake, store = FolderLake(tmp_path / "lake"), PortraitStore(tmp_path / "state")
    lake.append(records([(1, 11, "attended", 1, FIRST_DAY), (2, 12, "attended", 1, FIRST_DAY)]))
    build(engine, lake, store, lambda: small_dimensions(PEOPLE), today=TODAY)
    fewer = small_dimensions({12: 12})
    refold(engine, lake, store, lambda: fewer, [11, 12])
    assert store.read([11]) == PortraitState.empty()
    assert store.read([12]).participation.num_rows == 1


def test_removing_a_pseudonym_leaves_the_others(engine: Engine, tmp_path: Path) -> None:
    lake, store = FolderLake(tmp_path / "lake"), PortraitStore(tmp_path / "state")
    lake.append(records([(1, 11, "attended", 1, FIRST_DAY), (2, 75, "attended", 1, FIRST_DAY)]))
    build(engine, lake, store, lambda: small_dimensions(PEOPLE), today=TODAY)
    store.remove([11])
    assert store.read([11]).participation.num_rows == 0
    assert store.read([75]).participation.num_rows == 1


def test_a_refold_before_the_first_build_says_so(engine: Engine, tmp_path: Path) -> None:
    with pytest.raises(NoPortraitYet):
        refold(
            engine,
            FolderLake(tmp_path / "lake"),
            PortraitStore(tmp_path / "state"),
            lambda: small_dimensions(PEOPLE),
            [11],
        )


def test_a_build_of_the_lake_has_evidence_for_every_line(engine: Engine, tmp_path: Path) -> None:
    """Through the real lake, linked identities included: the evidence of a line is what was counted."""
    table, known = random_province(seed=7, people=60, rows=900)
    lake, store = Lake(tmp_path / "lake"), PortraitStore(tmp_path / "state")
    lake.append(table)
    report = build(engine, lake, store, lambda: known, today=TODAY)
    assert report.portraits > 30
    subject = known.subjects["subject"].to_pylist()[0]
    mine = {row["pseudonym"]: subject for row in known.subjects.to_pylist() if row["subject"] == subject}
    assert len(mine) == 3
    lines = portrait_lines(merged(store.read(mine), subject), today=TODAY)
    assert {line.kind for line in lines} == {"participation", "topic", "study_begun", "study_done"}
    only_me = Dimensions(subjects(mine), known.activities, known.topics)
    for line in lines:
        found = evidence(engine, lake.files(pseudonyms=mine), only_me, line)
        days = [day for _, day in found]
        assert (min(days), max(days) >= line.until) == (line.since, True)
        if line.kind in ("participation", "topic"):
            assert len(found) == line.value


def test_a_second_build_replaces_the_first_one(engine: Engine, tmp_path: Path) -> None:
    lake, store = FolderLake(tmp_path / "lake"), PortraitStore(tmp_path / "state")
    build(engine, lake, store, lambda: small_dimensions(PEOPLE), today=TODAY)
    first = store.epoch()
    build(engine, lake, store, lambda: small_dimensions(PEOPLE), today=TODAY)
    second = store.epoch()
    assert first is not None
    assert second is not None
    assert (first.landmark, first.name) == (second.landmark, "epoch-000001")
    assert [folder.name for folder in (tmp_path / "state").glob("epoch-*")] == ["epoch-000002"]
