"""A lake in S3-compatible storage: what is asked of it, what is kept here, what a broken network costs."""

from __future__ import annotations

import threading
import time
import traceback
from contextlib import suppress
from datetime import date, timedelta
from pathlib import Path

import pytest

from redcloud.engine.objects import Account, OutOfReach, Remote
from redcloud.engine.records.lake import InStore, Lake, LakeMoved
from redcloud.engine.records.lake.places import storage_options
from tests.engine.records.test_lake import DAY, held, rows
from tests.objects.running import KEY, SECRET, ObjectServer


@pytest.fixture
def place(object_server: ObjectServer, tmp_path: Path) -> InStore:
    return InStore(object_server.place(), tmp_path, copies_mib=64)


@pytest.fixture
def lake(place: InStore) -> Lake:
    return Lake(place, buckets=4)


def copies(place: InStore) -> set[str]:
    return {path.name for path in place.lock.with_name("lake-copies").rglob("*.parquet")}


def test_a_file_is_fetched_once_however_often_it_is_read(lake: Lake, object_server: ObjectServer) -> None:
    lake.append(rows(*((at, at, "attended", 3, DAY) for at in range(4))))
    object_server.counted()
    assert lake.read().num_rows == 4
    first = object_server.counted()
    assert lake.read().num_rows == 4
    again = object_server.counted()
    assert first["GET"] - again["GET"] == 4
    assert again["GET"] + again["LIST"] <= 2, "what was committed since is all that is asked for"


def test_who_reads_sees_what_another_process_has_written_since(
    lake: Lake, place: InStore, tmp_path: Path
) -> None:
    lake.append(rows((1, 7, "attended", 3, DAY)))
    other = Lake(InStore(place.objects.place, tmp_path, copies_mib=64))
    assert other.rows() == 1
    lake.append(rows((2, 7, "attended", 3, DAY)))
    assert other.rows() == 2
    lake.erase(7)
    assert other.read().num_rows == 0


def test_copies_go_with_the_files_that_an_erasure_or_a_compaction_replaces(
    lake: Lake, place: InStore
) -> None:
    for at in range(3):
        lake.append(rows((at, 7, "attended", 3, DAY), (at + 10, 8, "attended", 3, DAY)))
    lake.read()
    assert len(copies(place)) == 6
    lake.compact()
    lake.read()
    assert len(copies(place)) == 2
    lake.erase(7)
    assert copies(place) == {uri.rsplit("/", 1)[-1] for uri in lake.files()} & copies(place)
    assert held(lake) == {(at + 10, 8, "attended", 3, DAY) for at in range(3)}


def test_copies_are_bounded_and_what_was_read_last_stays(object_server: ObjectServer, tmp_path: Path) -> None:
    place = InStore(object_server.place(), tmp_path, copies_mib=0)
    lake = Lake(place, buckets=4)
    lake.append(rows((1, 7, "attended", 3, DAY), (2, 8, "attended", 3, DAY)))
    with lake.reading() as paths:
        assert all(Path(path).exists() for path in paths)
    assert copies(place) == set()
    assert held(lake) == {(1, 7, "attended", 3, DAY), (2, 8, "attended", 3, DAY)}


def test_a_copy_that_is_being_read_is_not_removed_to_make_room(
    object_server: ObjectServer, tmp_path: Path
) -> None:
    place = InStore(object_server.place(), tmp_path, copies_mib=0)
    lake = Lake(place, buckets=4)
    lake.append(rows((1, 7, "attended", 3, DAY), (2, 8, "attended", 3, DAY)))
    with lake.reading(pseudonyms=[7]) as paths:
        assert lake.read(pseudonyms=[8]).num_rows == 1
        assert all(Path(path).exists() for path in paths)


def test_a_file_that_goes_while_it_is_asked_for_is_looked_for_anew(
    lake: Lake, place: InStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lake.append(rows((1, 7, "attended", 3, DAY)))
    lake.append(rows((2, 7, "attended", 3, DAY)))
    other = InStore(place.objects.place, tmp_path / "other", copies_mib=64)
    fetched = other.objects.fetch
    gone: list[str] = []

    def fetch(name: str, path: Path) -> None:
        if not gone:
            gone.append(name)
            lake.compact()
        fetched(name, path)

    monkeypatch.setattr(other._copies, "_fetch", fetch)
    assert Lake(other).read().num_rows == 2
    assert gone


@pytest.mark.parametrize("method", ["GET", "PUT", "POST"])
@pytest.mark.parametrize("after", [0, 2])
def test_a_network_that_goes_in_the_middle_loses_and_doubles_nothing(
    lake: Lake, object_server: ObjectServer, method: str, after: int
) -> None:
    lake.append(rows((1, 7, "attended", 3, DAY), (2, 8, "attended", 3, DAY)))
    more = rows((3, 7, "attended", 3, DAY), (4, 8, "attended", 3, DAY + timedelta(days=40)))
    for act in (lambda: lake.append(more), lambda: lake.erase(8), lake.compact):
        object_server.told(cut=True, only=method, after=after)
        for _ in range(2):
            with suppress(OutOfReach):  # where it was done before so many requests
                act()
        object_server.told()
        act()
    assert held(lake) == {(1, 7, "attended", 3, DAY), (3, 7, "attended", 3, DAY)}
    assert lake.rows() == 2


@pytest.mark.parametrize(
    ("refusal", "code"),
    [("AccessDenied", "no_right"), ("InvalidAccessKeyId", "wrong_key"), ("NoSuchBucket", "no_container")],
)
def test_a_refusal_has_its_code_whatever_is_done_and_repeats_no_key(
    lake: Lake, object_server: ObjectServer, refusal: str, code: str
) -> None:
    lake.append(rows((1, 7, "attended", 3, DAY)))
    object_server.told(refuse=refusal)
    more = rows((2, 7, "attended", 3, DAY))
    for act in (lake.files, lake.read, lake.compact, lambda: lake.erase(7), lambda: lake.append(more)):
        with pytest.raises(OutOfReach) as refused:
            act()
        assert refused.value.code == code
        said = "".join(traceback.format_exception(refused.value))
        assert not [one for one in (KEY, SECRET, "someones-key") if one in said]


def test_no_lake_is_made_where_conditions_are_overlooked(lake: Lake, object_server: ObjectServer) -> None:
    object_server.told(blind=True)
    with pytest.raises(OutOfReach) as refused:
        lake.append(rows((1, 7, "attended", 3, DAY)))
    assert refused.value.code == "unconditional"
    object_server.told()
    assert lake.files() == []


def test_a_lake_that_gave_way_is_neither_read_nor_written(lake: Lake) -> None:
    lake.append(rows((1, 7, "attended", 3, DAY)))
    with lake.writing():
        lake.give_way_to("s3://cloud/elsewhere", keep=False)
    for act in (lake.files, lake.read, lambda: Lake(lake.place).append(rows((2, 7, "attended", 3, DAY)))):
        with pytest.raises(LakeMoved) as moved:
            act()
        assert moved.value.detail == "s3://cloud/elsewhere"


def test_the_options_of_a_store_that_wants_the_bucket_before_its_name() -> None:
    asker = Account("https://oss.example.org", "cn-beijing", "k", "s", in_path=False)
    options = storage_options(Remote(asker, "red-cloud", "lake"))
    assert options["aws_endpoint"] == "https://red-cloud.oss.example.org"
    assert options["aws_virtual_hosted_style_request"] == "true"
    assert options["aws_allow_http"] == "false"


def test_neither_key_nor_secret_is_shown_of_a_place(place: InStore) -> None:
    for shown in (repr(place), str(place), repr(Lake(place)), repr(place.objects)):
        assert KEY not in shown
        assert SECRET not in shown


def test_a_checkpoint_spares_who_opens_the_table_most_commits(
    lake: Lake, place: InStore, object_server: ObjectServer, tmp_path: Path
) -> None:
    for at in range(24):
        lake.append(rows((at, 7, "attended", 3, date(2026, 3, 1 + at % 28))))
    object_server.counted()
    assert Lake(InStore(place.objects.place, tmp_path / "new", copies_mib=64)).rows() == 24
    assert object_server.counted()["GET"] < 24


def test_other_threads_go_on_while_the_store_is_waited_for(
    place: InStore, object_server: ObjectServer
) -> None:
    """Pages of one process are threads: one that waits for the store must not keep the others."""
    object_server.told(lag_ms=2000)
    longest_s = [0.0]
    done = threading.Event()

    def watch() -> None:
        before = time.monotonic()
        while not done.wait(0.01):
            now = time.monotonic()
            longest_s[0] = max(longest_s[0], now - before)
            before = now

    watching = threading.Thread(target=watch)
    watching.start()
    assert Lake(place).rows() == 0
    done.set()
    watching.join()
    assert longest_s[0] < 1
