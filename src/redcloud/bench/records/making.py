"""Statements to measure with. In: a seed. Out: valid statements of about 0.9 KB, the same every time.

The mix is that of a learning platform with video: most play, pause and seek; some initialise, complete,
answer and pass. Actors and activities follow a long tail, so that some are met all the time and some once.
They claim no profile.
"""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any, Final
from uuid import UUID

HOME: Final = "https://learning.example.org"
_VIDEO: Final = "https://w3id.org/xapi/video/"
_ADL: Final = "http://adlnet.gov/expapi/verbs/"
VERBS: Final = (
    (_VIDEO + "verbs/played", 30),
    (_VIDEO + "verbs/paused", 24),
    (_VIDEO + "verbs/seeked", 16),
    (_ADL + "initialized", 10),
    (_ADL + "completed", 8),
    (_ADL + "answered", 8),
    (_ADL + "passed", 4),
)
ACTORS: Final = 2000
ACTIVITIES: Final = 500
_START: Final = datetime(2026, 3, 2, tzinfo=UTC)


def actor_of(number: int) -> dict[str, Any]:
    """Return the agent with a number; every tenth is known by an address, the others by an account."""
    if number % 10 == 0:
        return {"objectType": "Agent", "mbox": f"mailto:learner{number:06}@example.org"}
    account = {"homePage": HOME, "name": f"learner-{number:06}"}
    return {"objectType": "Agent", "account": account}


def make(count: int, seed: int = 1) -> Iterator[bytes]:
    """Yield ``count`` statements as JSON texts."""
    chance = random.Random(seed)
    verbs, weights = zip(*VERBS, strict=True)
    for number in range(count):
        verb = chance.choices(verbs, weights)[0]
        yield json.dumps(_statement(chance, verb, number), ensure_ascii=False, separators=(",", ":")).encode()


def _tail(chance: random.Random, size: int) -> int:
    """Return a number below ``size``, small ones far more often."""
    return int(size * chance.random() ** 2.5)


def _statement(chance: random.Random, verb: str, number: int) -> dict[str, Any]:
    at = _START + timedelta(seconds=number * 3 + chance.random())
    course = _tail(chance, 40)
    statement: dict[str, Any] = {
        "id": str(UUID(int=chance.getrandbits(128), version=4)),
        "actor": actor_of(_tail(chance, ACTORS)),
        "verb": {"id": verb, "display": {"en-US": verb.rpartition("/")[2]}},
        "object": _object(_tail(chance, ACTIVITIES)),
        "context": {
            "registration": str(UUID(int=chance.getrandbits(128), version=4)),
            "language": "zh-CN",
            "platform": "web",
            "contextActivities": {
                "parent": [{"id": f"{HOME}/courses/{course}"}],
                "category": [{"id": f"{HOME}/kinds/video"}],
            },
            "extensions": {
                f"{_VIDEO}extensions/session-id": str(UUID(int=chance.getrandbits(128), version=4)),
                f"{_VIDEO}extensions/length": chance.randrange(60, 3600),
            },
        },
        "timestamp": at.isoformat().replace("+00:00", "Z"),
    }
    if not verb.endswith("initialized"):
        statement["result"] = _result(chance, verb)
    return statement


def _object(number: int) -> dict[str, Any]:
    name = {"zh-CN": f"第{number}讲"}
    definition = {"type": _VIDEO + "activity-type/video", "name": name}
    return {"id": f"{HOME}/videos/{number}", "definition": definition}


def _result(chance: random.Random, verb: str) -> dict[str, Any]:
    if verb.startswith(_VIDEO):
        return {"extensions": {f"{_VIDEO}extensions/time": round(chance.random() * 3600, 3)}}
    score = round(chance.random(), 2)
    return {
        "success": score > 0.5,
        "score": {"scaled": score, "raw": round(score * 100), "min": 0, "max": 100},
        "duration": f"PT{chance.randrange(3600)}S",
    }
