"""Two writers at the same moment on PostgreSQL: the first stays in its transaction until the other waits."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

import pytest
from django.db import connection, transaction

needs_postgresql = pytest.mark.skipif(
    connection.vendor != "postgresql", reason="SQLite lets one writer in at a time"
)
WAITING = "SELECT count(*) FROM pg_locks WHERE NOT granted"
LOOKS = 150
"""How often the first looks whether the other waits, every 20 ms, before it goes on without."""


@dataclass
class First:
    """What became of the first."""

    error: BaseException | None = None
    waited_for: bool = False


def at_once(first: Callable[[], object], second: Callable[[], object], looks: int = LOOKS) -> First:
    """Run ``first`` in a transaction, ``second`` before that ends; ``second`` raises what it raises."""
    found, has_acted = First(), threading.Event()

    def act() -> None:
        try:
            with transaction.atomic():
                first()
                has_acted.set()
                for _ in range(looks):
                    with connection.cursor() as cursor:
                        cursor.execute(WAITING)
                        found.waited_for = bool(cursor.fetchone()[0])
                    if found.waited_for:
                        break
                    time.sleep(0.02)
        except BaseException as error:  # noqa: BLE001 - told to the test
            found.error = error
        finally:
            has_acted.set()
            connection.close()

    thread = threading.Thread(target=act)
    thread.start()
    try:
        assert has_acted.wait(20)
        second()
    finally:
        thread.join(20)
    return found
