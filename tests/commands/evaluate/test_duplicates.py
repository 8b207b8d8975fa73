"""``redcloud evaluate duplicates``: the keys it prints, graded labels, and files it cannot use."""

from __future__ import annotations

import json
from pathlib import Path

from typer.testing import CliRunner

from redcloud.commands.evaluate import app
from tests.engine.topics.pairs.making import pairs

KEYS = {"accuracy", "average_precision", "roc_auc", "spearman"}


def _write(path: Path, factor: float = 1) -> Path:
    rows = zip(*pairs(), strict=True)
    path.write_text("".join(f"{a}\t{b}\t{label * factor:g}\n" for a, b, label in rows), encoding="utf-8")
    return path


def test_it_prints_its_figures_beside_those_of_overlap(tmp_path: Path) -> None:
    train, test = _write(tmp_path / "train.tsv"), _write(tmp_path / "test.tsv", 5)
    command = ["duplicates", "--train", str(train), "--test", str(test)]
    done = CliRunner().invoke(app, [*command, "--json"])
    assert done.exit_code == 0, done.output
    found = json.loads(done.stdout)
    assert found.keys() >= KEYS
    assert found["overlap"].keys() == KEYS
    assert found["average_precision"] > 0.9
    assert found["pairs"] == 40


def test_a_file_that_cannot_be_used_ends_with_a_sentence(tmp_path: Path) -> None:
    path = tmp_path / "train.tsv"
    path.write_text("只有一句\t1\n", encoding="utf-8")
    done = CliRunner().invoke(app, ["duplicates", "--train", str(path), "--test", str(path)])
    assert done.exit_code == 2
    assert "line 1: the number of cells is not right: 2 / 3" in done.output


def test_too_few_pairs_end_with_a_sentence(tmp_path: Path) -> None:
    path = tmp_path / "train.tsv"
    path.write_text("灯坏了\t路灯不亮\t1\n", encoding="utf-8")
    done = CliRunner().invoke(app, ["duplicates", "--train", str(path), "--test", str(path)])
    assert done.exit_code == 2
    assert "at least 20 pairs" in done.output
