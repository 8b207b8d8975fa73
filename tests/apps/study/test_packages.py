"""Packages in the library: imported whole or not at all, in versions, through review like everything else."""

from __future__ import annotations

import io
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.core.files.storage import default_storage
from django.utils import timezone

from redcloud.apps.people.models import User
from redcloud.apps.study.actions import (
    Draft,
    PackageImported,
    approve_item,
    decline_item,
    forget_old_versions,
    import_package,
    publish_item,
    save_item,
)
from redcloud.apps.study.models import Item, Licence, Package, PackageFile, PackageVersion, ReviewRule
from redcloud.apps.study.packages import unpack
from redcloud.apps.study.packages.store import opened
from redcloud.apps.study.queries.packages import file_at, notes_of, package_of_item
from redcloud.apps.topics.models import Topic
from redcloud.engine.study.packages import BadPackage
from tests.apps.study.stories import shelve
from tests.engine.study.packages.making import COURSE, SECOND, au, package, structure, zipped
from tests.world import World


def imported(world: World, file: io.BytesIO | None = None, actor: User | None = None) -> PackageImported:
    made = file or package(au(moveOn="Completed"), files=(("图/a b.png", b"png"),))
    return import_package(actor=actor, root=world.north, file=made, name="认识土壤.zip")


def published(world: World) -> Item:
    item = imported(world).item
    item.topics.set(Topic.objects.filter(code="farming"))
    return publish_item(actor=None, item=item)


def stored() -> list[str]:
    """Every file of packages in the store."""
    if not default_storage.exists("study/packages"):
        return []
    folders = default_storage.listdir("study/packages")[0]
    return [
        f"study/packages/{folder}/{name}"
        for folder in folders
        for name in default_storage.listdir(f"study/packages/{folder}")[1]
    ]


def current(item: Item) -> PackageVersion:
    found = package_of_item(item)
    assert found is not None
    assert found.current is not None
    return found.current


def test_a_package_becomes_a_draft_with_the_words_that_it_brings(world: World) -> None:
    done = imported(world)
    item = done.item
    assert (done.is_new, done.waits, item.is_published) == (True, False, False)
    assert (item.title, item.title_en, item.text) == ("认识土壤", "Knowing soil", "两个单元。\n")
    assert item.licence == Licence.INTERNAL
    version = current(item)
    assert (version.number, version.name, version.course.id) == (1, "认识土壤.zip", COURSE)
    assert [note.code for note in notes_of(version)] == []


def test_its_files_lie_in_the_store_under_names_that_say_nothing(world: World) -> None:
    version = current(imported(world).item)
    paths = {file.path: str(file.file.name) for file in PackageFile.objects.filter(version=version)}
    assert set(paths) == {"index.html", "图/a b.png"}
    assert set(stored()) == {*paths.values(), str(version.file.name)}
    assert "png" not in "".join(stored())
    found = file_at(version.pk, "图/A B.PNG")
    assert found is not None
    with found.file.open() as opened_file:
        assert opened_file.read() == b"png"
    assert file_at(version.pk, "../index.html") is None
    with version.file.open() as archive:
        assert archive.read(2) == b"PK"


def test_a_bare_structure_has_no_files(world: World) -> None:
    file = io.BytesIO(structure(au(url="https://lessons.example.org/a")).encode())
    version = current(imported(world, file).item)
    assert (version.files.count(), version.size, version.course.hosts) == (0, 0, ["lessons.example.org"])


def test_a_package_of_the_same_course_is_a_new_version_of_the_same_item(world: World) -> None:
    item = published(world)
    first = current(item)
    again = imported(world, package(au(moveOn="Passed"), au(SECOND)))
    assert (again.is_new, again.item.pk) == (False, item.pk)
    second = current(item)
    assert (second.number, len(second.course.units)) == (2, 2)
    assert again.item.title == item.title
    first.refresh_from_db()
    assert first.retired_at is not None
    assert first.course.units[0].move_on == "Completed"
    assert first.files.count() == 2


