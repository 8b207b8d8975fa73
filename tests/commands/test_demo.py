"""``redcloud demo`` for real: made once, kept, resumed after a kill, stopped by a sentence."""

from __future__ import annotations

import re
import shutil
import signal
import sqlite3
import time
from pathlib import Path

import pytest

from redcloud.demo.folder import read
from tests.commands.processes import Browser, Command, free_port
from tests.empty_database import lay_empty_database

SMALL = ("demo", "--members", "66", "--organisations", "1", "--branches", "3")
TABLES = (
    "people_member",
    "life_meeting",
    "life_rollentry",
    "discussions_comment",
    "needs_need",
    "records_statement",
    "portrait_release",
    "study_suggestion",
    "study_branchplan",
)


def _counts(data: Path) -> dict[str, int]:
    with sqlite3.connect(data / "redcloud.sqlite3") as database:
        return {
            name: database.execute(f"SELECT count(*) FROM {name}").fetchone()[0]  # noqa: S608
            for name in TABLES
        }


@pytest.fixture(scope="module")
def made(tmp_path_factory) -> Path:
    """A small province, made from nothing without serving it."""
    data = tmp_path_factory.mktemp("demo") / "data"
    with Command(data, free_port(), *SMALL, "--no-serve") as command:
        assert command.finish() == 0, command.said
        assert re.search(r"records +[\d,]{4,}", command.said)
        assert "plans" in command.said
    return data


def test_a_second_call_keeps_everything_serves_it_and_prints_the_same_way_in(made):
    before = _counts(made)
    note = read(made)
    assert note is not None
    began = time.monotonic()
    with Command(made, free_port(), *SMALL) as command:
        command.wait_for("nothing is lost")
        took_s = time.monotonic() - began
        assert note.password in command.said
        assert note.follow_code in command.said
        assert "Making" not in command.said
        for name in ("member", "secretary", "officer", "editor", "admin"):
            arrived = Browser(command.url).sign_in(name, note.password)
            assert "/accounts/login" not in arrived
        assert command.stop(signal.SIGINT) == 0
    assert took_s < 60
    assert _counts(made) == before


@pytest.mark.parametrize("after", ["members", "rolls", "needs"])
def test_a_demo_that_was_killed_goes_on_and_ends_the_same(made, tmp_path, after, empty_database):
    data = tmp_path / "data"
    lay_empty_database(empty_database, data)
    shutil.copy(made / "demo.json", data)  # the same seed, day and password
    with Command(data, free_port(), *SMALL, "--no-serve") as command:
        command.wait_for(f"\n  {after} ")
        command.stop(signal.SIGKILL)
    with Command(data, free_port(), *SMALL, "--no-serve") as command:
        assert command.finish() == 0, command.said
        assert f"\n  {after} " not in command.said
    assert _counts(data) == _counts(made)


def test_a_port_that_is_taken_is_said_before_anything_is_made(tmp_path):
    import socket

    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with Command(tmp_path / "data", port, *SMALL) as command:
            assert command.finish() == 3
    assert "cannot be used" in command.said
    assert not (tmp_path / "data" / "demo.json").exists()


def test_two_demos_do_not_make_one_province_together(tmp_path):
    import fcntl

    data = tmp_path / "data"
    data.mkdir()
    with (data / "demo.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        with Command(data, free_port(), *SMALL, "--no-serve") as command:
            assert command.finish() == 1
    assert "Another `redcloud demo`" in command.said


def test_a_province_that_cannot_be_is_refused(tmp_path):
    with Command(tmp_path / "data", free_port(), "demo", "--members", "9", "--no-serve") as command:
        assert command.finish() == 2
    assert "do not fit" in command.said
