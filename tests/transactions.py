"""What is asked of the database while a transaction is open."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection


@contextmanager
def within_transactions() -> Iterator[list[str]]:
    """Give a list that fills with what is asked within a transaction from now on."""
    asked: list[str] = []

    def watch(execute: Any, sql: str, *rest: Any) -> Any:
        if connection.in_atomic_block:
            asked.append(sql)
        return execute(sql, *rest)

    with connection.execute_wrapper(watch):
        yield asked
