"""Stage records: a lake goes elsewhere. In: two lakes. Out: the second holds what the first held, row by row.

May be stopped at any moment and repeated: the first is in force until everything stands in the second and
was compared. What is in the second already is not written again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import date
from typing import Final

import duckdb
import pyarrow as pa

from redcloud.engine.contracts import LAKE_RECORDS
from redcloud.engine.records.lake.stored import place_moved_to
from redcloud.engine.records.lake.writing import Lake
from redcloud.engine.records.merging import name_held

ROWS_AT_ONCE: Final = 2_000_000
"""In memory, twice while they are compared: about 40 octets each."""
Progress = Callable[[int, int], None]


class NothingToMove(RuntimeError):  # noqa: N818 - says what it is
    """There is no lake to move."""


class HoldsOthers(RuntimeError):  # noqa: N818 - says what it is
    """The other place holds records that this lake does not: another installation's, or of who was erased."""


class NotEqual(RuntimeError):  # noqa: N818 - says what it is
    """After all was written the two differ; the first is still in force."""


@dataclass(frozen=True, slots=True)
class Moved:
    """What was moved."""

    rows: int
    written: int


@dataclass(frozen=True, slots=True)
class Part:
    """Some pseudonyms of one month; what is compared at a time."""

    month: date
    remainder: int
    of: int

    def held_by(self, lake: Lake) -> pa.Table:
        """Their records in a lake, by id."""
        wanted = f"pseudonym % {self.of} = {self.remainder}"
        with lake.reading(months=[self.month]) as paths, duckdb.connect() as connection:
            name_held(connection, paths)
            columns = ", ".join(LAKE_RECORDS.names)
            query = f"SELECT {columns} FROM held WHERE {wanted} ORDER BY record_id"  # noqa: S608 - numbers
            return connection.sql(query).to_arrow_table().cast(LAKE_RECORDS)


def move(source: Lake, target: Lake, *, keep: bool, progress: Progress = lambda done, total: None) -> Moved:
    """Let ``target`` hold what ``source`` holds, compare, and let the source say where it went.

    Parameters
    ----------
    keep : leave the records in the source as well, though nobody reads them there any more.
    progress : called with rows compared and rows in all.

    Raises
    ------
    NothingToMove, HoldsOthers, NotEqual, OutOfReach
    """
    with ExitStack() as locked:
        locked.enter_context(source.writing())
        if target.place.lock != source.place.lock:
            locked.enter_context(target.writing())
        total = source.rows()
        if not total:
            raise NothingToMove
        _cleared(target)
        parts = list(_parts(source))
        if target.rows():
            _refuse_others(source, target)
        written = sum(target.add(part.held_by(source)) for part in parts)
        _compare(source, target, parts, total, progress)
        source.give_way_to(str(target.place), keep=keep)
        return Moved(total, written)


def _cleared(target: Lake) -> None:
    """A lake that gave way to another holds nothing of worth: what was erased since, at most."""
    table = target.place.table()
    if table is not None and place_moved_to(table):
        target.come_back()


def _refuse_others(source: Lake, target: Lake) -> None:
    for part in _parts(target):
        with duckdb.connect() as connection:
            connection.register("mine", part.held_by(source))
            connection.register("theirs", part.held_by(target))
            others = connection.sql("FROM theirs EXCEPT FROM mine LIMIT 1").fetchall()
        if others:
            raise HoldsOthers(str(target.place))


def _compare(source: Lake, target: Lake, parts: list[Part], total: int, progress: Progress) -> None:
    done = 0
    for part in parts:
        mine, theirs = (part.held_by(lake) for lake in (source, target))
        if not mine.equals(theirs):
            raise NotEqual(f"{part.month:%Y-%m}")
        done += mine.num_rows
        progress(done, total)
    if done != total or target.rows() != total:
        raise NotEqual(f"{target.rows()} of {total} rows")


def _parts(lake: Lake) -> Iterator[Part]:
    for month, rows in sorted(lake.rows_by_month().items()):
        of = -(-rows // ROWS_AT_ONCE)
        for remainder in range(of):
            yield Part(month, remainder, of)
