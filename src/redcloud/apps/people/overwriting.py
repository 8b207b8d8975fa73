"""Stage people: what is deleted does not stay readable. In: a transaction that erases. Out: its pages, blank.

SQLite leaves deleted rows in free pages of its file, and their earlier state in the write-ahead log.
PostgreSQL does the like until it vacuums (docs/operations.md says what its operator does).
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction


@contextmanager
def overwriting_deletes() -> Iterator[None]:
    """Overwrite what is deleted inside; call it around a transaction, not in one."""
    if connection.vendor != "sqlite":
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA secure_delete = ON")
    try:
        yield
        transaction.on_commit(_empty_log)
    finally:
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA secure_delete = OFF")


def _empty_log() -> None:
    """Move the log into the file; where somebody is reading just now, the next checkpoint does it."""
    if connection.in_atomic_block:
        return  # called inside a larger transaction, whose end empties nothing
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
