"""Runs the real ``redcloud`` command in a process of its own, with a data folder and a port of its own."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from http.cookiejar import CookieJar
from pathlib import Path

READY_WITHIN_S = 240  # a busy machine is no fault


def free_port() -> int:
    """Find a port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Command:
    """A ``redcloud`` command with its output in a file."""

    def __init__(self, data: Path, port: int, *arguments: str, **environment: str) -> None:
        self.output = Path(tempfile.mkdtemp(prefix="redcloud-command-")) / "said"
        inherited = {key: value for key, value in os.environ.items() if key != "DATABASE_URL"}
        with self.output.open("w") as output:
            self.process = subprocess.Popen(
                [sys.executable, "-c", "from redcloud.cli import main; main()", *arguments],
                stdout=output,
                stderr=subprocess.STDOUT,
                env=inherited
                | {"REDCLOUD_DATA": str(data), "REDCLOUD_PORT": str(port), "COLUMNS": "160"}
                | environment,
            )
        self.url = f"http://127.0.0.1:{port}"

    def __enter__(self) -> Command:
        return self

    def __exit__(self, *_error: object) -> None:
        if self.process.poll() is None:
            self.stop()

    @property
    def said(self) -> str:
        """What the command has printed so far."""
        return self.output.read_text()

    def wait_for(self, words: str) -> None:
        """Wait until the command has printed ``words``."""
        deadline = time.monotonic() + READY_WITHIN_S
        while words not in self.said:
            assert self.process.poll() is None, self.said
            assert time.monotonic() < deadline, self.said
            time.sleep(0.1)

    def finish(self) -> int:
        """Wait for the command to end by itself; return its exit code."""
        return self.process.wait(READY_WITHIN_S)

    def stop(self, how: int = signal.SIGTERM) -> int:
        """Send a signal and wait; return the exit code."""
        self.process.send_signal(how)
        return self.process.wait(40)

    def children(self) -> list[int]:
        """Process ids of everything that the command has started and that still runs."""
        found, waiting = [], [self.process.pid]
        while waiting:
            for task in Path(f"/proc/{waiting.pop()}/task").glob("*/children"):
                own = [int(pid) for pid in task.read_text().split()]
                found += own
                waiting += own
        return found


class Browser:
    """A visitor with cookies."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.cookies = CookieJar()
        self.opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(self.cookies))

    def get(self, path: str) -> tuple[int, str]:
        """Fetch a page; follow redirects."""
        with self.opener.open(self.url + path, timeout=30) as answer:
            return answer.status, answer.read().decode()

    def sign_in(self, name: str, password: str) -> str:
        """Sign in; return the address of the page that came after."""
        self.get("/accounts/login/")
        token = next(cookie.value for cookie in self.cookies if cookie.name == "csrftoken")
        form = f"login={name}&password={password}&csrfmiddlewaretoken={token}".encode()
        request = urllib.request.Request(self.url + "/accounts/login/", form)  # noqa: S310
        request.add_header("Referer", self.url + "/accounts/login/")
        with self.opener.open(request, timeout=30) as answer:
            return answer.url
