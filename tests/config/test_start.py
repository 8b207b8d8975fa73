"""What every command and every server process waits for at its start."""

from __future__ import annotations

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import pytest

from redcloud.config.environment import secret_key

SLOW = {"scipy", "sklearn", "pandas", "ibis", "sqlglot", "ortools"}


def test_nothing_is_imported_at_the_start_that_only_long_computations_need() -> None:
    code = (
        "import django, sys; django.setup(); import redcloud.commands.collect; "
        f"print(*sorted({SLOW!r} & sys.modules.keys()))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == []


def test_processes_that_start_at_once_in_an_empty_folder_have_one_key(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("REDCLOUD_SECRET_KEY", raising=False)
    together = Barrier(8)

    def start() -> str:
        together.wait()
        return secret_key(tmp_path)

    for _ in range(20):
        with ThreadPoolExecutor(8) as several:
            keys = {one.result() for one in [several.submit(start) for _ in range(8)]}
        assert len(keys) == 1
        assert len(keys.pop()) > 50
        assert [path.name for path in tmp_path.iterdir()] == ["secret.key"]
        assert (tmp_path / "secret.key").stat().st_mode & 0o077 == 0
        (tmp_path / "secret.key").unlink()
