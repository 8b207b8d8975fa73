"""The group ``redcloud evaluate``: there, quick to start, and without a database."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path


def test_it_runs_from_any_folder_and_makes_no_data_folder(tmp_path: Path) -> None:
    data = tmp_path / "data"
    command = [sys.executable, "-c", "from redcloud.cli import main; main()", "evaluate", "--help"]
    done = subprocess.run(
        command,
        cwd=tmp_path,
        env={**os.environ, "REDCLOUD_DATA": str(data)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "evaluate" in done.stdout
    assert not data.exists()
