"""``redcloud lake``: where it lies, whether it can be used there, and how it goes elsewhere and back."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from redcloud.apps.records.actions import drain_outbox, lake
from redcloud.apps.records.models import Outbox
from redcloud.commands.lake import app
from redcloud.commands.trouble import NO_STORE, told_of_stores
from redcloud.engine.objects import OutOfReach
from tests.apps.records.making import small, store
from tests.commands.processes import Command, free_port
from tests.objects.running import KEY, SECRET, ObjectServer
from tests.world import World


@pytest.fixture
def in_reach(object_server: ObjectServer, monkeypatch: pytest.MonkeyPatch) -> ObjectServer:
    """The environment names the server and its keys."""
    for name, value in object_server.environment.items():
        monkeypatch.setenv(name, value)
    return object_server


def run(*arguments: str) -> Result:
    return CliRunner().invoke(app, list(arguments))


def shown(*arguments: str) -> dict[str, object]:
    result = run(*arguments, "--json")
    assert result.exit_code == 0, result.output
    found: dict[str, object] = json.loads(result.stdout)
    return found


def test_it_says_where_the_lake_lies_and_how_much_is_in_it(world: World, settings) -> None:
    assert (shown("show")["records"], shown("show")["last_month"]) == (0, None)
    store(world.north, small(), small(actor={"mbox": "mailto:wang@example.org"}))
    drain_outbox()
    found = shown("show")
    assert (found["place"], found["records"], found["last_month"]) == (str(settings.LAKE), 2, "2026-03")


def test_the_lake_goes_to_a_store_and_back_and_says_what_to_set(
    world: World, settings, in_reach: ObjectServer
) -> None:
    store(world.north, small(), small(actor={"mbox": "mailto:wang@example.org"}))
    drain_outbox()
    before, folder = lake().read(), settings.LAKE
    there = in_reach.place()
    result = run("move", str(there))
    assert result.exit_code == 0, result.output
    assert f"REDCLOUD_LAKE={there}" in result.stdout

    store(world.north, small(actor={"mbox": "mailto:zhao@example.org"}))
    with pytest.raises(OutOfReach):  # a worker that goes on with the old setting
        drain_outbox()
    assert Outbox.objects.count() == 1

    settings.LAKE = there
    assert lake().read() == before
    assert drain_outbox() == 1
    assert shown("move", str(folder))["records"] == 3
    settings.LAKE = folder
    assert lake().rows() == 3


@pytest.mark.parametrize(
    ("to", "sentence"),
    [
        ("lake", "absolute path or s3://bucket/prefix"),
        ("s3://cloud", "prefix of its own"),
        ("s3://C/lake", "name an S3 bucket"),
    ],
)
def test_a_place_that_is_none_is_told(world: World, in_reach: ObjectServer, to: str, sentence: str) -> None:
    result = run("move", to)
    assert result.exit_code == 2
    assert sentence in result.stderr


def test_nothing_to_move_the_same_place_and_one_of_others_are_told(
    world: World, settings, in_reach: ObjectServer
) -> None:
    there = in_reach.place()
    assert "nothing" in run("move", str(there)).stderr
    assert "already" in run("move", str(settings.LAKE)).stderr
    store(world.north, small())
    drain_outbox()
    folder, settings.LAKE = settings.LAKE, there
    store(world.north, small(actor={"mbox": "mailto:wang@example.org"}))
    drain_outbox()
    result = run("move", str(folder))
    assert result.exit_code == 2
    assert "not in this lake" in result.stderr


def test_a_place_is_tried_out(world: World, settings, in_reach: ObjectServer) -> None:
    assert shown("check") == {"place": str(settings.LAKE), "usable": True, "keeps_old_versions": False}
    settings.LAKE = in_reach.place()
    assert shown("check")["usable"] is True
    in_reach.client.create_bucket(Bucket="lake-with-versions")
    in_reach.client.put_bucket_versioning(
        Bucket="lake-with-versions", VersioningConfiguration={"Status": "Enabled"}
    )
    settings.LAKE = in_reach.place("lake-with-versions")
    assert "lifecycle rule" in run("check").stdout


@pytest.mark.parametrize(
    ("how", "sentence"),
    [
        ({"refuse": "AccessDenied"}, "Give the user of REDCLOUD_S3_ACCESS_KEY the rights"),
        ({"refuse": "NoSuchBucket"}, "make the bucket"),
        ({"blind": True}, "If-None-Match"),
        ({"cut": True}, "does not answer"),
    ],
)
def test_a_place_that_cannot_be_used_ends_the_command_with_what_to_do(
    world: World, settings, in_reach: ObjectServer, capsys, how: dict[str, object], sentence: str
) -> None:
    settings.LAKE = in_reach.place()
    in_reach.told(**how)
    with pytest.raises(SystemExit) as ended, told_of_stores():
        app(["check"], standalone_mode=False)
    assert ended.value.code == NO_STORE
    said = capsys.readouterr().err
    assert sentence in said
    assert not [one for one in (KEY, SECRET, "someones-key") if one in said]


@pytest.mark.parametrize(
    ("environment", "sentence"),
    [
        ({"REDCLOUD_LAKE": "s3://cloud/lake"}, "give REDCLOUD_S3_ACCESS_KEY and REDCLOUD_S3_SECRET_KEY"),
        ({"REDCLOUD_LAKE": "lake"}, "REDCLOUD_LAKE has to be an absolute path or s3://bucket/prefix"),
        (
            {
                "REDCLOUD_LAKE": "s3://cloud/lake",
                "REDCLOUD_S3_ENDPOINT": "http://s3.example.org",
                "REDCLOUD_S3_ACCESS_KEY": "canary",
                "REDCLOUD_S3_SECRET_KEY": "canary",
            },
            "REDCLOUD_S3_ENDPOINT has to begin with https://",
        ),
    ],
)
def test_a_setting_that_cannot_be_read_stops_the_start_with_one_sentence(
    tmp_path: Path, environment: dict[str, str], sentence: str
) -> None:
    with Command(tmp_path, free_port(), "lake", "show", **environment) as command:
        assert command.finish() == 2
        assert sentence in command.said
        assert "Traceback" not in command.said
        assert "canary" not in command.said
