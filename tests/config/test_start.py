"""What every command and every server process waits for at its start."""

from __future__ import annotations

import subprocess
import sys

SLOW = {"scipy", "sklearn", "pandas", "ibis", "sqlglot", "ortools"}


def test_nothing_is_imported_at_the_start_that_only_long_computations_need() -> None:
    code = (
        "import django, sys; django.setup(); import redcloud.commands.collect; "
        f"print(*sorted({SLOW!r} & sys.modules.keys()))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == []
