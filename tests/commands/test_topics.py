"""``redcloud topics train``: teaches what people sorted, and says so where there is nothing to learn."""

from __future__ import annotations

import json

from typer.testing import CliRunner

from redcloud.commands.topics import app
from tests.world import World


def test_it_says_of_every_organisation_what_was_learnt(world: World) -> None:
    told = CliRunner().invoke(app, ["train", "--json"])
    assert (told.exit_code, json.loads(told.stdout)) == (0, {"organisations": {"north": {}, "south": {}}})
    assert (
        "north: nothing new to learn" in CliRunner().invoke(app, ["train", "--organisation", "north"]).stdout
    )


def test_an_organisation_that_is_not_there_is_named(world: World) -> None:
    told = CliRunner().invoke(app, ["train", "--organisation", "nowhere"])
    assert told.exit_code == 1
    assert "nowhere" in told.stderr
