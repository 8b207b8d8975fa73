"""A lake goes elsewhere and back: every record, compared; nothing of others; stopped and repeated."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pytest

from redcloud.engine.objects import OutOfReach
from redcloud.engine.records.lake import Folder, InStore, Lake, LakeMoved, moving
from redcloud.engine.records.lake.moving import HoldsOthers, NotEqual, NothingToMove, move
from tests.engine.records.test_lake import DAY, rows
from tests.objects.running import ObjectServer

MANY = rows(
    *((at, at % 9 + 1, "attended", at % 5, date(2026, 1 + at % 4, 1 + at % 28)) for at in range(1, 200))
)


@pytest.fixture
def folder(tmp_path: Path) -> Lake:
    lake = Lake(Folder(tmp_path / "lake"), buckets=4)
    lake.append(MANY)
    return lake


@pytest.fixture
def store(object_server: ObjectServer, tmp_path: Path) -> Lake:
    return Lake(InStore(object_server.place(), tmp_path, copies_mib=64), buckets=4)


def records(lake: Lake) -> pa.Table:
    return lake.read().sort_by("record_id")


def again(lake: Lake) -> Lake:
    """As the next process opens it."""
    return Lake(lake.place)


def test_there_and_back_again(folder: Lake, store: Lake) -> None:
    seen: list[tuple[int, int]] = []
    moved = move(folder, store, keep=False, progress=lambda done, total: seen.append((done, total)))
    assert (moved.rows, moved.written, seen[-1]) == (199, 199, (199, 199))
    assert records(again(store)) == MANY
    store.append(rows((500, 3, "attended", 3, DAY)))
    move(store, again(folder), keep=False)
    assert again(folder).rows() == 200
    assert again(folder).buckets == 4
    with pytest.raises(LakeMoved):
        again(store).read()


def test_nothing_is_left_where_it_was_unless_that_is_asked_for(folder: Lake, store: Lake) -> None:
    move(folder, store, keep=False)
    place = folder.place
    assert isinstance(place, Folder)
    assert [path for path in place.path.rglob("*.parquet") if "_delta_log" not in path.parts] == []
    move(store, again(folder), keep=True)
    assert isinstance(store.place, InStore)
    kept = [one.name for one in store.place.objects.listed() if one.name.startswith("month=")]
    assert kept


def test_who_still_writes_to_the_old_place_is_told_and_loses_nothing(folder: Lake, store: Lake) -> None:
    more = rows((500, 3, "attended", 3, DAY))
    move(folder, store, keep=False)
    with pytest.raises(LakeMoved) as moved:
        folder.append(more)
    assert moved.value.detail == str(store.place)
    assert again(store).append(more) == 1


def test_a_move_that_broke_off_is_repeated(
    folder: Lake, store: Lake, monkeypatch: pytest.MonkeyPatch, object_server: ObjectServer
) -> None:
    monkeypatch.setattr(moving, "ROWS_AT_ONCE", 20)
    object_server.told(cut=True, only="PUT", after=20)
    with pytest.raises(OutOfReach):
        move(folder, store, keep=False)
    object_server.told()
    assert records(folder) == MANY
    assert 0 < again(store).rows() < 199
    move(folder, again(store), keep=False)
    assert records(again(store)) == MANY


def test_a_place_that_holds_something_else_is_left_as_it_is(folder: Lake, store: Lake) -> None:
    store.append(rows((1, 2, "completed", 1, DAY), (9_000, 2, "attended", 1, DAY)))
    with pytest.raises(HoldsOthers):
        move(folder, store, keep=False)
    assert store.rows() == 2
    assert records(folder) == MANY


def test_what_gave_way_before_is_emptied_first_so_that_nobody_erased_comes_back(
    folder: Lake, store: Lake
) -> None:
    move(folder, store, keep=True)
    again(store).erase(3)
    move(again(store), again(folder), keep=False)
    assert 3 not in pc.unique(again(folder).read()["pseudonym"]).to_pylist()


def test_two_that_differ_leave_the_old_one_in_force(
    folder: Lake, store: Lake, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = Lake.add
    monkeypatch.setattr(Lake, "add", lambda lake, table: whole(lake, table.slice(1)))
    with pytest.raises(NotEqual):
        move(folder, store, keep=False)
    assert records(folder) == MANY


def test_an_empty_lake_is_not_moved(store: Lake, tmp_path: Path) -> None:
    with pytest.raises(NothingToMove):
        move(Lake(tmp_path / "none"), store, keep=False)
