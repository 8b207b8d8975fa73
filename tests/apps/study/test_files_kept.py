"""Files of items and packages lie wherever media lie, and none of nobody stays there."""

from __future__ import annotations

import io
import os
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.utils import timezone

from redcloud.apps.media import media
from redcloud.apps.study.actions import (
    add_file,
    forget_old_versions,
    forget_removed_files,
    import_list,
    import_package,
    remove_file,
    save_item,
    sweep_files,
)
from redcloud.apps.study.actions.lists import ListRefused
from redcloud.apps.study.drafts import Draft
from redcloud.apps.study.lists.source import Source, source_at
from redcloud.apps.study.models import Item, ItemFile, PackageFile, PackageVersion
from redcloud.apps.study.packages.store import SMALL
from redcloud.apps.study.queries import files_of
from redcloud.engine.study.packages import BadPackage
from tests.apps.study.files import PDF, upload
from tests.apps.study.stories import shelve
from tests.engine.study.packages.making import SECOND, au, package
from tests.objects.running import ObjectServer
from tests.world import World


def kept(under: str = "study/") -> set[str]:
    return {one.name for one in media().kept(under)}


def known() -> set[str]:
    return {str(row.file) for model in (ItemFile, PackageFile, PackageVersion) for row in model.objects.all()}


def test_a_file_lies_there_as_long_as_its_row(
    world: World, wherever_media_lie: str, django_capture_on_commit_callbacks: Any
) -> None:
    item = shelve(world.north, 1, "farming")
    made = add_file(actor=None, item=item, file=upload())
    with made.file.open() as content:
        assert content.read() == PDF
    assert kept() == known() == {f"study/items/{made.uid}"}
    remove_file(actor=None, item=item, uid=made.uid)
    ItemFile.objects.update(removed_at=timezone.now() - timedelta(days=31))
    with django_capture_on_commit_callbacks(execute=True):
        assert forget_removed_files() == 1
    assert kept() == set()


def test_a_draft_that_is_refused_leaves_no_file(world: World, wherever_media_lie: str) -> None:
    draft = Draft(title="", text="文", minutes=5, topics=(), file=upload())
    with pytest.raises(ValidationError):
        save_item(actor=None, root=world.north, draft=draft)
    assert kept() == set()


def test_a_package_lies_there_file_by_file_and_goes_as_a_whole(
    world: World, wherever_media_lie: str, django_capture_on_commit_callbacks: Any
) -> None:
    files = [(f"片段/{number}.bin", bytes([number]) * 10) for number in range(20)]
    film = ("film.bin", os.urandom(SMALL + 1))
    for units in ((au(),), (au(), au(SECOND))):
        content = package(*units, files=(*files, film))
        import_package(actor=None, root=world.north, file=content, name="a.zip")
    assert kept() == known()
    for path, octets in (*files, film):
        row = PackageFile.objects.get(version__number=1, path=path)
        with row.file.open() as held:
            assert held.read() == octets
    PackageVersion.objects.filter(number=1).update(retired_at=timezone.now() - timedelta(days=31))
    with django_capture_on_commit_callbacks(execute=True):
        assert forget_old_versions() == 1
    assert kept() == known()
    assert PackageVersion.objects.count() == 1


def test_a_damaged_entry_leaves_nothing_of_those_before_it(world: World, wherever_media_lie: str) -> None:
    good = package(au(), files=tuple((f"{one}.bin", b"0123456789" * 50) for one in range(30))).getvalue()
    at = good.index(b"29.bin") + len("29.bin")
    bad = io.BytesIO(good[:at] + b"\xff" * 4 + good[at + 4 :])
    with pytest.raises(BadPackage):
        import_package(actor=None, root=world.north, file=bad, name="a.zip")
    assert kept() == set()


