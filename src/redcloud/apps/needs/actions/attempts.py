"""Stage needs: slows down guessing and flooding. An address in; an exception when it is too much.

Counted in the database, so that every process sees the same count. The address itself is not stored: it is
hashed with the installation's key and the day, so that the rows of two days cannot be tied together, and
the rows are deleted within two days. An IPv6 client is its /64 network: anybody has 2^64 addresses there.
"""

from __future__ import annotations

import hashlib
import hmac
import ipaddress
from dataclasses import dataclass
from datetime import UTC, datetime

from django.conf import settings
from django.db.models import F
from django.utils import timezone

from redcloud.apps.needs.models import Attempt


@dataclass(frozen=True, slots=True)
class Limit:
    """At most ``count`` attempts of one client in a window of ``minutes``."""

    count: int
    minutes: int


LIMITS = {
    # Wrong codes only: a person who mistypes gets ten tries in ten minutes; 128 bits need 10^38.
    "follow": Limit(10, 10),
    # Requests made: many people of one village may share an address.
    "ask": Limit(30, 60),
}


class TooManyAttempts(Exception):  # noqa: N818 - an answer, not a fault
    """The client has to wait ``retry_after_s`` seconds."""

    def __init__(self, retry_after_s: int) -> None:
        super().__init__(f"retry after {retry_after_s} s")
        self.retry_after_s = retry_after_s


def _client(address: str, day: str) -> str:
    try:
        found = ipaddress.ip_address(address)
        network = found if found.version == 4 else ipaddress.ip_network((int(found) >> 64 << 64, 64))
    except ValueError:
        network = None  # a socket without an address: all such clients share one count
    message = f"needs-attempt|{day}|{network}".encode()
    return hmac.new(settings.SECRET_KEY.encode(), message, hashlib.sha256).hexdigest()


def _window(purpose: str, now: datetime) -> tuple[datetime, int]:
    """Return the start of the present window and the seconds until it ends."""
    length_s = LIMITS[purpose].minutes * 60
    second = int(now.timestamp())
    begun = second - second % length_s
    return datetime.fromtimestamp(begun, UTC), begun + length_s - second


def refuse_after(*, purpose: str, address: str, now: datetime | None = None) -> None:
    """Do nothing while the client may go on.

    Raises
    ------
    TooManyAttempts
    """
    moment = now or timezone.now()
    start, left_s = _window(purpose, moment)
    client = _client(address, f"{start:%Y-%m-%d}")
    row = Attempt.objects.filter(purpose=purpose, client=client, window=start).first()
    if row is not None and row.count >= LIMITS[purpose].count:
        raise TooManyAttempts(left_s)


def count_attempt(*, purpose: str, address: str, now: datetime | None = None) -> None:
    """Count one attempt of the client."""
    start, _left = _window(purpose, now or timezone.now())
    client = _client(address, f"{start:%Y-%m-%d}")
    row, _made = Attempt.objects.get_or_create(purpose=purpose, client=client, window=start)
    Attempt.objects.filter(pk=row.pk).update(count=F("count") + 1)
