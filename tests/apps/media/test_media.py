"""Media in a folder and media in a store do the same for every stage."""

from __future__ import annotations

import io
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.files.base import File
from django.core.files.storage import default_storage

from redcloud.apps.media import media, side_by_side, sweep
from redcloud.config.stores import kept_apart
from redcloud.engine.objects import Account, OutOfReach, Remote, Vanished
from tests.objects.running import ObjectServer

IN_S3 = Remote(Account("", "us-east-1", "key", "secret"), "cloud", "all/media")


@pytest.fixture
def place(wherever_media_lie: str) -> str:
    return wherever_media_lie


def saved(name: str, content: bytes = b"0123456789") -> str:
    return media().save(name, File(io.BytesIO(content)))


def names(under: str = "") -> list[str]:
    return sorted(one.name for one in media().kept(under))


def test_what_is_saved_is_there_until_it_is_deleted(place: str) -> None:
    name = saved("study/items/one")
    assert (name, media().exists(name), media().size(name)) == ("study/items/one", True, 10)
    with media().open(name) as file:
        assert (file.read(3), file.read()) == (b"012", b"3456789")
    assert default_storage.listdir("study") == (["items"], [])
    media().delete(name)
    media().delete(name)
    assert not media().exists(name)


def test_a_span_is_what_was_asked_for(place: str) -> None:
    name = saved("one")
    for start, length, content in ((0, 10, b"0123456789"), (4, 3, b"456"), (9, 1, b"9"), (0, 0, b"")):
        assert b"".join(media().span(name, start, length)) == content


def test_a_span_of_what_is_not_there_is_told_before_anything_is_read(place: str) -> None:
    with pytest.raises(Vanished):
        media().span("none", 0, 1)


def test_it_is_told_what_is_kept_and_since_when(place: str) -> None:
    saved("records/one", b"1")
    saved("study/two", b"22")
    (found,) = media().kept("study/")
    assert (found.name, found.size) == ("study/two", 2)
    assert abs(found.changed_s - time.time()) < 60
    assert names() == ["records/one", "study/two"]


def test_files_are_removed_together_and_below_a_folder(place: str) -> None:
    for name in ("a/1", "a/2", "ab/3", "c"):
        saved(name)
    media().remove_under("a/")
    media().remove_under("never/")
    media().remove(["c", "never"])
    assert names() == ["ab/3"]


def test_what_was_brought_is_placed_or_let_go(place: str) -> None:
    brought = []
    for number in range(2):
        path = media().incoming() / str(number)
        path.write_bytes(b"came")
        brought.append(media().bring(path))
    media().place_brought(brought[0], "records/attachments/1/ab/abc")
    media().let_go(brought)
    assert names() == ["records/attachments/1/ab/abc"]
    assert b"".join(media().span("records/attachments/1/ab/abc", 0, 4)) == b"came"


def test_a_sweep_takes_what_is_old_and_nobody_knows(place: str) -> None:
    for name in ("a/known", "a/unknown", "b/other"):
        saved(name)
    assert sweep("a/", lambda names: {"a/known"}) == 0
    assert sweep("a/", lambda names: {"a/known"}, older_than_s=-60) == 1
    assert names() == ["a/known", "b/other"]


def test_nothing_of_a_file_that_was_refused_is_kept(media_in_store: ObjectServer) -> None:
    media_in_store.told(refuse="QuotaExceeded", only="PUT")
    with pytest.raises(OutOfReach) as refused:
        saved("one")
    assert refused.value.code == "full"
    media_in_store.told()
    assert names() == []


def test_no_address_of_a_store_is_given_out(media_in_store: ObjectServer) -> None:
    saved("one")
    with pytest.raises(NotImplementedError):
        default_storage.url("one")
    with pytest.raises(NotImplementedError):
        default_storage.path("one")
    rights = media_in_store.client.get_object_acl(
        Bucket=media().place.container,  # type: ignore[union-attr]
        Key=f"{media().place.prefix}/one",  # type: ignore[union-attr]
    )
    assert [one["Permission"] for one in rights["Grants"]] == ["FULL_CONTROL"]


def test_side_by_side_takes_no_more_than_is_under_way() -> None:
    taken: list[int] = []
    seen: list[int] = []
    full = threading.Event()

    def each() -> Iterator[int]:
        for number in range(20):
            taken.append(number)
            if number == 3:  # three are under way and wait
                full.set()
            yield number

    def do(_number: int) -> None:
        assert full.wait(30)
        seen.append(len(taken))

    side_by_side(do, each(), at_once=3)
    assert min(seen) == 4
    assert sorted(taken) == list(range(20))


@pytest.mark.parametrize("at_once", [1, 3])
def test_side_by_side_ends_with_the_first_error(at_once: int) -> None:
    done: list[int] = []

    def do(number: int) -> None:
        if number == 2:
            raise ValueError(number)
        done.append(number)

    with pytest.raises(ValueError, match="2"):
        side_by_side(do, range(1000), at_once)
    assert len(done) < 1000 - 1


@pytest.mark.parametrize(
    ("lake", "media_place", "sentence"),
    [
        (Path("/d/lake"), Path("/d/lake/media"), "REDCLOUD_MEDIA .* may not lie in REDCLOUD_LAKE"),
        (Path("/d/lake"), Path("/d"), "may not lie in REDCLOUD_MEDIA"),
        (Path("/x/lake"), Path("/d"), "REDCLOUD_DATA .* may not lie in REDCLOUD_MEDIA"),
        (IN_S3, IN_S3, "may not lie in"),
        (Remote(IN_S3.account, "cloud", "all"), IN_S3, "REDCLOUD_MEDIA .* may not lie in REDCLOUD_LAKE"),
        (IN_S3, Remote(IN_S3.account, "cloud", "all"), "REDCLOUD_LAKE .* may not lie in REDCLOUD_MEDIA"),
    ],
)
def test_no_place_may_lie_in_one_that_is_cleaned(
    lake: Path | Remote, media_place: Path | Remote, sentence: str
) -> None:
    with pytest.raises(ImproperlyConfigured, match=sentence):
        kept_apart(data=Path("/d"), lake=lake, media=media_place)


def test_places_beside_each_other_are_fine() -> None:
    kept_apart(data=Path("/d"), lake=Path("/d/lake"), media=Path("/d/media"))
    kept_apart(data=Path("/d"), lake=IN_S3, media=Remote(IN_S3.account, "cloud", "all/media-2"))
