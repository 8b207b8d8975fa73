"""The bench of portraits fills what it says, folds it as the peer does, and finds what it folded."""

from __future__ import annotations

from pathlib import Path

import pytest

from redcloud.bench.portrait import steps


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("bench")
    assert steps.make(made, 1_000)["rows"]["lake"] > 100_000
    return made


def test_the_peer_does_the_same_work(folder: Path) -> None:
    ours, theirs = steps.ours(folder, 1_000), steps.pandas(folder, 1_000)
    assert ours["rows"] == theirs["rows"]
    assert ours["rows"]["portraits"] > 900
    assert ours["rows"]["records"] > 100_000


def test_a_rebuild_a_day_and_pages_follow_one_another(folder: Path) -> None:
    rebuilt = steps.rebuild(folder, 1_000)
    assert rebuilt["state_rows"] == steps.ours(folder, 1_000)["rows"]["records"]
    assert steps.day(folder, 1_000)["rows"] == 150
    assert steps.page(folder, 1_000)["median_ms"] > 0
