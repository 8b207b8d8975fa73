"""``redcloud serve``: the pages (granian) and the worker beside them, started and stopped together."""

from __future__ import annotations

import ctypes
import os
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass, field
from types import FrameType
from typing import Annotated, Final

import typer
from django.conf import settings

from redcloud.apps.people.models import Role, RoleAssignment
from redcloud.commands.database import migrate_if_needed
from redcloud.commands.trouble import PORT_TAKEN, Trouble, told_plainly
from redcloud.web.ui.bodies import THREADS

HOST: Final = "127.0.0.1"
READY_WITHIN_S: Final = 120.0
STOP_WITHIN_S: Final = 15.0
LOOK_EVERY_S: Final = 0.2


def serve(
    workers: Annotated[int, typer.Option(min=1, help="Server processes.")] = 2,
    host: Annotated[str, typer.Option(help="Address to listen on.")] = HOST,
) -> None:
    """Serve what is in the data folder, empty or not, on REDCLOUD_PORT (8000)."""
    with told_plainly():
        check_port(host, settings.PORT)
        migrate_if_needed()
        run_until_stopped(host, settings.PORT, workers, _say_where)


def _say_where() -> None:
    """Say the address; as long as nobody administers anything, how the first administrator gets in."""
    typer.echo(f"Serving {settings.PUBLIC_URL}")
    if not RoleAssignment.objects.filter(role=Role.ADMINISTRATOR).exists():
        typer.echo(
            "Nobody administers an organisation here yet. With its roster (Excel or CSV):\n"
            "  redcloud roster import FILE\n"
            "  redcloud roster invite NUMBER --administrator\n"
            f"Then open {settings.PUBLIC_URL}/activate/ and enter the code."
        )


def check_port(host: str, port: int) -> None:
    """Make sure that nobody listens on the port yet.

    Raises
    ------
    Trouble
        With what to do, if somebody does or the port may not be used.
    """
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as problem:
            raise Trouble(
                f"Port {port} on {host} cannot be used: {str(problem.strerror).lower()}. Stop what uses it, "
                f"or choose another: REDCLOUD_PORT={port + 1}.",
                PORT_TAKEN,
            ) from problem


@dataclass(slots=True)
class Household:
    """The processes that serve: all run, or none."""

    children: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)

    def start(self, name: str, command: list[str]) -> None:
        """Start a process in a session of its own, so that Ctrl-C reaches it through us alone."""
        # Safe before exec: the hook makes one system call and takes no lock.
        self.children[name] = subprocess.Popen(  # noqa: S603 - our own commands
            command,
            start_new_session=True,
            preexec_fn=_follow_parent,
        )

    def fallen(self) -> str | None:
        """Name a process that has ended, if any."""
        return next((name for name, child in self.children.items() if child.poll() is not None), None)

    def stop(self) -> None:
        """Ask every process to stop, wait, and end those that do not."""
        for child in self.children.values():
            if child.poll() is None:
                child.terminate()
        deadline = time.monotonic() + STOP_WITHIN_S
        for child in self.children.values():
            try:
                child.wait(max(0.0, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                os.killpg(child.pid, signal.SIGKILL)
                child.wait()


def _follow_parent() -> None:
    """Ask Linux to end this process when its parent is killed (prctl(2), PR_SET_PDEATHSIG)."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(1, signal.SIGTERM)


def run_until_stopped(host: str, port: int, workers: int, ready: Callable[[], None]) -> None:
    """Start pages and worker, call ``ready`` once pages answer, and stay until a signal to stop.

    Raises
    ------
    Trouble
        If one of the processes ends by itself or no page answers in time.
    """
    stopping = threading.Event()

    def ask_to_stop(_signal: int, _frame: FrameType | None) -> None:
        stopping.set()

    before = {name: signal.signal(name, ask_to_stop) for name in (signal.SIGINT, signal.SIGTERM)}
    household = Household()
    try:
        household.start("pages", pages_command(host, port, workers))
        household.start("worker", [sys.executable, "-m", "redcloud.commands.worker"])
        _wait_ready(household, host, port, stopping)
        if not stopping.is_set():
            ready()
        while not stopping.wait(LOOK_EVERY_S):
            _check_all_run(household)
    finally:
        household.stop()
        for name, handler in before.items():
            signal.signal(name, handler)


def pages_command(host: str, port: int, workers: int) -> list[str]:
    """Spell the granian call."""
    return [
        sys.executable,
        *("-m", "granian", "--interface", "wsgi", "--no-ws"),
        *("--host", host, "--port", str(port), "--workers", str(workers)),
        *("--blocking-threads", str(THREADS), "--log-level", "warning", "--workers-kill-timeout", "5"),
        "redcloud.config.wsgi:application",
    ]


def _wait_ready(household: Household, host: str, port: int, stopping: threading.Event) -> None:
    deadline = time.monotonic() + READY_WITHIN_S
    while not stopping.is_set() and not _answers(host, port):
        _check_all_run(household)
        if time.monotonic() > deadline:
            raise Trouble(f"No page answered within {READY_WITHIN_S:.0f} seconds; the lines above say why.")
        stopping.wait(LOOK_EVERY_S)


def _answers(host: str, port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://{host}:{port}/healthz", timeout=2) as response:
            return bool(response.status == 200)
    except (urllib.error.URLError, TimeoutError, ConnectionError):
        return False


def _check_all_run(household: Household) -> None:
    fallen = household.fallen()
    if fallen is not None:
        code = household.children[fallen].returncode
        raise Trouble(f"The {fallen} process ended by itself (exit {code}); the lines above say why.")
