"""``redcloud collect`` and ``redcloud records credential``: what they print, and their exit codes."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

import pytest
import typer
from typer.testing import CliRunner

from redcloud.apps.people.models import Organisation
from redcloud.apps.records.models import Credential, Identity, Outbox, Statement
from redcloud.apps.records.queries import credential_of
from redcloud.commands.collect import SOME_REJECTED, UNREADABLE, collect
from redcloud.commands.records import app as records_app
from tests.apps.records.making import lake, small

app = typer.Typer()
app.command()(collect)


def run(*arguments: str | Path) -> tuple[int, dict[str, Any]]:
    result = CliRunner().invoke(app, [*map(str, arguments), "--json"])
    return result.exit_code, json.loads(result.stdout)


def file_of(path: Path, *lines: Any) -> Path:
    text = "\n".join(one if isinstance(one, str) else json.dumps(one) for one in lines)
    path.write_bytes(gzip.compress(text.encode()) if path.suffix == ".gz" else text.encode())
    return path


@pytest.mark.django_db
def test_a_file_is_stored_once_and_reaches_the_lake(tmp_path: Path) -> None:
    path = file_of(tmp_path / "f.jsonl.gz", *[small(object={"id": f"urn:x:{n}"}) for n in range(3)])
    code, printed = run(path)
    assert (code, printed["stored"], printed["duplicate"], printed["rejected"]) == (0, 3, 0, [])
    assert (lake().read().num_rows, Outbox.objects.count()) == (3, 0)
    assert Organisation.objects.get(slug="local").parent is None
    assert Identity.objects.get(value="mailto:li@example.org").basis == "collected"
    assert run(path)[1]["duplicate"] == 3
    assert lake().read().num_rows == 3


@pytest.mark.django_db
def test_broken_lines_are_reported_by_line_and_the_others_stored(tmp_path: Path) -> None:
    path = file_of(tmp_path / "f.jsonl", small(), "", "{", small(verb={"id": "x"}), small())
    code, printed = run(path, "--organisation", "north")
    assert (code, printed["stored"]) == (SOME_REJECTED, 2)
    assert [(one["line"], one["path"], one["reason"]) for one in printed["rejected"]] == [
        (3, "", "not_json"),
        (4, "verb.id", "not_an_iri"),
    ]


@pytest.mark.django_db
def test_a_file_that_breaks_off_keeps_what_stood_before(tmp_path: Path) -> None:
    whole = gzip.compress(("\n".join(json.dumps(small()) for _ in range(2500))).encode())
    path = tmp_path / "f.gz"
    path.write_bytes(whole[: len(whole) // 2])
    code, printed = run(path)
    assert code == UNREADABLE
    assert printed["unreadable"][0]["reason"] == "broken_gzip"
    assert printed["stored"] == Statement.objects.count() > 0


@pytest.mark.django_db
def test_a_credential_is_printed_with_its_secret_once() -> None:
    result = CliRunner().invoke(records_app, ["credential", "--scope", "all", "--json"])
    printed = json.loads(result.stdout)
    assert {"endpoint", "key", "secret"} <= set(printed)
    found = credential_of(printed["key"], printed["secret"])
    assert found == Credential.objects.get()
    assert found.approver
    assert found.purpose
    assert found.expires_at is not None
