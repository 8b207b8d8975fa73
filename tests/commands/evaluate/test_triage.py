"""``redcloud evaluate triage``: the keys it prints, several training files, and files it cannot use."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from redcloud.commands.evaluate import app
from tests.engine.topics.making import messages

KEYS = {"macro_f1", "accuracy", "per_class", "calibration_error"}


def _write(path: Path, column: str, rows: list[tuple[str, str]], encoding: str = "utf-8-sig") -> Path:
    with path.open("w", encoding=encoding, newline="") as handle:
        writer = csv.writer(handle)
        writer.writerow([column, "label"])
        writer.writerows(rows)
    return path


def _rows() -> list[tuple[str, str]]:
    return [(fields["title"], label) for fields, label in zip(*messages(), strict=True)]


def test_it_learns_from_several_files_and_prints_one_object(tmp_path: Path) -> None:
    rows = _rows()
    titles = _write(tmp_path / "titles.csv", "title", rows[:30])
    bodies = _write(
        tmp_path / "bodies.csv", "body", [("您好，" + text, label) for text, label in rows[30:60]], "gb18030"
    )
    test = _write(tmp_path / "test.csv", "title", rows[60:])
    command = ["triage", "--train", str(titles), "--train", str(bodies), "--test", str(test), "--json"]
    done = CliRunner().invoke(app, command)
    assert done.exit_code == 0, done.output
    found = json.loads(done.stdout)
    assert found.keys() >= KEYS
    assert found["macro_f1"] > 0.9
    assert set(found["per_class"]) == {"lighting", "rubbish", "schooling"}
    assert sum(figures["texts"] for figures in found["per_class"].values()) == found["rows"] == 12
    assert 0 <= found["calibration_error"] <= 1
    assert found["train_rows"] == 60


def test_a_label_that_was_never_learnt_is_never_right(tmp_path: Path) -> None:
    train = _write(tmp_path / "train.csv", "title", _rows()[:30])
    test = _write(tmp_path / "test.csv", "title", [("路灯不亮", "lighting"), ("公交太少", "buses")])
    done = CliRunner().invoke(app, ["triage", "--train", str(train), "--test", str(test), "--json"])
    found = json.loads(done.stdout)
    assert found["per_class"]["buses"]["f1"] == 0
    assert found["accuracy"] <= 0.5


def test_folds_measure_without_a_test_file(tmp_path: Path) -> None:
    train = _write(tmp_path / "train.csv", "title", [*_rows(), *_rows()[:9]])
    done = CliRunner().invoke(app, ["triage", "--train", str(train), "--folds", "3", "--json"])
    assert done.exit_code == 0, done.output
    found = json.loads(done.stdout)
    assert found.keys() >= KEYS
    assert found["rows"] == 72, "each text is asked about once, and what repeats another is not"
    assert len(found["folds"]) == 3
    assert found["macro_f1"] == pytest.approx(sum(found["folds"]) / 3)
    assert found["macro_f1"] > 0.9


@pytest.mark.parametrize("more", [[], ["--folds", "3", "--test", __file__], ["--folds", "40"]])
def test_a_test_file_or_folds_but_not_both(more: list[str], tmp_path: Path) -> None:
    train = _write(tmp_path / "train.csv", "title", _rows())
    assert CliRunner().invoke(app, ["triage", "--train", str(train), *more]).exit_code == 2


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("name,label\na,b\n", "no column title,body"),
        ("title,label\na\n", "line 2: the number of cells"),
        ("title,label\n灯,照明\n路,照明\n", "one label only"),
    ],
)
def test_a_file_that_cannot_be_used_ends_with_a_sentence(tmp_path: Path, content: str, says: str) -> None:
    path = tmp_path / "train.csv"
    path.write_text(content, encoding="utf-8")
    done = CliRunner().invoke(app, ["triage", "--train", str(path), "--test", str(path), "--json"])
    assert done.exit_code == 2
    assert says in done.output


def test_the_label_is_not_a_text(tmp_path: Path) -> None:
    path = _write(tmp_path / "train.csv", "title", _rows())
    command = ["triage", "--train", str(path), "--test", str(path), "--text", "label"]
    assert CliRunner().invoke(app, command).exit_code == 2


def test_the_test_file_is_read_only_after_fitting(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from redcloud.commands.evaluate import triage as module

    order = []
    trained, read = module._trained, module._read
    monkeypatch.setattr(module, "_trained", lambda parts: (order.append("fit"), trained(parts))[1])
    monkeypatch.setattr(module, "_read", lambda path, *rest: (order.append(path.name), read(path, *rest))[1])
    train = _write(tmp_path / "train.csv", "title", _rows()[:30])
    test = _write(tmp_path / "test.csv", "title", _rows()[30:])
    done = CliRunner().invoke(app, ["triage", "--train", str(train), "--test", str(test)])
    assert done.exit_code == 0, done.output
    assert order == ["train.csv", "fit", "test.csv"]
