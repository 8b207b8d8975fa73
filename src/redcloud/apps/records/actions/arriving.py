"""Stage records: what arrived is counted, what was refused is kept by its rule. In: a result. Out: rows.

Counting comes after the commit, in a transaction of its own: no writer of statements ever waits for a
counter. A crash in between loses a count and never a statement.
"""

from __future__ import annotations

import itertools
import os
import threading
import time

from django.db import connection, transaction
from django.utils import timezone

from redcloud.apps.people.models import Organisation
from redcloud.apps.records.models import Arrival, Refusal
from redcloud.apps.records.results import StoreResult
from redcloud.apps.records.rows import insert_rows

LANES = 16
KEPT_MINUTES = 180
REFUSALS_AT_ONCE = 1000
"""Rows that one call may leave behind; the count of what was refused has no limit."""

_lanes = itertools.count()
_own = threading.local()


def note_arrival(*, root: Organisation, source: str, sender: str, result: StoreResult) -> None:
    """Keep what was refused, and count it all for the administrator's page."""
    now = timezone.now()
    insert_rows(
        Refusal,
        ("root", "at", "source", "sender", "line", "path", "rule", "reason"),
        [
            (root.pk, now, source, sender, one.line, one.path[:200], one.rule, one.reason)
            for one in result.rejected[:REFUSALS_AT_ONCE]
        ],
    )
    refused = len({one.line for one in result.rejected})
    counts = (result.stored, result.duplicate, refused)
    if any(counts):
        transaction.on_commit(lambda: _count(root.pk, source, sender, counts), robust=True)


def _count(root_id: int, source: str, sender: str, counts: tuple[int, int, int]) -> None:
    place = (root_id, int(time.time() // 60), source, sender, _lane())
    with transaction.atomic(), connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            # Nobody waits for the disk because of a counter.
            cursor.execute("SET LOCAL synchronous_commit TO OFF")
        cursor.execute(_UPSERT, (*place, *counts))


def _lane() -> int:
    if not hasattr(_own, "lane"):
        _own.lane = (os.getpid() * 5 + next(_lanes)) % LANES
    lane: int = _own.lane
    return lane


def forget_arrivals(before_minute: int | None = None) -> int:
    """Delete counters that no page shows any more and return how many there were."""
    limit = int(time.time() // 60) - KEPT_MINUTES if before_minute is None else before_minute
    return Arrival.objects.filter(minute__lt=limit).delete()[0]


_UPSERT = """
INSERT INTO records_arrival (root_id, minute, source, sender, lane, stored, duplicate, refused)
VALUES (%s, %s, %s, %s, %s, %s, %s, %s)
ON CONFLICT (root_id, minute, source, sender, lane) DO UPDATE SET
    stored = records_arrival.stored + excluded.stored,
    duplicate = records_arrival.duplicate + excluded.duplicate,
    refused = records_arrival.refused + excluded.refused
"""
