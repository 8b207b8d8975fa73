"""``redcloud portrait``: build and show, with exit codes that mean something."""

from __future__ import annotations

import json

from typer.testing import CliRunner

from redcloud.apps.portrait.models import Look
from redcloud.apps.portrait.state import portrait_store
from redcloud.apps.records.actions import store_statements
from redcloud.apps.records.models import Basis, Identity
from redcloud.commands.portrait import NOBODY_FOUND, NOT_POSSIBLE, app
from redcloud.engine.records.identifiers import Identifier
from redcloud.engine.records.profile import AUTHORITY
from tests.apps.portrait.conftest import folded  # noqa: F401 - a setting of these tests
from tests.world import World

STRANGER = "learner-17"


def run(*arguments: str) -> tuple[int, str]:
    done = CliRunner().invoke(app, list(arguments))
    return done.exit_code, done.stdout


def collected(world: World) -> None:
    """Statements of somebody who is on no roster, with the basis that collecting a file writes down."""
    statement = {
        "actor": {"account": {"homePage": "https://lms.example", "name": STRANGER}},
        "verb": {"id": "http://adlnet.gov/expapi/verbs/completed"},
        "object": {
            "id": "https://lms.example/lesson/1",
            "definition": {"type": "http://adlnet.gov/expapi/activities/lesson"},
        },
        "timestamp": "2026-02-10T08:00:00Z",
    }
    done = store_statements(
        root=world.north,
        statements=[statement],
        source="file",
        authority=Identifier("account", "test", AUTHORITY),
    )
    assert done.stored == 1
    Identity.objects.filter(value=STRANGER).update(basis=Basis.COLLECTED)


def test_build_folds_what_waits_and_says_how_many(folded: World) -> None:  # noqa: F811
    code, text = run("build", "--json")
    assert code == 0
    assert json.loads(text)["portraits"] == 1


def test_an_actor_on_no_roster_has_a_portrait_with_evidence_on_the_command_line_only(world: World) -> None:
    collected(world)
    assert run("build", "--json")[0] == 0
    code, text = run("show", STRANGER, "--as", "值班员", "--reason", "核对", "--json")
    lines = json.loads(text)["lines"]
    assert code == 0
    assert {line["kind"] for line in lines} == {"participation", "study_done"}
    assert all(line["evidence"] for line in lines)
    assert Look.objects.get().identity.value == STRANGER


def test_show_is_written_down_with_name_and_reason(folded: World) -> None:  # noqa: F811
    assert run("show", "member", "--organisation", "north", "--as", "值班员", "--reason", "核对")[0] == 0
    look = Look.objects.get()
    assert (look.member_id, look.looker_name, look.reason) == (folded.members["member"].pk, "值班员", "核对")


def test_nobody_and_no_reason_have_exit_codes_and_leave_no_look(folded: World) -> None:  # noqa: F811
    assert run("show", "nobody", "--as", "值班员", "--reason", "核对")[0] == NOBODY_FOUND
    assert run("show", "member", "--as", "值班员", "--reason", " ")[0] == NOT_POSSIBLE
    assert run("build", "--organisation", "nowhere")[0] == NOBODY_FOUND
    assert run("build", "--engine", "mysql://")[0] == NOT_POSSIBLE
    assert not Look.objects.exists()


def test_a_build_without_room_changes_nothing_and_says_what_to_do(folded: World, settings) -> None:  # noqa: F811
    before = portrait_store().epoch()
    settings.FOLD_MEMORY_MIB = 1
    done = CliRunner().invoke(app, ["build"])
    assert done.exit_code == NOT_POSSIBLE
    assert "REDCLOUD_FOLD_MEMORY_MB" in done.stderr
    assert portrait_store().epoch() == before
