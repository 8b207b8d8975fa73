"""Files of items: known by their content, replaced and taken off with undo, in the end gone for good."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.core.files.storage import default_storage
from django.utils import timezone

from redcloud.apps.people.access import NotVisible
from redcloud.apps.study.actions import (
    add_file,
    archive_item,
    forget_removed_files,
    remove_file,
    restore_file,
)
from redcloud.apps.study.filetypes import ACCEPTED, type_of
from redcloud.apps.study.models import Item, ItemFile
from redcloud.apps.study.queries import file_visible_to, files_of
from tests.apps.study.files import MP3, MP4, PDF, archive, office, upload
from tests.apps.study.stories import shelve
from tests.world import World


@pytest.fixture
def item(world: World) -> Item:
    return shelve(world.north, 1, "farming")


@pytest.mark.parametrize(
    ("content", "media_type", "name"),
    [
        (PDF, "application/pdf", "讲稿.pdf"),
        (MP4, "video/mp4", "讲稿.mp4"),
        (MP3, "audio/mpeg", "讲稿.mp3"),
        (b"\xff\xfb\x90\x00" * 9, "audio/mpeg", "讲稿.mp3"),
        (b"\x00\x00\x00\x18ftypM4A \x00", "audio/mp4", "讲稿.m4a"),
        (b"OggS\x00\x02", "audio/ogg", "讲稿.ogg"),
        (b"RIFF\x00\x00\x00\x00WAVEfmt ", "audio/wav", "讲稿.wav"),
        (b"\x1aE\xdf\xa3\x01\x00\x00\x00\x00\x00\x00\x1fB\x82\x84webm", "video/webm", "讲稿.webm"),
        (b"\x89PNG\r\n\x1a\n", "image/png", "讲稿.png"),
        (b"\xff\xd8\xff\xe0", "image/jpeg", "讲稿.jpg"),
        (office("word/document.xml"), "wordprocessingml", "讲稿.docx"),
        (office("xl/workbook.xml"), "spreadsheetml", "讲稿.xlsx"),
        (office("ppt/presentation.xml"), "presentationml", "讲稿.pptx"),
        (archive(mimetype=b"application/vnd.oasis.opendocument.text"), "opendocument.text", "讲稿.odt"),
    ],
)
def test_a_file_is_what_it_holds_whatever_it_is_called(content: bytes, media_type: str, name: str) -> None:
    found = type_of(upload("../../讲稿.html", content))
    assert media_type in found.media_type
    assert found.name_for("../../讲稿.html") == name
    assert all(ending in ACCEPTED for ending in found.endings)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"<html><script>alert(1)</script>", "不是 PDF"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "不是 PDF"),
        (b"MZ\x90\x00", "不是 PDF"),
        (b"PK\x03\x04 cut off", "不是 PDF"),
        (archive(run_exe=b"MZ"), "不是 PDF"),
        (office("word/document.xml", word__vbaProject_bin=b"x"), "宏"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "旧格式"),
        (b"", "空的"),
    ],
)
def test_what_is_on_no_list_is_refused_whatever_it_is_called(item: Item, content: bytes, said: str) -> None:
    with pytest.raises(ValidationError, match=said):
        add_file(actor=None, item=item, file=upload("good.pdf", content))
    assert not ItemFile.objects.exists()
    assert not default_storage.exists("study") or default_storage.listdir("study/items")[1] == []


def test_a_file_that_is_too_large_is_refused_with_the_limit(item: Item, settings) -> None:
    settings.LIBRARY_FILE_MAX_BYTES = 20
    with pytest.raises(ValidationError, match="20"):
        add_file(actor=None, item=item, file=upload())


def test_a_second_file_of_a_name_takes_the_place_of_the_first_until_that_is_undone(item: Item) -> None:
    first = add_file(actor=None, item=item, file=upload())
    second = add_file(actor=None, item=item, file=upload(content=PDF + b"new"))
    assert files_of(item) == [second]
    restore_file(actor=None, item=item, uid=first.uid)
    assert files_of(item) == [first]
    with default_storage.open(first.file.name) as content:
        assert content.read() == PDF


def test_what_was_taken_off_comes_back_for_a_month_and_is_then_deleted(
    item: Item, django_capture_on_commit_callbacks
) -> None:
    made = add_file(actor=None, item=item, file=upload())
    remove_file(actor=None, item=item, uid=made.uid)
    assert files_of(item) == []
    assert forget_removed_files() == 0
    restore_file(actor=None, item=item, uid=made.uid)
    assert files_of(item) == [made]
    remove_file(actor=None, item=item, uid=made.uid)
    ItemFile.objects.update(removed_at=timezone.now() - timedelta(days=31))
    with django_capture_on_commit_callbacks(execute=True):
        assert forget_removed_files() == 1
    assert not default_storage.exists(made.file.name)


def test_a_file_is_for_those_who_may_see_its_item(world: World, item: Item) -> None:
    made = add_file(actor=None, item=item, file=upload())
    other = shelve(world.north, 2, "farming")
    assert file_visible_to(world.viewer("member"), item.uid, made.uid) == made
    for role, uid in (("south_member", item.uid), ("member", other.uid)):
        with pytest.raises(NotVisible):
            file_visible_to(world.viewer(role), uid, made.uid)
    archive_item(actor=None, item=item)
    with pytest.raises(NotVisible):
        file_visible_to(world.viewer("member"), item.uid, made.uid)
    with pytest.raises(NotVisible):
        remove_file(actor=None, item=other, uid=made.uid)
