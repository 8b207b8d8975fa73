"""Reads of the Statement Resource. In: a filled store. Out: milliseconds of first and further pages."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from statistics import median
from typing import Any
from urllib.parse import urlencode

from redcloud.bench.records.client import Connection
from redcloud.bench.records.load import Door
from redcloud.bench.records.making import VERBS, actor_of

AGENTS = 60
DEEP_AGENTS = 6
LIMIT = 100
WARMING = 16


@dataclass(frozen=True, slots=True)
class Asked:
    """Medians in milliseconds."""

    first_ms: float
    more_ms: float
    related_ms: float
    first_p95_ms: float
    pages: int


def _path(agent: int, related: bool) -> str:
    asked = {"agent": json.dumps(actor_of(agent)), "verb": VERBS[0][0], "limit": str(LIMIT)}
    if related:
        asked["related_agents"] = "true"
    return "/api/xapi/statements?" + urlencode(asked)


def ask(door: Door) -> Asked:
    """Measure, over one connection, the pages of agents that have more than one page of statements."""
    _warm(door)
    connection = Connection(door.port)
    first = [_time(connection, door, _path(agent, False))[0] for agent in range(AGENTS)]
    related = [_time(connection, door, _path(agent, True))[0] for agent in range(AGENTS)]
    more = [took for agent in range(DEEP_AGENTS) for took in _further(connection, door, agent)]
    return Asked(median(first), median(more) if more else 0.0, median(related), sorted(first)[-4], len(more))


def _warm(door: Door) -> None:
    """Ask over many connections at once: each thread of the server opens its database and makes its plans."""
    with ThreadPoolExecutor(WARMING) as several:
        for _ in several.map(
            lambda agent: _time(Connection(door.port), door, _path(agent, True)), range(8 * WARMING)
        ):
            pass


def _further(connection: Connection, door: Door, agent: int) -> Iterator[float]:
    """Yield the times of the full pages after an agent's first one."""
    _, answer = _time(connection, door, _path(agent, False))
    while answer["more"]:
        took, answer = _time(connection, door, answer["more"])
        if len(answer["statements"]) == LIMIT:
            yield took


def _time(connection: Connection, door: Door, path: str) -> tuple[float, dict[str, Any]]:
    request = door.get(path)
    begun = time.perf_counter()
    status, body = connection.ask(request)
    took = (time.perf_counter() - begun) * 1000
    if status != 200:
        raise RuntimeError(f"{status} for {path}: {body[:300]!r}")
    return took, json.loads(body)
