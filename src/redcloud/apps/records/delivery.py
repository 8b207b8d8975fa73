"""Stage records: one request to another record store. In: statements and a target. Out: what became of it.

Redirects are not followed: a key belongs to the store it was made for. What the other store answers is
never kept, since it may quote what it was sent; only its status is.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

import msgspec
from django.conf import settings

from redcloud.apps.records.mixed import Mixed
from redcloud.engine.lazily import lazily

if TYPE_CHECKING:
    import requests
else:
    requests = lazily("requests")

Outcome = Literal["taken", "refused", "later"]
TIMEOUT_S = (5, 30)
"""To connect; between two bytes of the answer."""

_OF_THE_STATEMENTS = frozenset({400, 409, 413, 422})
"""Statuses that would come again however often these statements were sent."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What became of a request.

    Attributes
    ----------
    reason
        A code such as ``status_503``, ``no_answer``, ``no_key``; empty where they were taken.
    wait_s
        How long the other store asks to be left alone; 0 where it does not say.
    """

    outcome: Outcome
    reason: str = ""
    wait_s: int = 0


def send(
    endpoint: str, name: str, edition: str, statements: list[dict[str, Any]], files: Mixed | None = None
) -> Answer:
    """Post statements to the store at ``endpoint`` with the key that the environment has for ``name``.

    Parameters
    ----------
    files : the same statements with the files that came with them, sent in their place: no store may
        push a statement without (Communication 1.5.2.s3.b3).
    """
    key, separator, secret = settings.FORWARD_KEYS.get(name, "").partition(":")
    if not separator:
        return Answer("later", "no_key")
    try:
        response = requests.post(
            endpoint.rstrip("/") + "/statements",
            data=msgspec.json.encode(statements) if files is None else files,
            headers={
                "Content-Type": "application/json" if files is None else files.content_type,
                "X-Experience-API-Version": edition,
            },
            auth=(key, secret),
            timeout=TIMEOUT_S,
            allow_redirects=False,
            stream=True,  # the answer's body is of no use, and could be endless
        )
    except requests.RequestException:
        return Answer("later", "no_answer")
    with response:
        if response.status_code in (200, 204):
            return Answer("taken")
        outcome: Outcome = "refused" if response.status_code in _OF_THE_STATEMENTS else "later"
        return Answer(
            outcome, f"status_{response.status_code}", _seconds(response.headers.get("Retry-After", ""))
        )


def _seconds(asked: str) -> int:
    """What the other store asks for; an HTTP date, or a number that nobody means, asks for nothing."""
    return int(asked) if re.fullmatch(r"[0-9]{1,9}", asked) else 0
