"""``redcloud media``: where files lie, whether all are there, and how they go elsewhere and back."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest
from django.core.files.base import File
from typer.testing import CliRunner, Result

from redcloud.apps.media import kept_in, media
from redcloud.apps.media.moving import NotEqual, move
from redcloud.apps.study.actions import add_file, import_package
from redcloud.apps.study.models import ItemFile
from redcloud.commands.media import app
from redcloud.commands.trouble import NO_STORE, told_of_stores
from redcloud.config.stores import storages
from redcloud.engine.objects import OutOfReach, Remote
from tests.apps.study.files import PDF, upload
from tests.apps.study.stories import shelve
from tests.engine.study.packages.making import au, package
from tests.objects.running import ObjectServer
from tests.world import World


@pytest.fixture
def in_reach(object_server: ObjectServer, monkeypatch: pytest.MonkeyPatch) -> ObjectServer:
    """The environment names the server and its keys."""
    for name, value in object_server.environment.items():
        monkeypatch.setenv(name, value)
    return object_server


@pytest.fixture
def file(world: World) -> ItemFile:
    import_package(actor=None, root=world.north, file=package(au()), name="a.zip")
    return add_file(actor=None, item=shelve(world.north, 1, "farming"), file=upload())


def run(*arguments: str) -> Result:
    return CliRunner().invoke(app, list(arguments))


def shown(*arguments: str) -> dict[str, object]:
    result = run(*arguments, "--json")
    assert result.exit_code == 0, result.output
    found: dict[str, object] = json.loads(result.stdout)
    return found


def contents(place: Path | Remote) -> dict[str, bytes]:
    where = kept_in(place)
    found = {}
    for one in where.kept():
        with where.open(one.name) as content:
            found[one.name] = content.read()
    return found


def now_in(place: Path | Remote, settings) -> None:
    settings.MEDIA = place
    settings.MEDIA_ROOT = place if isinstance(place, Path) else ""
    settings.STORAGES = storages(place)


def test_it_says_where_files_lie(wherever_media_lie: str, file: ItemFile, settings) -> None:
    found = shown("show")
    assert (found["place"], found["files"], found["study/items"]) == (str(settings.MEDIA), 3, 1)


def test_files_go_to_a_store_and_back_and_it_is_said_what_to_set(
    file: ItemFile, settings, in_reach: ObjectServer
) -> None:
    folder, there = settings.MEDIA, in_reach.place()
    before = contents(folder)
    result = run("move", str(there))
    assert result.exit_code == 0, result.output
    assert f"REDCLOUD_MEDIA={there}" in result.stdout
    assert (contents(there), contents(folder)) == (before, {})
    now_in(there, settings)
    with file.file.open() as content:
        assert content.read() == PDF
    assert shown("check")["missing"] == 0
    assert shown("move", str(folder))["copied"] == 3
    assert (contents(folder), contents(there)) == (before, {})


def test_what_came_before_the_setting_was_changed_is_moved_after_it(
    world: World, file: ItemFile, settings, in_reach: ObjectServer
) -> None:
    folder, there = settings.MEDIA, in_reach.place()
    assert shown("move", str(there), "--keep")["copied"] == 3
    late = add_file(actor=None, item=file.item, file=upload("late.pdf"))
    now_in(there, settings)
    result = run("check")
    assert result.exit_code == 1
    assert "--from" in result.stderr
    assert f"study/items/{late.uid}" in result.stdout.replace("\n", "")
    assert add_file(actor=None, item=file.item, file=upload("new.pdf"))
    assert shown("move", str(there), "--from", str(folder))["copied"] == 1
    assert contents(folder) == {}
    assert shown("check")["missing"] == 0


@pytest.mark.parametrize("after", [0, 2, 5])
def test_a_move_that_is_stopped_leaves_all_where_it_was_and_goes_on(
    file: ItemFile, settings, in_reach: ObjectServer, after: int
) -> None:
    folder, there = settings.MEDIA, in_reach.place()
    before = contents(folder)
    in_reach.told(refuse="AccessDenied", after=after)
    with pytest.raises(OutOfReach):
        move(kept_in(folder), kept_in(there), keep=False)
    assert contents(folder) == before
    in_reach.told()
    move(kept_in(folder), kept_in(there), keep=False)
    assert (contents(there), contents(folder)) == (before, {})


def test_a_copy_that_is_not_the_same_is_found_and_made_again(
    file: ItemFile, settings, in_reach: ObjectServer
) -> None:
    folder, there = settings.MEDIA, in_reach.place()
    name = str(file.file)
    before = contents(folder)
    kept_in(there).save(name, File(io.BytesIO(b"x" * len(PDF))))
    with pytest.raises(NotEqual, match=name):
        move(kept_in(folder), kept_in(there), keep=False)
    assert contents(folder) == before
    assert name not in contents(there)
    kept_in(there).save(name, File(io.BytesIO(PDF[:5])))  # half of it
    assert move(kept_in(folder), kept_in(there), keep=True).copied == 1
    assert contents(there) == before


def test_a_place_of_others_the_same_place_and_one_that_is_none_are_told(
    file: ItemFile, settings, in_reach: ObjectServer
) -> None:
    there = in_reach.place()
    kept_in(there).save("study/items/0", File(io.BytesIO(b"theirs")))
    for to, sentence in (
        (str(there), "none of this installation"),
        (str(settings.MEDIA), "not two places"),
        (str(settings.MEDIA / "below"), "not two places"),
        (str(settings.LAKE / "media"), "may not lie in REDCLOUD_LAKE"),
        (str(settings.DATA), "may not lie in REDCLOUD_MEDIA"),
        ("media", "absolute path or s3://bucket/prefix"),
    ):
        result = run("move", to)
        assert (result.exit_code, sentence in result.stderr) == (2, True), (to, result.stderr)
    assert len(contents(settings.MEDIA)) == 3


def test_a_place_is_tried_out(file: ItemFile, settings, in_reach: ObjectServer) -> None:
    assert shown("check")["usable"] is True
    move(media(), kept_in(there := in_reach.place()), keep=True)
    now_in(there, settings)
    assert shown("check")["keeps_old_versions"] is False
    in_reach.told(blind=True)  # conditions are of no matter here
    assert shown("check")["usable"] is True
    in_reach.told(refuse="AccessDenied")
    with pytest.raises(SystemExit) as ended, told_of_stores():
        app(["check"], standalone_mode=False)
    assert ended.value.code == NO_STORE
