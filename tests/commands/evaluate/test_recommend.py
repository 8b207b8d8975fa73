"""``redcloud evaluate recommend``: keys, tables, refusals, and a test file that waits for its turn."""

from __future__ import annotations

import json
import os
import threading
from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner, Result

from redcloud.commands.evaluate import app
from redcloud.engine.study.collaborative import evaluation
from redcloud.engine.study.collaborative.interactions import Csr
from tests.engine.study.collaborative.planted import tastes


def write(path: Path, matrix: Csr) -> Path:
    """Write a file of lines, with ids that are not dense."""
    lines = [
        " ".join(map(str, [row * 3, *(matrix[[row]].indices * 7 + 1).tolist()]))
        for row in range(matrix.shape[0])
    ]
    path.write_text("\n".join(lines))
    return path


@pytest.fixture
def files(tmp_path: Path) -> list[str]:
    known, held = tastes(users=60, items=40, each=8, held=4)
    rng = np.random.default_rng(0)
    chosen = np.argmax(held.toarray() * rng.random(held.shape), axis=1)
    valid = Csr((np.ones(60, np.float32), (np.arange(60), chosen)), shape=held.shape)
    write(tmp_path / "train.txt", known)
    write(tmp_path / "valid.txt", valid)
    write(tmp_path / "test.txt", Csr(held - valid))
    texts = "\n".join(f"{item * 7 + 1},课程{'甲乙丙丁'[item % 4]},text {item}" for item in range(40))
    (tmp_path / "items.csv").write_text(f"item,title,text\n{texts}\n", encoding="utf-8")
    return ["--train", str(tmp_path / "train.txt"), "--test", str(tmp_path / "test.txt")]


def run(*arguments: str) -> Result:
    return CliRunner().invoke(app, ["recommend", *arguments])


def test_it_prints_the_keys_and_the_same_figures_twice(files: list[str], tmp_path: Path) -> None:
    asked = [*files, "--valid", str(tmp_path / "valid.txt"), "--k", "5", "--json"]
    results = [run(*asked) for _ in range(2)]
    assert results[0].exit_code == 0, results[0].output
    one, other = (json.loads(result.stdout) for result in results)
    figures = ("recall@5", "ndcg@5", "coverage", "model")
    assert [one[key] for key in figures] == [other[key] for key in figures]
    assert {"fit_s", "recommend_s", "peak_rss_mb"} <= set(one)
    assert one["recall@5"] > one["validation"]["popularity"]["recall@5"]
    assert (one["trained_on"], one["masked"]) == ("train+valid", "train+valid")
    assert one["recall@5"] >= one["train_masked"]["recall@5"]


def test_without_json_every_model_stands_in_a_table_and_cold_items_beside_chance(
    files: list[str], tmp_path: Path
) -> None:
    got = run(*files, "--items", str(tmp_path / "items.csv"), "--cold-items", "0.2", "--k", "5")
    assert got.exit_code == 0, got.output
    for word in ("popularity", "ease", "spectral", "factors", "text_neighbours", "8 cold items", "at random"):
        assert word in got.stdout


def test_a_test_file_is_opened_only_when_fitting_is_finished(
    files: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A pipe lets nobody read before it is written to, and it is written to only after fitting."""
    content = (tmp_path / "test.txt").read_text()
    (tmp_path / "test.txt").unlink()
    os.mkfifo(tmp_path / "test.txt")
    fitted = threading.Event()
    fit = evaluation.fit

    def fit_and_say(*given: object) -> evaluation.Fit:
        done = fit(*given)  # type: ignore[arg-type]
        fitted.set()
        return done

    monkeypatch.setattr(evaluation, "fit", fit_and_say)
    early = []

    def feed() -> None:
        with (tmp_path / "test.txt").open("w") as pipe:  # waits for a reader
            early.append(not fitted.is_set())
            pipe.write(content)

    writer = threading.Thread(target=feed, daemon=True)
    writer.start()
    got = run(*files, "--k", "5", "--json")
    writer.join(10)
    assert got.exit_code == 0, got.output
    assert early == [False]


def test_users_and_items_of_the_test_file_alone_are_counted_and_cannot_be_hit(
    files: list[str], tmp_path: Path
) -> None:
    (tmp_path / "test.txt").write_text("0 99999\n77777 1\n")
    told = json.loads(run(*files, "--k", "5", "--json").stdout)
    assert told["users"] == 2
    assert told["recall@5"] in (0, 0.5)


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("train.txt", "1 2\n3 four\n", "line 2"),
        ("test.txt", "1 2\n\nx\n", "line 3"),
        ("train.txt", "\n", "holds no item"),
        ("test.txt", "", "holds no item"),
    ],
)
def test_a_malformed_file_is_named_with_exit_code_2(
    files: list[str], tmp_path: Path, name: str, text: str, said: str
) -> None:
    (tmp_path / name).write_text(text)
    got = run(*files, "--budget-s", "1")
    assert got.exit_code == 2
    assert said in got.stderr
    assert name in got.stderr


def test_a_test_file_that_never_comes_is_said(files: list[str], tmp_path: Path) -> None:
    (tmp_path / "test.txt").unlink()
    got = run(*files, "--budget-s", "1")
    assert got.exit_code == 2
    assert "No such file" in got.stderr


def test_cold_items_need_texts(files: list[str]) -> None:
    got = run(*files, "--cold-items", "0.1")
    assert got.exit_code == 2
    assert "--items" in got.stderr
