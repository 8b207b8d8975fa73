"""``redcloud rules``: the packs, a file that does not load and why, the choice at set-up and later."""

from __future__ import annotations

from pathlib import Path
from typing import get_args

import pytest
from typer.testing import CliRunner

import redcloud.packs
from redcloud.apps.people.models import Organisation
from redcloud.apps.rules.faults import SENTENCES
from redcloud.apps.rules.queries import pack_of
from redcloud.commands import roster, rules
from redcloud.engine.rules.table import FaultCode

pytestmark = pytest.mark.django_db
PARTY = (Path(redcloud.packs.__file__).parent / "party/2026.toml").read_text("utf-8")


def test_every_fault_of_a_pack_has_its_sentences() -> None:
    assert set(SENTENCES) == set(get_args(FaultCode))


@pytest.mark.parametrize(
    ("target", "language", "said"),
    [
        ("person", "zh-hans", "规则不能针对某一个人"),
        ("person", "en", "A rule cannot be about a person"),
        ("absence", "zh-hans", "规则不能统计谁没有到会"),
        ("absence", "en", "A rule cannot count who did not come"),
        ("time_online", "zh-hans", "规则不能统计在线时长"),
        ("time_online", "en", "A rule cannot count time online"),
        ("points", "en", "A rule cannot score"),
    ],
)
def test_a_pack_that_crosses_a_line_does_not_load_and_says_why_in_the_readers_language(
    tmp_path: Path, target: str, language: str, said: str
) -> None:
    file = tmp_path / "pack.toml"
    file.write_text(PARTY.replace('target = "branch"', f'target = "{target}"', 1), encoding="utf-8")
    result = CliRunner().invoke(rules.app, ["check", str(file), "--language", language])
    assert result.exit_code == rules.REFUSED
    assert said in result.stderr
    assert "cadence[0].target" in result.stderr


def test_a_sound_pack_is_said_to_be_one(tmp_path: Path) -> None:
    file = tmp_path / "pack.toml"
    file.write_text(PARTY, encoding="utf-8")
    result = CliRunner().invoke(rules.app, ["check", str(file)])
    assert (result.exit_code, result.stdout.split(":")[0]) == (0, "party 2026.1")


def test_the_pack_is_chosen_when_the_roster_comes_in_and_can_be_changed(tmp_path: Path) -> None:
    file = tmp_path / "roster.csv"
    file.write_text("会员姓名,编号,基层工会\n王芳,A1,红星厂工会\n", encoding="utf-8")
    run = CliRunner().invoke
    unknown = run(roster.app, ["import", str(file), "--pack", "no-such"])
    assert (unknown.exit_code, "party, union" in unknown.stderr) == (roster.NO_CODE, True)
    assert not Organisation.objects.exists()
    assert run(roster.app, ["import", str(file), "--pack", "union"]).exit_code == 0
    root = Organisation.objects.get(slug="local")
    assert pack_of(root.pk).code == "union"
    assert run(rules.app, ["choose", "party"]).exit_code == 0
    assert pack_of(root.pk).code == "party"
    assert run(rules.app, ["choose", "party", "--organisation", "nobody"]).exit_code == rules.NOT_FOUND
    assert run(rules.app, ["choose", "no-such"]).exit_code == rules.NOT_FOUND
