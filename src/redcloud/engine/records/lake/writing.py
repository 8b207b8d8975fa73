"""Stage records: the lake as its one writer sees it. In: tables of LAKE_RECORDS. Out: they are kept.

A change is worked out from one state of the table and committed on top of that state or not at all: where
another writer came between after all (another machine, another lock) it is worked out again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from datetime import date
from functools import partial
from typing import Final, TypeVar

import duckdb
import pyarrow as pa
import pyarrow.compute as pc
from deltalake import CommitProperties, DeltaTable, write_deltalake
from deltalake.exceptions import CommitFailedError, DeltaError

from redcloud.engine.contracts import LAKE_RECORDS
from redcloud.engine.records.filling import in_commits
from redcloud.engine.records.lake.reading import LakeFiles, files_of
from redcloud.engine.records.lake.stored import (
    CONFIGURATION,
    NAME,
    PARTITIONS,
    PROPERTIES,
    STORED,
    LakeNotEmpty,
    buckets_of,
    description,
    moved_away,
)
from redcloud.engine.records.locking import held
from redcloud.engine.records.merging import MERGE, PARTITIONED, name_held

_ATTEMPTS: Final = 20
# Delta would put an append on top of what it did not see; a record could stand twice then.
_AS_SEEN: Final = CommitProperties(max_commit_retries=0)
_Done = TypeVar("_Done")


class Lake(LakeFiles):
    """A lake; see ``LakeFiles`` for what it is made with."""

    def append(self, table: pa.Table) -> int:
        """Append records that the lake does not hold yet, in one atomic step.

        Parameters
        ----------
        table : LAKE_RECORDS. Rows whose record_id is in the lake, or repeated, are dropped. "began" is
            kept once per pseudonym, activity and day: the one with the smallest record_id.

        Returns
        -------
        int
            Rows written.

        Raises
        ------
        ValueError
            When the columns or types are not exactly those of LAKE_RECORDS.
        """
        with self.writing():
            return self.add(table)

    def add(self, table: pa.Table) -> int:
        """As ``append``, for whoever holds the lock (``writing``)."""
        if not table.schema.equals(LAKE_RECORDS):
            raise ValueError("the lake takes LAKE_RECORDS and nothing else")
        if table.num_rows == 0:
            return 0
        return self._changed(lambda present: self._appended(present, table))

    def fill(self, batches: Iterable[pa.RecordBatch]) -> int:
        """Fill a lake that is not there yet, in bounded memory, and return the rows written.

        Nothing is compared, which is what makes it fast: the caller warrants that every record_id stands
        once and "began" once per pseudonym, activity and day.

        Parameters
        ----------
        batches : LAKE_RECORDS, best one for each month and bucket, sorted by pseudonym and day.

        Raises
        ------
        LakeNotEmpty
            When there is a lake already.
        """
        if self._table() is not None:
            raise LakeNotEmpty(str(self.place))
        written = 0
        with self.writing():
            for table in in_commits(batches, self._new_buckets, STORED):
                self._changed(partial(self._write, rows=table))
                written += table.num_rows
        return written

    def remove(self, records: Iterable[tuple[int, int, date]]) -> int:
        """Remove single records (their statements were voided) and return how many were there.

        Parameters
        ----------
        records : record_id, pseudonym and day of each; the last two say in which files it can be.
        """
        wanted = set(records)
        if not wanted or self._table() is None:
            return 0
        gone = pa.table({"gone": pa.array(sorted({record_id for record_id, _, _ in wanted}), pa.int64())})
        months: dict[int, set[str]] = {}
        for _, pseudonym, day in wanted:
            months.setdefault(self.bucket_of(pseudonym), set()).add(f"{day:%Y-%m}")
        with self.writing():
            removed = sum(
                self._without("record_id", gone, bucket, months[bucket]) for bucket in sorted(months)
            )
            if removed:
                self._tidy()
            return removed

    def erase(self, pseudonym: int) -> int:
        """Remove every record of a pseudonym, from the files themselves, and return how many were there."""
        if self._table() is None:
            return 0
        gone = pa.table({"gone": pa.array([pseudonym], pa.int64())})
        with self.writing():
            removed = self._without("pseudonym", gone, self.bucket_of(pseudonym))
            # Also where nothing was left of them: an erasure that was interrupted may have left files.
            self._tidy()
            return removed

    def compact(self) -> None:
        """Join the small files that single appends left, one file a partition where it fits."""
        if self._table() is None:
            return
        with self.writing():
            with self.place.reaching():
                table = self._table()
                assert table is not None  # noqa: S101 - a lake is never taken away
                table.optimize.compact(writer_properties=PROPERTIES)
            self._tidy()

    @contextmanager
    def writing(self) -> Iterator[None]:
        """Hold the one writer's lock; waits for another writer, in this process or not. Not re-entrant."""
        with held(self.place.lock):
            yield

    def give_way_to(self, where: str, *, keep: bool) -> None:
        """Say that the lake is elsewhere now, and forget the records unless ``keep``; the lock is held.

        Whoever still uses this one gets `LakeMoved` from then on, and loses nothing.
        """
        self._describe(lambda table: moved_away(table, where))
        if not keep:
            self._forget_all()

    def come_back(self) -> None:
        """Be a lake again that holds nothing, after it gave way; the lock is held."""
        self._forget_all()
        self._describe(lambda table: description(buckets_of(table)))

    def _describe(self, say: Callable[[DeltaTable], str]) -> None:
        table = self.place.table()
        if table is not None:
            with self.place.reaching():
                table.alter.set_table_description(say(table))

    def _forget_all(self) -> None:
        table = self.place.table()
        if table is None:
            return
        with self.place.reaching():
            table.delete()
            table.vacuum(retention_hours=0, enforce_retention_duration=False, dry_run=False)
        self.place.keep_only(())

    # --- one change ----------------------------------------------------------------------------------------

    def _changed(self, change: Callable[[DeltaTable], _Done]) -> _Done:
        """Make a change to the table as it is, and again where it was not that any more."""
        for left in reversed(range(_ATTEMPTS)):
            try:
                return change(self._table() or self._made())
            except CommitFailedError:
                if not left:
                    raise
        raise AssertionError("unreachable")

    def _appended(self, present: DeltaTable, table: pa.Table) -> int:
        """Write the rows that are new, with their partitions, sorted as the files are to be."""
        buckets = buckets_of(present)
        months = {f"{day:%Y-%m}" for day in table.column("day").unique().to_pylist()}
        among = {value % buckets for value in table.column("pseudonym").unique().to_pylist()}
        known = [file.uri for file in files_of(present) if file.month in months and file.bucket in among]
        with duckdb.connect() as connection, self.place.local(known) as paths:
            connection.register("incoming", table)
            name_held(connection, paths)
            query = MERGE.format(buckets=buckets)
            fresh = connection.sql(query).to_arrow_table().cast(STORED)
        if fresh.num_rows:
            self._write(present, fresh)
        return int(fresh.num_rows)

    def _write(self, present: DeltaTable, rows: pa.Table) -> None:
        with self.place.reaching():
            write_deltalake(
                present, rows, mode="append", writer_properties=PROPERTIES, commit_properties=_AS_SEEN
            )

    def _made(self) -> DeltaTable:
        """Make a lake of no rows; of two writers that find none, one makes it."""
        self.place.prepare()
        with self.place.reaching(), suppress(CommitFailedError, DeltaError):
            DeltaTable.create(
                self.place.uri,
                STORED,
                partition_by=list(PARTITIONS),
                name=NAME,
                description=description(self._new_buckets),
                configuration={**CONFIGURATION, **self.place.configuration},
                storage_options=self.place.options,
                commit_properties=_AS_SEEN,
            )
        made = self._table()
        if made is None:
            raise RuntimeError(f"no lake could be made in {self.place}")
        return made

    def _without(self, column: str, gone: pa.Table, bucket: int, months: set[str] | None = None) -> int:
        """Write files of a bucket anew without some rows, in one atomic step; return how many those were.

        Not by a predicate of the rows: Delta's log would keep it, and with it the pseudonym to forget.
        """

        def rewritten(present: DeltaTable) -> int:
            known = [
                file.uri
                for file in files_of(present)
                if file.bucket == bucket and (months is None or file.month in months)
            ]
            if not known:
                return 0
            before, kept, touched = self._parted(present, known, column, gone)
            if touched:
                with self.place.reaching():
                    self._replace(present, kept, touched, bucket)
            return before - int(kept.num_rows)

        return self._changed(rewritten)

    def _parted(
        self, present: DeltaTable, known: list[str], column: str, gone: pa.Table
    ) -> tuple[int, pa.Table, list[str]]:
        """The rows of files, how many; those that stay, as STORED; the months of those that do not."""
        partitioned = PARTITIONED.format(buckets=buckets_of(present))
        with duckdb.connect() as connection:
            connection.register("forgotten", gone)
            with self.place.local(known) as paths:
                name_held(connection, paths)
                rows = connection.sql(f"SELECT *, {partitioned} FROM held").to_arrow_table()  # noqa: S608 - constants
            connection.register("present", rows)
            touched = connection.sql(
                "SELECT DISTINCT month FROM present "  # noqa: S608 - constants
                f"WHERE {column} IN (SELECT gone FROM forgotten) ORDER BY month"
            ).fetchall()
            kept = connection.sql(
                "SELECT * FROM present "  # noqa: S608 - constants
                f"WHERE {column} NOT IN (SELECT gone FROM forgotten) "
                "ORDER BY month, bucket, pseudonym, day, record_id"
            ).to_arrow_table()
        return int(rows.num_rows), kept.cast(STORED), [month for (month,) in touched]

    @staticmethod
    def _replace(present: DeltaTable, kept: pa.Table, months: list[str], bucket: int) -> None:
        rows = kept.filter(pc.is_in(kept["month"], value_set=pa.array(months)))
        named = ", ".join(f"'{month}'" for month in months)
        place = f"bucket = {bucket} AND month IN ({named})"
        if rows.num_rows == 0:
            present.delete(place, commit_properties=_AS_SEEN)
            return
        write_deltalake(
            present,
            rows,
            mode="overwrite",
            predicate=place,
            writer_properties=PROPERTIES,
            commit_properties=_AS_SEEN,
        )

    def _tidy(self) -> None:
        """Delete the files that no longer count, at once: an erasure that leaves them would be none."""
        table = self._table()
        if table is None:
            return
        with self.place.reaching():
            table.vacuum(retention_hours=0, enforce_retention_duration=False, dry_run=False)
        self.place.keep_only(file.uri for file in files_of(table))
