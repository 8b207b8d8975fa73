"""The database silent or the disk full: whoever looks at a page is told so in their language."""

from __future__ import annotations

import errno
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
import pytest
from django.conf import settings
from django.db import OperationalError, connection
from django.test import Client

from redcloud.apps.outages import is_away, is_disk_full


@contextmanager
def silent_database() -> Iterator[None]:
    """Let every question fail, those of the error page itself included."""

    def fail(*_: Any) -> None:
        raise OperationalError("server closed the connection unexpectedly")

    with connection.execute_wrapper(fail):
        yield


@pytest.mark.parametrize(
    ("language", "said"), [("zh-hans", "数据库正忙或正在重新启动"), ("en", "The database is busy")]
)
def test_a_silent_database_is_said_in_the_readers_language(signed_in: Any, language: str, said: str) -> None:
    client: Client = signed_in("member")
    client.raise_request_exception = False
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    with silent_database():
        answer = client.get("/start/")
    assert (answer.status_code, answer["Retry-After"]) == (503, "60")
    assert said in answer.content.decode()
    assert client.get("/start/").status_code == 302


def caused_by(cause: Exception) -> OperationalError:
    problem = OperationalError("refused")
    problem.__cause__ = cause
    return problem


def test_a_full_disk_is_known_wherever_it_shows() -> None:
    full = sqlite3.OperationalError("database or disk is full")
    full.sqlite_errorname = "SQLITE_FULL"
    for problem in (
        OSError(errno.ENOSPC, "No space left on device"),
        caused_by(full),
        caused_by(psycopg.errors.DiskFull("could not extend file")),
    ):
        assert is_disk_full(problem)
    assert not is_disk_full(caused_by(sqlite3.OperationalError("database is locked")))
    assert is_away(caused_by(sqlite3.OperationalError("database is locked")))
    assert not is_away(ValueError("x"))
