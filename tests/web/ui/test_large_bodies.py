"""A body that no form of the visitor takes is refused in words before any of it lies on a disk."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from tests.world import World


@pytest.fixture(autouse=True)
def small(settings) -> None:
    settings.BODY_MAX_BYTES, settings.BODY_MAX_BYTES_OF_FILES = 20_000, 60_000


@pytest.fixture
def no_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever begins to read the form fails."""

    def read(*_args: object) -> None:
        raise AssertionError("the form was read")

    monkeypatch.setattr("django.http.multipartparser.MultiPartParser.parse", read)


def photo(size: int) -> dict[str, object]:
    """A form with a file of ``size`` bytes."""
    return {"words": "路灯坏了", "photo": SimpleUploadedFile("p.jpg", b"0" * size, "image/jpeg")}


@pytest.mark.usefixtures("no_disk")
@pytest.mark.parametrize("role", [None, "member", "secretary", "officer"])
def test_whoever_brings_no_files_sends_a_photo_at_most(world: World, signed_in, role: str | None) -> None:
    client = signed_in(role) if role else Client()
    answer = client.post(reverse("need-ask"), photo(30_000))
    assert answer.status_code == 413
    assert "文件太大了" in answer.content.decode()


def test_an_editor_brings_larger_ones_up_to_a_limit(world: World, signed_in) -> None:
    editor = signed_in("editor")
    assert editor.post(reverse("need-ask"), photo(30_000)).status_code != 413
    assert editor.post(reverse("need-ask"), photo(70_000)).status_code == 413


def test_a_photo_of_usual_size_comes_through(world: World) -> None:
    assert Client().post(reverse("need-ask"), photo(10_000)).status_code != 413
