"""Load on the Statement Resource. In: statements and a number of connections. Out: what came of it."""

from __future__ import annotations

import base64
import json
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from statistics import median, quantiles

from redcloud.bench.place import Place, tree_cpu_s
from redcloud.bench.records import client

START_WITHIN_S = 2.0


@dataclass(frozen=True, slots=True)
class Loaded:
    """What a load gave."""

    statements: int
    wall_s: float
    errors: int
    median_ms: float
    p95_ms: float
    server_cpu_s: float
    database_cpu_s: float
    client_cpu_s: float

    @property
    def rate(self) -> float:
        """Statements a second, by the clock."""
        return self.statements / self.wall_s

    @property
    def told(self) -> str:
        """Latency and where the CPU went, in a few words."""
        spent = self.server_cpu_s + self.database_cpu_s
        return (
            f"{self.errors} errors, p50 {self.median_ms:.0f} ms, p95 {self.p95_ms:.0f} ms, "
            f"{self.statements / spent if spent else 0:,.0f} a CPU-s"
        )


@dataclass(frozen=True, slots=True)
class Door:
    """How to speak to the server of a place."""

    port: int
    key: str
    secret: str

    def post(self, body: bytes) -> bytes:
        """Return a request that posts to the Statement Resource."""
        return self._head("POST", "/api/xapi/statements", body) + body

    def get(self, path: str) -> bytes:
        """Return a request that reads ``path``."""
        return self._head("GET", path, b"")

    def _head(self, method: str, path: str, body: bytes) -> bytes:
        given = base64.b64encode(f"{self.key}:{self.secret}".encode()).decode()
        lines = [
            f"{method} {path} HTTP/1.1",
            f"Host: 127.0.0.1:{self.port}",
            f"Authorization: Basic {given}",
            "X-Experience-API-Version: 1.0.3",
        ]
        if body:
            lines += ["Content-Type: application/json", f"Content-Length: {len(body)}"]
        return "\r\n".join([*lines, "", ""]).encode()


def batches(statements: Iterable[bytes], size: int) -> list[bytes]:
    """Return bodies of ``size`` statements each; single ones are objects and no arrays."""
    if size == 1:
        return list(statements)
    remaining, found = iter(statements), []
    while part := list(islice(remaining, size)):
        found.append(b"[" + b",".join(part) + b"]")
    return found


def run_load(
    place: Place, server_pid: int, door: Door, bodies: Sequence[bytes], connections: int, size: int
) -> Loaded:
    """Post ``bodies`` of ``size`` statements over as many connections at once, a process each."""
    files = []
    for number in range(connections):
        path = place.folder / f"client{number}.requests"
        with path.open("wb") as file:
            for body in bodies[number::connections]:
                request = door.post(body)
                file.write(len(request).to_bytes(8, "big") + request)
        files.append(path)
    before = tree_cpu_s(server_pid), place.database_cpu_s()
    start = time.monotonic() + START_WITHIN_S
    children = [
        subprocess.Popen(  # noqa: S603 - our own module
            [sys.executable, "-S", client.__file__, str(door.port), str(path), str(start)],
            stdout=subprocess.PIPE,
        )
        for path in files
    ]
    told = [json.loads(child.communicate()[0]) for child in children]
    after = tree_cpu_s(server_pid), place.database_cpu_s()
    took = sorted(chain_all(one["took_ms"] for one in told))
    statuses: Counter[str] = Counter()
    for one in told:
        statuses.update(one["statuses"])
    stored = statuses["200"] * size
    return Loaded(
        statements=stored,
        wall_s=max(one["ended"] for one in told) - min(one["begun"] for one in told),
        errors=sum(count for status, count in statuses.items() if status != "200"),
        median_ms=median(took),
        p95_ms=quantiles(took, n=20)[-1],
        server_cpu_s=after[0] - before[0],
        database_cpu_s=after[1] - before[1],
        client_cpu_s=sum(one["cpu_s"] for one in told),
    )


def chain_all(lists: Iterable[list[float]]) -> list[float]:
    """Return all numbers in one list."""
    return [one for part in lists for one in part]


def clear(folder: Path) -> None:
    """Remove the files of requests."""
    for path in folder.glob("client*.requests"):
        path.unlink()
