"""An item's files on the member's page: with size and kind, in parts, and unable to do anything here."""

from __future__ import annotations

import pytest
from django.apps import apps
from django.test import Client
from django.urls import reverse

from redcloud.apps.study.actions import add_file
from redcloud.apps.study.models import Item, ItemFile
from tests.apps.study.files import MP3, MP4, PDF, upload
from tests.apps.study.stories import shelve
from tests.world import World


@pytest.fixture
def item(world: World) -> Item:
    return shelve(world.north, 1, "farming")


def address(file: ItemFile) -> str:
    return reverse("study-item-file", args=[file.item.uid, file.uid])


def part(client: Client, file: ItemFile, asked: str) -> tuple[int, str, bytes]:
    answer = client.get(address(file), headers={"Range": asked})
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return answer.status_code, answer.get("Content-Range", ""), content


@pytest.mark.parametrize("role", ["south_member", "south_officer", "anonymous"])
def test_a_file_is_not_for_another_root(item: Item, signed_in, role: str) -> None:
    file = add_file(actor=None, item=item, file=upload())
    assert signed_in(role).get(address(file)).status_code == 404


@pytest.mark.parametrize("role", ["member", "officer", "editor"])
def test_a_document_comes_as_a_download_that_can_do_nothing_here(item: Item, signed_in, role: str) -> None:
    file = add_file(actor=None, item=item, file=upload("讲稿.html"))
    answer = signed_in(role).get(address(file))
    assert b"".join(answer.streaming_content) == PDF
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"].startswith("attachment; filename*=utf-8''")
    assert answer["Content-Disposition"].endswith(".pdf")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert answer["Content-Length"] == str(len(PDF))


@pytest.mark.parametrize(
    ("asked", "status", "content_range", "content"),
    [
        ("bytes=0-3", 206, "bytes 0-3/{size}", MP4[:4]),
        ("bytes=100-", 206, "bytes 100-{last}/{size}", MP4[100:]),
        ("bytes=-5", 206, "bytes {fifth}-{last}/{size}", MP4[-5:]),
        ("bytes=10-999999999", 206, "bytes 10-{last}/{size}", MP4[10:]),
        ("bytes=999999999-", 416, "bytes */{size}", b""),
        ("bytes=-0", 416, "bytes */{size}", b""),
        ("bytes=0-1,4-5", 200, "", MP4),  # several parts: all of it, as the standard allows
        ("bytes=9-2", 200, "", MP4),
        ("bytes=" + "9" * 5000 + "-", 200, "", MP4),
        ("pages=1-2", 200, "", MP4),
    ],
)
def test_a_player_gets_the_part_it_asks_for(
    item: Item, signed_in, asked: str, status: int, content_range: str, content: bytes
) -> None:
    file = add_file(actor=None, item=item, file=upload("film.mp4", MP4))
    size = len(MP4)
    said = content_range.format(size=size, last=size - 1, fifth=size - 5)
    assert part(signed_in("member"), file, asked) == (status, said, content)


def test_the_page_shows_name_kind_and_size_and_plays_what_can_be_played(item: Item, signed_in) -> None:
    for name, content in (("讲稿.pdf", PDF), ("film.mp4", MP4), ("声音.mp3", MP3)):
        add_file(actor=None, item=item, file=upload(name, content))
    html = signed_in("member").get(reverse("study-item", args=[item.uid])).content.decode()
    for said in ("讲稿.pdf", "PDF · ", "影片 · 5.0", "<video", "<audio", "controls"):
        assert said in html
    assert "autoplay" not in html


def test_opening_a_file_is_written_down_nowhere(item: Item, signed_in) -> None:
    file = add_file(actor=None, item=item, file=upload())
    client = signed_in("member")
    client.get(reverse("study"))
    rows = {model: model.objects.count() for model in apps.get_models()}
    assert b"".join(client.get(address(file)).streaming_content) == PDF
    assert {model: model.objects.count() for model in rows} == rows
