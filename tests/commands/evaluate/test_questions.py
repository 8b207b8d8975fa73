"""``redcloud evaluate questions``: what is planted is found, and little else."""

from __future__ import annotations

import json

from typer.testing import CliRunner

from redcloud.commands.evaluate import app


def test_what_is_planted_is_found_and_little_else() -> None:
    done = CliRunner().invoke(app, ["questions", "--branches", "40", "--seed", "3", "--json"])
    assert done.exit_code == 0, done.output
    figures = json.loads(done.stdout)
    assert set(figures) == {"alike_minutes", "late_roll", "always_complete", "need_back"}
    for one in figures.values():
        assert one["planted"] >= 10
        assert one["recall"] >= 0.9
        assert one["precision"] >= 0.6
    assert (
        CliRunner().invoke(app, ["questions", "--branches", "40", "--seed", "3", "--json"]).stdout
        == done.stdout
    )
