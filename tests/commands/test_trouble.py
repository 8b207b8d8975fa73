"""Trouble ends a command with a sentence and a code; a fault of the program keeps its traceback."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest
from django.db import connection
from django.db.backends.postgresql.base import DatabaseWrapper

from redcloud.commands.trouble import NO_DATABASE, NO_ROOM, PORT_TAKEN, Trouble, told_plainly


def test_trouble_is_told_with_its_code(capsys):
    with pytest.raises(SystemExit) as ended, told_plainly():
        raise Trouble("The port is taken.", PORT_TAKEN)
    assert ended.value.code == PORT_TAKEN
    assert capsys.readouterr().err.strip() == "The port is taken."


def test_a_full_disk_is_told(capsys):
    with pytest.raises(SystemExit) as ended, told_plainly():
        # The device answers every write with "no space left".
        Path("/dev/full").write_text("x")
    assert ended.value.code == NO_ROOM
    assert "The disk is full" in capsys.readouterr().err


def test_a_full_disk_under_the_database_is_told(capsys, tmp_path):
    with sqlite3.connect(tmp_path / "full.sqlite3") as database:
        database.execute("CREATE TABLE t (x)")
        database.execute("PRAGMA max_page_count = 2")
        with pytest.raises(SystemExit) as ended, told_plainly(), connection.wrap_database_errors:
            database.executemany("INSERT INTO t VALUES (?)", [("x" * 4000,)] * 50)
    assert ended.value.code == NO_ROOM
    assert "The disk is full" in capsys.readouterr().err


def test_a_database_that_does_not_answer_is_told(capsys, django_db_blocker):
    silent = DatabaseWrapper({"NAME": "nowhere", "HOST": "127.0.0.1", "PORT": "1", **_BARE}, "silent")
    with pytest.raises(SystemExit) as ended, told_plainly(), django_db_blocker.unblock():
        silent.ensure_connection()
    assert ended.value.code == NO_DATABASE
    assert "DATABASE_URL" in capsys.readouterr().err


_BARE = {
    "USER": "nobody",
    "PASSWORD": "",
    "OPTIONS": {"connect_timeout": 2},
    "TIME_ZONE": None,
    "CONN_MAX_AGE": 0,
    "CONN_HEALTH_CHECKS": False,
    "AUTOCOMMIT": True,
}


@pytest.mark.django_db
def test_a_fault_of_the_program_keeps_its_traceback():
    with pytest.raises(Exception, match="no_such_table"), told_plainly(), connection.cursor() as cursor:
        cursor.execute("SELECT * FROM no_such_table")
