"""Stage records: one at a time, across threads and processes. In: a path. Out: a held lock."""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def held(path: Path) -> Iterator[None]:
    """Hold the lock file ``path``; waits for whoever holds it. Freed by the system if the process dies.

    Not re-entrant: taking it twice in one thread waits for ever.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
