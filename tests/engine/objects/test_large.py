"""Objects of any size: written in parts, read in parts, whole or not at all."""

from __future__ import annotations

import io
import tracemalloc
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from redcloud.engine.objects import Objects, OutOfReach, Vanished
from redcloud.engine.objects.store import PART_BYTES
from tests.objects.running import ObjectServer

MIB = 1024 * 1024
LARGE = 3 * PART_BYTES + 5


class Zeros(io.RawIOBase):
    """A file of so many zeros that are in memory at no moment."""

    def __init__(self, size: int) -> None:
        self._left = size

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray) -> int:  # type: ignore[override]
        count = min(len(buffer), self._left)
        buffer[:count] = bytes(count)
        self._left -= count
        return count


@pytest.fixture
def objects(object_server: ObjectServer) -> Objects:
    return Objects(object_server.place())


@contextmanager
def at_most(mib: int) -> Iterator[None]:
    tracemalloc.start()
    try:
        yield
        assert tracemalloc.get_traced_memory()[1] < mib * MIB
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize("size", [0, 10, PART_BYTES, PART_BYTES + 1, LARGE])
def test_what_is_uploaded_is_there_in_its_whole_size(objects: Objects, size: int) -> None:
    objects.upload("one", io.BytesIO(b"x" * size), size)
    assert objects.size("one") == size
    assert [(one.name, one.size) for one in objects.listed()] == [("one", size)]


def test_a_large_one_goes_up_and_comes_down_with_some_parts_of_it_in_memory(objects: Objects) -> None:
    size = 96 * MIB
    with at_most(mib=8 * PART_BYTES // MIB):
        objects.upload("film", Zeros(size), size)
    with at_most(mib=1), objects.part("film") as content:
        assert sum(len(block) for block in iter(lambda: content.read(64 * 1024), b"")) == size


@pytest.mark.parametrize("how", [{"refuse": "AccessDenied"}, {"cut": True}, {"refuse": "QuotaExceeded"}])
def test_a_store_that_refuses_in_the_middle_keeps_nothing(
    objects: Objects, object_server: ObjectServer, how: dict[str, object]
) -> None:
    object_server.told(**how, only="PUT", after=1)
    with pytest.raises(OutOfReach):
        objects.upload("film", Zeros(LARGE), LARGE)
    object_server.told()
    assert list(objects.listed()) == []
    waiting = object_server.client.list_multipart_uploads(Bucket=objects.place.container)
    assert not [one for one in waiting.get("Uploads", ()) if one["Key"].startswith(objects.place.prefix)]


@pytest.mark.parametrize(
    ("start", "length", "content"),
    [(0, 3, b"012"), (4, 2, b"45"), (8, None, b"89"), (0, None, b"0123456789")],
)
def test_a_part_is_the_part_that_was_asked_for(
    objects: Objects, start: int, length: int | None, content: bytes
) -> None:
    objects.put("one", b"0123456789")
    with objects.part("one", start, length) as part:
        assert part.read() == content


def test_of_a_film_only_what_is_asked_for_comes_over_the_network(
    objects: Objects, object_server: ObjectServer
) -> None:
    objects.upload("film", Zeros(LARGE), LARGE)
    object_server.counted()
    with objects.part("film", LARGE - 100_000, 1000) as part:
        assert part.read() == bytes(1000)
    assert object_server.counted()["octets out"] == 1000


def test_a_copy_is_made_over_there(objects: Objects, object_server: ObjectServer) -> None:
    objects.upload("one", Zeros(PART_BYTES), PART_BYTES)
    object_server.counted()
    objects.copy("one", "two")
    assert object_server.counted()["octets in"] < 1000
    assert objects.size("two") == PART_BYTES


def test_what_is_not_there_has_vanished(objects: Objects) -> None:
    for asked in (objects.part, objects.size, lambda name: objects.copy(name, "two")):
        with pytest.raises(Vanished):
            asked("none")


def test_it_is_known_when_an_object_was_written(objects: Objects, object_server: ObjectServer) -> None:
    objects.put("one", b"1")
    (found,) = objects.listed()
    said = object_server.client.head_object(Bucket=objects.place.container, Key=objects.key("one"))
    assert found.changed_s == said["LastModified"].timestamp()
