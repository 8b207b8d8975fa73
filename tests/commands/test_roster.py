"""``redcloud roster``: what it prints, what its exit codes mean, and that a dry run leaves nothing behind."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from redcloud.apps.people.activation import activate
from redcloud.apps.people.models import Member, Organisation, RoleAssignment
from redcloud.commands.roster import app

pytestmark = pytest.mark.django_db
GOOD = "姓名,编号,党支部\n王芳,A1,一支部\n"
BAD = GOOD + ",A2,一支部\n"


def run(tmp_path: Path, text: str, *options: str) -> tuple[int, dict[str, object]]:
    file = tmp_path / "roster.csv"
    file.write_text(text, encoding="utf-8")
    result = CliRunner().invoke(app, ["import", str(file), "--json", *options])
    return result.exit_code, json.loads(result.stdout)


def test_a_good_file_ends_with_nought_and_counts(tmp_path: Path) -> None:
    code, told = run(tmp_path, GOOD)
    assert (code, told["created"], told["rejected"]) == (0, 1, [])
    assert Organisation.objects.filter(slug="local").exists()
    code, told = run(tmp_path, GOOD)
    assert (code, told["created"], told["unchanged"]) == (0, 0, 1)


def test_bad_rows_end_with_three_and_are_named_in_the_language_asked_for(tmp_path: Path) -> None:
    code, told = run(tmp_path, BAD, "--language", "en")
    assert code == 3
    (problem,) = told["rejected"]  # type: ignore[misc]
    assert (problem["line"], problem["column"], problem["code"]) == (3, "姓名", "missing")
    assert problem["reason"] == "This cell is empty."
    assert problem["remedy"]
    assert Member.objects.count() == 1


def test_a_file_that_cannot_be_read_ends_with_two(tmp_path: Path) -> None:
    code, told = run(tmp_path, "你好\n世界\n")
    assert code == 2
    assert told["error"]["code"] == "no_headings"  # type: ignore[index]


def test_a_dry_run_leaves_not_even_the_organisation(tmp_path: Path) -> None:
    code, told = run(tmp_path, GOOD, "--dry-run", "--organisation", "county")
    assert (code, told["created"], told["dry_run"]) == (0, 1, True)
    assert not Organisation.objects.exists()


def test_the_first_administrator_comes_in_by_an_invitation(tmp_path: Path) -> None:
    run(tmp_path, GOOD)
    invited = CliRunner().invoke(app, ["invite", "A1", "--administrator", "--json"])
    code = json.loads(invited.stdout)["code"]
    user = activate(code=code, username="fang", password="river-stone-2026", email="", answers={})
    assert RoleAssignment.objects.get(user=user).role == "administrator"
    assert CliRunner().invoke(app, ["invite", "A1"]).exit_code == 1
    assert CliRunner().invoke(app, ["invite", "nobody"]).exit_code == 1
