"""``redcloud serve`` for real: it starts, answers, and stops everything that it started."""

from __future__ import annotations

import os
import signal
import socket
import time
from pathlib import Path

import pytest

from tests.commands.processes import Browser, Command, free_port


def _alive(pids: list[int]) -> list[int]:
    def runs(pid: int) -> bool:
        try:
            return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
        except FileNotFoundError:
            return False

    return [pid for pid in pids if runs(pid)]


@pytest.fixture(scope="module")
def data(tmp_path_factory) -> Path:
    return tmp_path_factory.mktemp("serve") / "data"


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT])
def test_it_serves_an_empty_folder_and_stops_all_that_it_started(data, how):
    with Command(data, free_port(), "serve") as server:
        server.wait_for("Serving http://127.0.0.1")
        assert Browser(server.url).get("/healthz")[0] == 200
        assert Browser(server.url).get("/")[0] == 200
        server.wait_for("redcloud roster invite NUMBER --administrator")
        started = server.children()
        assert len(started) >= 4  # pages with two processes of their own, and the worker
        assert server.stop(how) == 0, server.said
    assert _alive(started) == []


def test_a_port_that_is_taken_is_said_in_a_sentence(data):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with Command(data, port, "serve") as server:
            assert server.finish() == 3
        assert f"Port {port} on 127.0.0.1 cannot be used" in server.said
        assert f"REDCLOUD_PORT={port + 1}" in server.said
        assert "Traceback" not in server.said


def test_when_one_process_dies_the_others_stop_and_it_is_said(data):
    with Command(data, free_port(), "serve") as server:
        server.wait_for("Serving http://127.0.0.1")
        started = server.children()
        worker = next(
            pid for pid in started if "redcloud.commands.worker" in Path(f"/proc/{pid}/cmdline").read_text()
        )
        os.kill(worker, signal.SIGKILL)
        assert server.finish() == 1
        assert "worker process ended by itself" in server.said
    assert _alive(started) == []


def test_when_the_command_is_killed_nothing_goes_on_without_it(data):
    with Command(data, free_port(), "serve") as server:
        server.wait_for("Serving http://127.0.0.1")
        started = server.children()
        server.stop(signal.SIGKILL)
    deadline = time.monotonic() + 20
    while _alive(started) and time.monotonic() < deadline:
        time.sleep(0.2)
    assert _alive(started) == []


def test_a_folder_that_cannot_be_written_is_said_in_a_sentence(tmp_path):
    (tmp_path / "file").write_text("not a folder")
    with Command(tmp_path / "file" / "data", free_port(), "serve") as server:
        assert server.finish() == 4
        assert "The data folder cannot be written" in server.said
        assert "REDCLOUD_DATA" in server.said
        assert "Traceback" not in server.said
