"""Stage records: what arrived is counted, what was refused is kept by its rule. In: a result. Out: rows.

What is stored is counted last in its own transaction, by a counter that no other thread writes: a
transaction more would double the price of a single statement. Inside a longer transaction, and where
nothing was stored, the count comes after the commit; a crash in between loses a count, never a statement.
"""

from __future__ import annotations

import itertools
import os
import threading
import time
from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import connection, transaction
from django.utils import timezone

from redcloud.apps.people.models import Organisation
from redcloud.apps.records.models import Arrival, Refusal
from redcloud.apps.records.results import Rejection, StoreResult
from redcloud.apps.records.rows import insert_rows, said_again
from redcloud.engine.records.validation import Problem

LANES = 16
KEPT_MINUTES = 180
REFUSALS_KEPT = timedelta(days=30)
REFUSALS_AT_ONCE = 1000
"""Rows that one call may leave behind; the count of what was refused has no limit."""

_lanes = itertools.count()
_own = threading.local()


def note_arrival(
    *, root: Organisation, source: str, sender: str, result: StoreResult, counted: bool = False
) -> None:
    """Keep what was refused, and count it all for the administrator's page.

    ``counted`` says that `count_stored` has been called for what was stored.
    """
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
    counts = (0, 0, refused) if counted else (result.stored, result.duplicate, refused)
    if any(counts):
        transaction.on_commit(lambda: _count(root.pk, source, sender, counts), robust=True)


def note_refused(
    *, root: Organisation, sender: str, problems: Sequence[Problem], source: str = "http"
) -> None:
    """Keep and count, as one, a request of a program that was refused before it came to storing anything.

    Its rows have no line: what is wrong is wrong with the request as a whole.
    """
    rejected = [Rejection(0, *problem) for problem in problems]
    note_arrival(root=root, source=source, sender=sender, result=StoreResult(rejected=rejected))


def count_stored(*, root: Organisation, source: str, sender: str, result: StoreResult) -> None:
    """Count what is stored, as the last thing that the caller's transaction does."""
    counts = (result.stored, result.duplicate, 0)
    said_again(_UPSERT, (*_place(root.pk, source, sender), *counts))


def _place(root_id: int, source: str, sender: str) -> tuple[int, int, str, str, int]:
    return root_id, int(time.time() // 60), source, sender, _lane()


def _count(root_id: int, source: str, sender: str, counts: tuple[int, int, int]) -> None:
    place = _place(root_id, source, sender)
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


def forget_refusals(now: datetime | None = None) -> int:
    """Delete what was refused longer than `REFUSALS_KEPT` ago and return how many there were."""
    before, forgotten = (now or timezone.now()) - REFUSALS_KEPT, 0
    while True:
        # The oldest come first by key, without an index of their own for the moment.
        oldest = Refusal.objects.order_by("pk").values_list("pk", "at")[:REFUSALS_AT_ONCE]
        keys = [pk for pk, at in oldest if at < before]
        if not keys:
            return forgotten
        forgotten += Refusal.objects.filter(pk__in=keys).delete()[0]


_UPSERT = """
INSERT INTO records_arrival (root_id, minute, source, sender, lane, stored, duplicate, refused)
VALUES (%s, %s, %s, %s, %s, %s, %s, %s)
ON CONFLICT (root_id, minute, source, sender, lane) DO UPDATE SET
    stored = records_arrival.stored + excluded.stored,
    duplicate = records_arrival.duplicate + excluded.duplicate,
    refused = records_arrival.refused + excluded.refused
"""
