"""Which of the two editions a request speaks, and what stands on every response for it."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from redcloud.engine.records.validation import Edition

VERSION_HEADER = "X-Experience-API-Version"
VERSIONS: tuple[Edition, ...] = ("1.0.3", "2.0.0")
"""The latest patch of each major version (Communication 2.8.s5.b1)."""

_EDITIONS: dict[tuple[str, str], Edition] = {("1", "0"): "1.0.3", ("2", "0"): "2.0.0"}

# What each key spoke last, in this process: at most one entry a credential. A program that forgets the
# header is answered in the version that it is known to read.
_spoken: dict[str, Edition] = {}


def edition_named(asked: str) -> Edition | None:
    """Return the edition of a version header; None for a version that is not spoken here.

    Examples
    --------
    >>> [edition_named(text) for text in ("1.0", "1.0.9", "2.0.0", "1.1.0", "0.95", "2")]
    ['1.0.3', '1.0.3', '2.0.0', None, None, None]
    """
    parts = asked.split(".")
    if not all(part.isascii() and part.isdigit() for part in parts) or not 2 <= len(parts) <= 3:
        return None
    return _EDITIONS.get((parts[0], parts[1]))


def remember(key: str, edition: Edition) -> None:
    """Note which edition a credential speaks."""
    _spoken[key] = edition


def edition_spoken(key: str) -> Edition:
    """Return the edition that a credential spoke last; the setting's where it never spoke."""
    unasked: Edition = settings.XAPI_VERSION_UNASKED
    return _spoken.get(key, unasked)


def edition_answered(request: HttpRequest) -> Edition:
    """Return the edition that a response names: the one asked for, or the setting's."""
    return edition_named(request.headers.get(VERSION_HEADER, "")) or edition_spoken("")


def stamped(response: HttpResponseBase, edition: Edition) -> HttpResponseBase:
    """Set what stands on every response."""
    response.headers.setdefault(VERSION_HEADER, edition)
    response["Cache-Control"] = "no-store"
    return response
