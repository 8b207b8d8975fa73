"""Builds in passes: however many people fit at once, the same state."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from redcloud.engine.backends import Engine, NoRoom, open_engine
from redcloud.engine.contracts import SUBJECTS
from redcloud.engine.portrait import PortraitStore, build
from tests.engine.portrait.provinces import TODAY, random_province, scanned
from tests.engine.records.lakes import Lakes


@pytest.fixture(scope="module")
def engine() -> Iterator[Engine]:
    with open_engine() as opened:
        yield opened


class Narrow:
    """An engine that has room for a few subjects at a time."""

    name = "narrow"

    def __init__(self, engine: Engine, room: int) -> None:
        self._engine, self._room, self._subjects = engine, room, 0
        self.files = engine.files

    def table(self, rows: pa.Table) -> Any:
        if rows.schema.equals(SUBJECTS):
            self._subjects = rows.num_rows
        return self._engine.table(rows)

    def collect(self, expression: Any, schema: pa.Schema) -> pa.Table:
        if self._subjects > self._room:
            raise NoRoom
        return self._engine.collect(expression, schema)


def test_a_pass_without_room_is_halved_until_it_fits_and_gives_the_same(
    engine: Engine, lakes: Lakes, tmp_path: Path
) -> None:
    table, known, _topics = random_province(seed=5)
    lake = lakes.lake(buckets=4)
    lake.append(table)
    whole, narrow = PortraitStore(tmp_path / "whole"), PortraitStore(tmp_path / "narrow")
    build(engine, lake, whole, lambda: known, today=TODAY)
    report = build(Narrow(engine, room=20), lake, narrow, lambda: known, today=TODAY)
    assert report.passes >= 8
    assert scanned(narrow) == scanned(whole)


def test_a_build_without_room_for_one_bucket_says_so_and_leaves_what_is_in_force(
    engine: Engine, lakes: Lakes, tmp_path: Path
) -> None:
    table, known, _topics = random_province(seed=5)
    lake, store = lakes.lake(buckets=4), PortraitStore(tmp_path / "portrait")
    lake.append(table)
    build(engine, lake, store, lambda: known, today=TODAY)
    before = scanned(store)
    with pytest.raises(NoRoom):
        build(Narrow(engine, room=0), lake, store, lambda: known, today=TODAY)
    assert scanned(store) == before


def test_passes_read_each_file_of_a_lake_of_fewer_buckets_once(
    engine: Engine, lakes: Lakes, tmp_path: Path
) -> None:
    table, known, _topics = random_province(seed=5)
    lake = lakes.lake(buckets=4)
    lake.append(table)
    asked: list[str] = []

    class Listening:
        rows = staticmethod(lake.rows)

        @contextmanager
        def reading(self, *given_: Any, **named: Any) -> Iterator[list[str]]:
            with lake.reading(*given_, **named) as paths:
                asked.extend(paths)
                yield paths

    store = PortraitStore(tmp_path / "state")
    report = build(engine, Listening(), store, lambda: known, today=TODAY, rows_a_pass=table.num_rows // 4)
    assert report.passes == 4
    assert len(asked) == len(set(asked)) == len(lake.files())
