"""A place of its own to measure in. Out: a data folder, a database, a port, the real commands; then nothing.

The data of whoever calls are never touched: a SQLite file in a temporary folder, or a PostgreSQL
database that is made for the run and dropped after it.
"""

from __future__ import annotations

import json
import os
import secrets
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit, urlunsplit

import psycopg

READY_WITHIN_S: Final = 120.0
_SCRIPT: Final = str(Path(sys.executable).with_name("redcloud"))
_TICKS: Final = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True, slots=True)
class Finished:
    """A command that has ended."""

    said: str
    wall_s: float
    cpu_s: float
    peak_rss_mb: float
    """The largest of its processes."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where one run happens."""

    folder: Path
    engine: str
    database_url: str
    port: int

    @property
    def url(self) -> str:
        """Where the server of this place answers."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def environment(self) -> dict[str, str]:
        """The environment of every process of this place."""
        own = {
            "REDCLOUD_DATA": str(self.folder),
            "REDCLOUD_PORT": str(self.port),
            "REDCLOUD_LOG_LEVEL": "WARNING",
            "REDCLOUD_SECRET_KEY": "bench" * 10,
        }
        inherited = {key: value for key, value in os.environ.items() if not key.startswith("REDCLOUD_")}
        inherited.pop("DATABASE_URL", None)
        return inherited | own | ({"DATABASE_URL": self.database_url} if self.database_url else {})

    def run(self, *arguments: str) -> Finished:
        """Run ``redcloud`` with ``arguments`` and wait for it.

        Raises
        ------
        RuntimeError
            When it does not end well; with what it said.
        """
        # The script and no "-c": without a file DuckDB takes the process for one that a person types into,
        # and draws its progress among what is said.
        return self.python(_SCRIPT, *arguments)

    def python(self, *arguments: str) -> Finished:
        """Run Python in this place; raises as `run`."""
        begun = time.perf_counter()
        with (self.folder / "said").open("w+") as said, (self.folder / "complained").open("w+") as complained:
            child = subprocess.Popen(  # noqa: S603 - our own command
                [sys.executable, *arguments], env=self.environment, stdout=said, stderr=complained
            )
            _, status, usage = os.wait4(child.pid, 0)
            child.returncode = os.waitstatus_to_exitcode(status)
            wall_s = time.perf_counter() - begun
            said.seek(0)
            complained.seek(0)
            if child.returncode:
                raise RuntimeError(f"{arguments} ended with {child.returncode}: {complained.read()[-2000:]}")
            return Finished(said.read(), wall_s, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024)

    @contextmanager
    def server(self) -> Iterator[int]:
        """Serve this place with ``redcloud serve``; gives its process id."""
        with (self.folder / "server.log").open("w") as log:
            child = subprocess.Popen(  # noqa: S603 - our own command
                [sys.executable, _SCRIPT, "serve"],
                env=self.environment,
                stdout=log,
                stderr=log,
            )
            try:
                self._wait_ready(child)
                yield child.pid
            finally:
                child.terminate()
                child.wait(60)

    def _wait_ready(self, child: subprocess.Popen[bytes]) -> None:
        deadline = time.monotonic() + READY_WITHIN_S
        while time.monotonic() < deadline and child.poll() is None:
            try:
                with urllib.request.urlopen(f"{self.url}/healthz", timeout=5):  # noqa: S310 - loopback
                    return
            except OSError:
                time.sleep(0.2)
        raise RuntimeError(f"no server: {(self.folder / 'server.log').read_text()[-2000:]}")

    def credential(self) -> tuple[str, str]:
        """Make a credential that may do everything; return key and secret."""
        made = json.loads(self.run("records", "credential", "--scope", "all", "--json").said)
        return made["key"], made["secret"]

    def settle(self) -> None:
        """Bring PostgreSQL to where its autovacuum leaves it within minutes of a fill.

        Until then every page of a table is looked at row by row, and written back, when it is first read.
        """
        if self.engine == "postgres":
            with psycopg.connect(self.database_url, autocommit=True) as connection:
                connection.execute("VACUUM (ANALYZE)")

    def database_cpu_s(self) -> float:
        """CPU-seconds of the PostgreSQL backends that serve this place now; 0 for SQLite."""
        if self.engine != "postgres":
            return 0.0
        with psycopg.connect(self.database_url) as connection:
            rows = connection.execute(
                "SELECT pid FROM pg_stat_activity "
                "WHERE datname = current_database() AND pid <> pg_backend_pid()"
            ).fetchall()
        return sum(_cpu_s(pid) for (pid,) in rows)


@contextmanager
def place(engine: str, server_url: str = "") -> Iterator[Place]:
    """Give a place with an empty, migrated database and remove it afterwards.

    Parameters
    ----------
    engine : "sqlite" or "postgres".
    server_url : for PostgreSQL, any database of a server on which databases may be made.
    """
    with tempfile.TemporaryDirectory(prefix="redcloud-bench-", ignore_cleanup_errors=True) as folder:
        if engine == "sqlite":
            made = Place(Path(folder), engine, "", _free_port())
            made.run("manage", "migrate", "--verbosity", "0")
            yield made
            return
        with _database(server_url) as url:
            made = Place(Path(folder), engine, url, _free_port())
            made.run("manage", "migrate", "--verbosity", "0")
            yield made


@contextmanager
def _database(server_url: str) -> Iterator[str]:
    name = f"redcloud_bench_{secrets.token_hex(4)}"
    with psycopg.connect(server_url, autocommit=True) as server:
        server.execute(f"CREATE DATABASE {name}".encode())
        try:
            yield urlunsplit(urlsplit(server_url)._replace(path=f"/{name}"))
        finally:
            server.execute(f"DROP DATABASE {name} WITH (FORCE)".encode())


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def tree_cpu_s(pid: int) -> float:
    """CPU-seconds of a process and of all that it has started and that still runs."""
    total, waiting = 0.0, [pid]
    while waiting:
        one = waiting.pop()
        total += _cpu_s(one)
        for task in Path(f"/proc/{one}/task").glob("*/children"):
            waiting += [int(child) for child in task.read_text().split()]
    return total


def _cpu_s(pid: int) -> float:
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except FileNotFoundError:
        return 0.0
    return (int(fields[11]) + int(fields[12])) / _TICKS