def test_two_organisations_have_the_same_course_each_for_itself(world: World) -> None:
    imported(world)
    import_package(actor=None, root=world.south, file=package(au()), name="a.zip")
    assert Package.objects.count() == 2


def test_an_item_has_one_course(world: World) -> None:
    item = imported(world).item
    other = unpack(package(au()), "a.zip")
    other.structure = type(other.structure)("urn:other", {"zh": "别的"}, {}, other.structure.parts)
    draft = Draft(title="题", text="文", minutes=5, topics=(), package=other)
    with pytest.raises(ValidationError, match="另一门课"):
        save_item(actor=None, root=world.north, draft=draft, item=item)


def test_nothing_is_left_of_a_package_that_is_refused(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(BadPackage):
        imported(world, zipped(("index.html", "")))
    monkeypatch.setattr("redcloud.apps.study.actions.importing.MINUTES", 0)
    with pytest.raises(ValidationError):
        imported(world)
    assert stored() == []
    assert not Item.objects.exists()
    assert not PackageVersion.objects.exists()


def test_a_damaged_entry_refuses_the_whole_and_leaves_nothing(world: World) -> None:
    good = package(au(), files=(("z.bin", b"0123456789" * 50),)).getvalue()
    at = good.index(b"z.bin") + len("z.bin")
    bad = good[:at] + b"\xff\xff\xff\xff" + good[at + 4 :]
    with pytest.raises(BadPackage) as refused:
        imported(world, io.BytesIO(bad))
    assert refused.value.faults[0].at == "z.bin"
    assert stored() == []


def test_one_file_is_no_larger_than_a_file_of_the_library_may_be(world: World, settings) -> None:
    settings.LIBRARY_FILE_MAX_BYTES = 2000
    with pytest.raises(BadPackage) as refused:
        imported(world, package(au(), files=(("film.mp4", bytes(range(250)) * 10),)))
    assert [(one.code, one.at) for one in refused.value.faults] == [("too_large", "film.mp4")]


def test_plain_http_is_refused_where_this_platform_speaks_https(settings) -> None:
    settings.SECURE = True
    with pytest.raises(BadPackage):
        opened(io.BytesIO(structure(au(url="http://lessons.example.org/a")).encode()))
    settings.SECURE = False
    assert opened(io.BytesIO(structure(au(url="http://lessons.example.org/a")).encode())).structure.hosts


def test_with_review_a_new_version_waits_for_a_second_editor(world: World) -> None:
    item = published(world)
    ReviewRule.objects.create(root=world.north)
    done = imported(world, package(au(), au(SECOND)), world.users["editor"])
    assert done.waits
    assert current(item).number == 1
    with pytest.raises(ValidationError, match="另一位"):
        approve_item(actor=world.users["editor"], item=item)
    approve_item(actor=world.users["administrator"], item=item)
    assert current(item).number == 2
    assert not PackageVersion.objects.filter(waiting=True).exists()


def test_a_version_that_is_given_back_is_never_opened(world: World) -> None:
    item = published(world)
    ReviewRule.objects.create(root=world.north)
    imported(world, package(au(), au(SECOND)), world.users["editor"])
    decline_item(actor=world.users["administrator"], item=item)
    assert current(item).number == 1
    declined = PackageVersion.objects.get(number=2)
    assert not declined.waiting
    assert declined.retired_at is not None


def test_a_version_that_was_let_go_goes_for_good_after_a_month_with_its_files(
    world: World, django_capture_on_commit_callbacks
) -> None:
    item = published(world)
    imported(world, package(au(), au(SECOND)))
    assert forget_old_versions() == 0
    PackageVersion.objects.filter(number=1).update(retired_at=timezone.now() - timedelta(days=31))
    with django_capture_on_commit_callbacks(execute=True):
        assert forget_old_versions() == 1
    version = current(item)
    assert version.number == 2
    kept = {str(file.file.name) for file in PackageFile.objects.all()} | {str(version.file.name)}
    assert set(stored()) == kept


def test_an_ordinary_item_has_no_package(world: World) -> None:
    assert package_of_item(shelve(world.north, 1, "farming")) is None