@pytest.mark.parametrize("after", [0, 1, 5])
def test_a_store_that_refuses_a_package_is_told_and_keeps_nothing(
    world: World, media_in_store: ObjectServer, after: int
) -> None:
    media_in_store.told(refuse="AccessDenied", only="PUT", after=after)
    files = tuple((f"{one}.bin", b"1") for one in range(30))
    with pytest.raises(ValidationError, match="没有应答"):
        import_package(actor=None, root=world.north, file=package(au(), files=files), name="a.zip")
    media_in_store.told()
    assert kept() == set()
    assert not Item.objects.exists()


def folder(at: Path, content: bytes) -> Source:
    at.mkdir(exist_ok=True)
    (at / "a.md").write_text("---\ntitle: 种子\n---\n[讲稿](讲稿.pdf)", encoding="utf-8")
    (at / "讲稿.pdf").write_bytes(content)
    return source_at(at)


def test_files_of_a_folder_lie_there_and_are_known_when_they_come_again(
    world: World, wherever_media_lie: str, tmp_path: Path
) -> None:
    given = {"actor": None, "root": world.north}
    for content, new, changed in ((PDF, 1, 0), (PDF, 0, 0), (PDF[::-1] + PDF, 0, 1)):
        content = b"%PDF-" + content
        done = import_list(**given, source=folder(tmp_path / "library", content))
        assert (done.new, done.changed) == (new, changed)
        (file,) = files_of(Item.objects.get())
        with file.file.open() as held:
            assert held.read() == content
    assert kept() == known()


def test_a_folder_whose_files_cannot_be_kept_is_told_and_stores_nothing(
    world: World, media_in_store: ObjectServer, tmp_path: Path
) -> None:
    media_in_store.told(refuse="AccessDenied", only="PUT")
    with pytest.raises(ListRefused) as refused:
        import_list(actor=None, root=world.north, source=folder(tmp_path / "library", PDF))
    assert "没有应答" in refused.value.plan.problems[0].reason
    assert not Item.objects.exists()


def test_what_nobody_knows_is_swept_and_what_somebody_knows_stays(
    world: World, wherever_media_lie: str
) -> None:
    item = shelve(world.north, 1, "farming")
    add_file(actor=None, item=item, file=upload())
    import_package(actor=None, root=world.north, file=package(au()), name="a.zip")
    early = add_file(actor=None, item=item, file=upload("b.pdf"))
    media().save("study/items/film.mp4", File(io.BytesIO(b"1")))
    ItemFile.objects.filter(pk=early.pk).update(file="study/items/film.mp4")
    before = known()
    for name in (
        "study/items/x",
        "study/packages/x",
        "study/packages/5c5a1d1e-0000-4000-8000-000000000000/y",
    ):
        media().save(name, File(io.BytesIO(b"left")))
    assert sweep_files() == 0
    sweep_files(older_than_s=-60)
    assert kept() - {f"study/items/{early.uid}"} == before


def test_a_file_that_could_not_go_with_its_row_goes_with_the_sweep(
    world: World, media_in_store: ObjectServer, django_capture_on_commit_callbacks: Any
) -> None:
    made = add_file(actor=None, item=shelve(world.north, 1, "farming"), file=upload())
    media_in_store.told(refuse="AccessDenied", only="POST")
    with django_capture_on_commit_callbacks(execute=True):
        made.delete()
    media_in_store.told()
    assert len(kept()) == 1
    assert sweep_files(older_than_s=-60) == 1
    assert kept() == set()


class Watched(SimpleUploadedFile):
    """An upload that notes whether somebody waits for a transaction while it is read."""

    waited: bool | None = None

    def chunks(self, chunk_size: int | None = None) -> Iterator[bytes]:
        self.waited = connection.in_atomic_block
        return super().chunks(chunk_size)


@pytest.mark.django_db(transaction=True)
def test_nobody_waits_for_a_lock_while_a_file_is_written(world: World) -> None:
    file = Watched("讲稿.pdf", PDF)
    draft = Draft(title="题", text="文", minutes=5, topics=(), file=file)
    made = save_item(actor=None, root=world.north, draft=draft).item
    assert file.waited is False
    assert kept() == known()
    assert made.files.count() == 1
