"""An installation that may be hurt: real pages and worker, each a process, and a database of their own.

Pages and worker are started as ``redcloud serve`` starts them, but apart, so that one can be killed while the
other goes on. The database is a copy of the tests' own, which costs no second migration.
"""

from __future__ import annotations

import base64
import http.client
import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

import psycopg
from django.db import connections
from django.utils import timezone

from redcloud.apps.needs.models import Place
from redcloud.apps.people.models import Organisation, OrganisationKind
from redcloud.apps.records.models import Credential, Scope
from redcloud.commands.serve import pages_command
from tests.commands.processes import free_port

HOUSE = "house"
"""Alias of the installation's database within the tests."""

STATEMENTS = "/api/xapi/statements"
KEY, SECRET = "fault", "a secret for tests alone"
FORWARD_KEYS = "other=key:secret"
_PATIENCE_S = 120.0


def until(happened: Callable[[], Any], what: str, every_s: float = 0.05) -> Any:
    """Wait until something has happened and return what the question for it gave."""
    deadline = time.monotonic() + _PATIENCE_S
    while not (found := happened()):
        assert time.monotonic() < deadline, f"never happened: {what}"
        time.sleep(every_s)
    return found


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        """The body."""
        return json.loads(self.body)


@dataclass(slots=True)
class House:
    """Where the processes run, and how to speak to them."""

    folder: Path
    environment: dict[str, str]
    port: int
    running: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)
    root: int = 0
    has_own_disk: bool = False

    # --- processes -------------------------------------------------------------------------------------

    def start_pages(self) -> None:
        """Start the pages and wait until one answers."""
        self._start("pages", pages_command("127.0.0.1", self.port, workers=2))
        until(self._answers, "a page answers", every_s=0.2)

    def start_worker(self) -> None:
        """Start the worker."""
        self._start("worker", [sys.executable, "-m", "redcloud.commands.worker"])

    def _start(self, name: str, command: list[str]) -> None:
        with (self.folder / f"{name}.log").open("ab") as log:
            self.running[name] = subprocess.Popen(
                command, env=self.environment, stdout=log, stderr=log, start_new_session=True
            )

    def kill(self, name: str) -> None:
        """End a process and what it started as a power cut would: nobody is asked, nothing is closed."""
        child = self.running.pop(name)
        os.killpg(child.pid, signal.SIGKILL)
        child.wait(30)

    def stop(self) -> None:
        """End everything."""
        for name in list(self.running):
            self.kill(name)

    def said(self, name: str) -> str:
        """What a process has written to its log."""
        return (self.folder / f"{name}.log").read_text(errors="replace")

    def _answers(self) -> bool:
        assert self.running["pages"].poll() is None, self.said("pages")
        try:
            return self.ask("GET", "/healthz").status == 200
        except OSError:
            return False

    # --- requests --------------------------------------------------------------------------------------

    @property
    def headers(self) -> dict[str, str]:
        """Headers of a program that may do everything."""
        given = base64.b64encode(f"{KEY}:{SECRET}".encode()).decode()
        return {"Authorization": f"Basic {given}", "X-Experience-API-Version": "1.0.3"}

    def ask(self, method: str, path: str, body: bytes = b"", **headers: str) -> Answer:
        """Send one request over a connection of its own.

        Raises
        ------
        OSError, http.client.HTTPException
            Where there is no answer.
        """
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        try:
            connection.request(method, path, body or None, headers)
            response = connection.getresponse()
            return Answer(response.status, dict(response.headers), response.read())
        finally:
            connection.close()

    def post(self, body: Any) -> Answer:
        """Post statements; what is no bytes goes as JSON."""
        raw = body if isinstance(body, bytes) else json.dumps(body).encode()
        return self.ask("POST", STATEMENTS, raw, **self.headers, **{"Content-Type": "application/json"})


def tree(pid: int) -> list[int]:
    """Return a process and all that it has started and that still runs."""
    found = [pid]
    for one in found:
        for task in Path(f"/proc/{one}/task").glob("*/children"):
            found += [int(child) for child in task.read_text().split()]
    return found


@contextmanager
def a_house(folder: Path) -> Iterator[House]:
    """Give an installation with a root and one credential; its processes are not started yet."""
    environment = {key: value for key, value in os.environ.items() if key != "DATABASE_URL"}
    port = free_port()
    environment |= {
        "REDCLOUD_DATA": str(folder),
        "REDCLOUD_PORT": str(port),
        "REDCLOUD_SECRET_KEY": "house" * 10,
        "REDCLOUD_LOG_LEVEL": "WARNING",
        "REDCLOUD_FORWARD_KEYS": FORWARD_KEYS,
    }
    with _database(folder) as url:
        house = House(folder, environment | ({"DATABASE_URL": url} if url else {}), port)
        house.root = _furnish()
        try:
            yield house
        finally:
            house.stop()
            connections[HOUSE].close()


def _furnish() -> int:
    root = _organisation(OrganisationKind.COMMITTEE, "测试党委", slug="faults")
    branch = _organisation(OrganisationKind.BRANCH, "测试支部", parent=root)
    Place(root=root, name="石桥社区", branch=branch).save(using=HOUSE)
    Credential(
        root=root,
        name="faults",
        key=KEY,
        secret_hash=sha256(SECRET.encode()).hexdigest(),
        scopes=Scope.ALL.value,
        approver="北山",
        purpose="test",
        expires_at=timezone.now() + timedelta(days=1),
    ).save(using=HOUSE)
    return int(root.pk)


def _organisation(kind: OrganisationKind, name: str, **more: Any) -> Organisation:
    made = Organisation(kind=kind, name=name, **more)
    made.save(using=HOUSE)
    # Set by the model itself, but in the tests' own database.
    Organisation.objects.using(HOUSE).filter(pk=made.pk).update(root_id=made.root_id, path=made.path)
    return made


@contextmanager
def _database(folder: Path) -> Iterator[str]:
    """Copy the tests' database; give the address that the processes need, empty for the embedded one."""
    default = connections["default"]
    own = dict(default.settings_dict)
    if default.vendor == "sqlite":
        default.ensure_connection()
        path = folder / "redcloud.sqlite3"
        with sqlite3.connect(path) as copy:
            default.connection.backup(copy)
        copy.close()
        connections.databases[HOUSE] = {**own, "NAME": str(path)}
        yield ""
        return
    name = f"{own['NAME']}_house"
    server = "postgresql://{USER}:{PASSWORD}@{HOST}:{PORT}/".format(**own)
    # A template may have nobody connected.
    default.close()
    with psycopg.connect(server + "postgres", autocommit=True) as maker:
        maker.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)".encode())
        maker.execute(f"CREATE DATABASE {name} TEMPLATE {own['NAME']}".encode())
        connections.databases[HOUSE] = {**own, "NAME": name}
        try:
            yield server + name
        finally:
            connections[HOUSE].close()
            maker.execute(f"DROP DATABASE {name} WITH (FORCE)".encode())
