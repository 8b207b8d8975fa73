"""Stage records: from the store to the lake. In: outbox rows. Out: lake rows; then the outbox forgets.

A crash anywhere repeats work and loses nothing: the lake takes a record once, however often it is
given, and an outbox row goes only after the lake has it and its receivers were told.
"""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
from django.conf import settings
from django.db import connection

from redcloud.apps.records.models import Operation
from redcloud.apps.records.signals import lake_changed
from redcloud.engine.contracts import LAKE_RECORDS
from redcloud.engine.objects import Remote
from redcloud.engine.records.lake import Folder, InStore, Lake, Place
from redcloud.engine.records.locking import held

AT_ONCE = 250_000
"""Rows in memory, about 60 octets each. A pass writes a file for every month and bucket that it touches and
folds everybody whom it names, so that few long passes cost far less a row than many short ones."""

_READ_AT_ONCE = 5_000
_FORGOTTEN_AT_ONCE = 10_000
_WAITING = pa.schema(
    [
        ("id", pa.int64()),
        ("operation", pa.string()),
        ("record_id", pa.int64()),
        ("pseudonym", pa.int64()),
        ("verb", pa.string()),
        ("activity", pa.int64()),
        ("day", pa.string()),
    ]
)
# The day as text: Arrow reads a column of them faster than Python one of them.
_READ = (
    "SELECT id, operation, record_id, pseudonym, verb, activity, CAST(day AS text) "
    "FROM records_outbox ORDER BY id LIMIT %s"
)


def lake() -> Lake:
    """Return the installation's lake."""
    return Lake(lake_at(settings.LAKE))


def lake_at(place: Path | Remote) -> Place:
    """Return the place of a lake for this installation: its lock and its copies are in the data folder."""
    if isinstance(place, Path):
        return Folder(place)
    return _in_store(place, settings.DATA, settings.LAKE_COPIES_MIB)


@lru_cache(maxsize=8)
def _in_store(place: Remote, folder: Path, copies_mib: int) -> InStore:
    """One a process: it knows the table already, and asks only for what has been committed since."""
    return InStore(place, folder, copies_mib)


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
        with held(settings.DATA / "drain.lock"):
            passed = _drain(AT_ONCE if limit is None else limit)
        handled += passed
        # What comes while a pass is under way is the next call's, or a stream would never end.
        if limit is not None or passed < AT_ONCE:
            return handled


def _drain(limit: int) -> int:
    # One at a time: a row that somebody else has read but not yet written could be voided meanwhile.
    waiting = _waiting(limit)
    if not waiting.num_rows:
        return 0
    _apply(waiting)
    pseudonyms: frozenset[int] = frozenset(waiting["pseudonym"].unique().to_pylist())
    lake_changed.send(sender=None, pseudonyms=pseudonyms, months=_months(waiting))
    _forget(waiting["id"])
    return int(waiting.num_rows)


def _waiting(limit: int) -> pa.Table:
    """Return the rows that wait, in the order in which they came."""
    batches = []
    with connection.cursor() as cursor:
        cursor.execute(_READ, [limit])
        while rows := cursor.fetchmany(_READ_AT_ONCE):
            columns = zip(*rows, strict=True)
            arrays = [
                pa.array(column, type=field.type) for column, field in zip(columns, _WAITING, strict=True)
            ]
            batches.append(pa.record_batch(arrays, schema=_WAITING))
    return pa.Table.from_batches(batches, schema=_WAITING)


def _forget(keys: pa.ChunkedArray) -> None:
    """Delete the rows that were read, and no others."""
    with connection.cursor() as cursor:
        if connection.vendor != "postgresql":
            # Its keys become visible in their order: between the first and the last there is none unread.
            ends = pc.min_max(keys).as_py()
            cursor.execute(
                "DELETE FROM records_outbox WHERE id BETWEEN %s AND %s", [ends["min"], ends["max"]]
            )
            return
        for start in range(0, len(keys), _FORGOTTEN_AT_ONCE):
            part = keys.slice(start, _FORGOTTEN_AT_ONCE).to_pylist()
            cursor.execute("DELETE FROM records_outbox WHERE id = ANY(%s)", [part])


def _apply(waiting: pa.Table) -> None:
    """Remove, append, erase, in this order.

    A record is removed for good, so removing first what is also appended would leave it there: rows of
    a voided statement are taken out of the outbox when it is voided, and out of this batch here.
    """
    kinds = Operation.REMOVE, Operation.APPEND, Operation.ERASE
    removed, appended, erased = (waiting.filter(pc.equal(waiting["operation"], kind.value)) for kind in kinds)
    store = lake()
    gone = removed["record_id"].unique()
    days = removed["day"].cast(pa.date32())
    taken_back = (removed["record_id"], removed["pseudonym"], days)
    store.remove(zip(*(column.to_pylist() for column in taken_back), strict=True))
    if len(gone):
        appended = appended.filter(pc.invert(pc.is_in(appended["record_id"], value_set=gone)))
    store.append(_records(appended))
    for pseudonym in sorted(erased["pseudonym"].unique().to_pylist()):
        store.erase(pseudonym)


def _months(waiting: pa.Table) -> frozenset[date] | None:
    """First days of the months that rows fall in; None when one of them is an erasure, which has no day."""
    days = waiting["day"].unique().to_pylist()
    if None in days:
        return None
    return frozenset(date.fromisoformat(day).replace(day=1) for day in days)


def _records(appended: pa.Table) -> pa.Table:
    columns = [appended[field.name].cast(field.type) for field in LAKE_RECORDS]
    return pa.table(columns, schema=LAKE_RECORDS)
