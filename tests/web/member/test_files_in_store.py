"""Files of items that lie in a store: in parts, a little at a time, and plain words while it is away."""

from __future__ import annotations

import tracemalloc
from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from redcloud.apps.media import media
from redcloud.apps.study.actions import add_file
from redcloud.apps.study.models import Item, ItemFile
from tests.apps.study.files import MP4, upload
from tests.apps.study.stories import shelve
from tests.objects.running import ObjectServer
from tests.world import World

MIB = 1024 * 1024
FILM = MP4 + bytes(12 * MIB)


@pytest.fixture
def film(world: World, media_in_store: ObjectServer) -> ItemFile:
    return add_file(actor=None, item=shelve(world.north, 1, "farming"), file=upload("film.mp4", FILM))


@pytest.fixture
def member(signed_in: Callable[[str], Client]) -> Client:
    client = signed_in("member")
    client.raise_request_exception = False
    return client


def address(file: ItemFile) -> str:
    return reverse("study-item-file", args=[file.item.uid, file.uid])


def test_a_player_that_seeks_fetches_the_part_and_no_more(
    member: Client, film: ItemFile, media_in_store: ObjectServer
) -> None:
    start = len(FILM) - 1000
    media_in_store.counted()
    answer = member.get(address(film), headers={"Range": f"bytes={start}-{start + 499}"})
    assert (answer.status_code, len(b"".join(answer.streaming_content))) == (206, 500)
    asked = media_in_store.counted()
    assert (asked["GET"], asked["octets out"]) == (1, 500)


def test_a_film_passes_through_a_little_at_a_time(member: Client, film: ItemFile) -> None:
    answer = member.get(address(film))
    tracemalloc.start()
    assert sum(map(len, answer.streaming_content)) == len(FILM)
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert most < MIB


def test_asking_what_there_is_fetches_nothing(
    member: Client, film: ItemFile, media_in_store: ObjectServer
) -> None:
    media_in_store.counted()
    assert member.head(address(film))["Content-Length"] == str(len(FILM))
    assert not media_in_store.counted()


@pytest.mark.parametrize("how", [{"refuse": "AccessDenied"}, {"cut": True}, {"refuse": "NoSuchKey"}])
def test_a_store_that_is_away_is_a_page_that_says_so(
    member: Client, film: ItemFile, media_in_store: ObjectServer, how: dict[str, object]
) -> None:
    media_in_store.told(**how)
    answer = member.get(address(film))
    assert (answer.status_code, answer["Retry-After"]) == (503, "60")
    assert "存储暂时没有应答" in answer.content.decode()
    assert member.get(reverse("study-item", args=[film.item.uid])).status_code == 200


def test_the_same_of_a_file_that_a_folder_has_lost(world: World, member: Client) -> None:
    file = add_file(actor=None, item=shelve(world.north, 1, "farming"), file=upload("film.mp4", MP4))
    media().delete(str(file.file.name))
    assert member.get(address(file)).status_code == 503


def test_an_editors_words_stay_where_the_file_cannot_be_kept(
    world: World, signed_in: Callable[[str], Client], media_in_store: ObjectServer
) -> None:
    item = shelve(world.north, 1, "farming")
    media_in_store.told(refuse="AccessDenied")
    entered = {"title": "新题目", "text": "新的文字。", "minutes": "5", "licence": "CC BY 4.0"}
    topics = {"topics": [topic.pk for topic in item.topics.all()]}
    page = signed_in("editor").post(
        reverse("library-item-edit", args=[item.uid]), entered | topics | {"file": upload()}
    )
    assert page.status_code == 200
    said = page.content.decode()
    assert "存放文件的地方暂时没有应答" in said
    assert "新的文字。" in said
    assert Item.objects.get(pk=item.pk).title != "新题目"
    assert not ItemFile.objects.exists()
