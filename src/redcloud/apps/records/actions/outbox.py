"""Stage records: from the store to the lake. In: outbox rows. Out: lake rows; then the outbox forgets.

A crash anywhere repeats work and loses nothing: the lake takes a record once, however often it is
given, and an outbox row goes only after the lake has it and its receivers were told.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import pyarrow as pa
from django.conf import settings

from redcloud.apps.records.models import Operation, Outbox
from redcloud.apps.records.signals import lake_changed
from redcloud.engine.contracts import LAKE_RECORDS
from redcloud.engine.records.lake import Lake
from redcloud.engine.records.locking import held

AT_ONCE = 50_000
"""Rows in memory, some 1.5 KB each on their way. Passes of 20,000 cost 1.7 times as much a row:
each writes a file for every month and bucket that it touches."""

_Row = tuple[int, str, int | None, int, str, int | None, date | None]


def lake() -> Lake:
    """Return the installation's lake."""
    return Lake(settings.LAKE)


def drain_outbox(limit: int | None = None) -> int:
    """Give what waits to the lake, `AT_ONCE` rows a pass, and return how many were handled.

    Rows are taken by what is there, never by "greater than the last": on PostgreSQL a smaller key can
    become visible later than a greater one.

    Parameters
    ----------
    limit : rows to take at most, in one pass; None for all that wait.
    """
    handled = 0
    while True:
        with held(settings.LAKE.with_name("drain.lock")):
            passed = _drain(AT_ONCE if limit is None else limit)
        handled += passed
        # What comes while a pass is under way is the next call's, or a stream would never end.
        if limit is not None or passed < AT_ONCE:
            return handled


def _drain(limit: int) -> int:
    # One at a time: a row that somebody else has read but not yet written could be voided meanwhile.
    waiting = list(
        Outbox.objects.order_by("pk").values_list(
            "pk", "operation", "record_id", "pseudonym", "verb", "activity", "day"
        )[:limit]
    )
    if not waiting:
        return 0
    _apply(waiting)
    lake_changed.send(sender=None, pseudonyms=frozenset(row[3] for row in waiting), months=_months(waiting))
    for start in range(0, len(waiting), 10_000):
        Outbox.objects.filter(pk__in=[row[0] for row in waiting[start : start + 10_000]]).delete()
    return len(waiting)


def _apply(waiting: Sequence[_Row]) -> None:
    """Remove, append, erase, in this order.

    A record is removed for good, so removing first what is also appended would leave it there: rows of
    a voided statement are taken out of the outbox when it is voided, and out of this batch here.
    """
    kinds = Operation.REMOVE, Operation.APPEND, Operation.ERASE
    removed, appended, erased = ([row for row in waiting if row[1] == kind] for kind in kinds)
    store = lake()
    gone = {row[2] for row in removed}
    store.remove((row[2], row[3], row[6]) for row in removed)  # type: ignore[misc]
    store.append(_table([row for row in appended if row[2] not in gone]))
    for pseudonym in sorted({row[3] for row in erased}):
        store.erase(pseudonym)


def _months(rows: Sequence[_Row]) -> frozenset[date] | None:
    """First days of the months that rows fall in; None when one of them is an erasure, which has no day."""
    days = {row[6] for row in rows}
    if None in days:
        return None
    return frozenset(day.replace(day=1) for day in days if day)


def _table(rows: Sequence[_Row]) -> pa.Table:
    if not rows:
        return LAKE_RECORDS.empty_table()
    _, _, record_ids, pseudonyms, verbs, activities, days = zip(*rows, strict=True)
    columns = (record_ids, pseudonyms, verbs, activities, days)
    return pa.table(
        [pa.array(column, type=field.type) for column, field in zip(columns, LAKE_RECORDS, strict=True)],
        schema=LAKE_RECORDS,
    )
