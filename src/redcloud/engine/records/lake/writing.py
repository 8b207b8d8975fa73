"""Stage records: the lake as its one writer sees it. In: tables of LAKE_RECORDS. Out: they are kept."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import date

import duckdb
import pyarrow as pa
import pyarrow.compute as pc
from deltalake import DeltaTable, write_deltalake

from redcloud.engine.contracts import LAKE_RECORDS
from redcloud.engine.records.filling import in_commits
from redcloud.engine.records.lake.reading import LakeFiles
from redcloud.engine.records.lake.stored import (
    CONFIGURATION,
    NAME,
    PARTITIONS,
    PROPERTIES,
    STORED,
    LakeNotEmpty,
    description,
)
from redcloud.engine.records.locking import held
from redcloud.engine.records.merging import MERGE, PARTITIONED, name_held


class Lake(LakeFiles):
    """The lake in a folder; see ``LakeFiles`` for what it is made with."""

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
        if not table.schema.equals(LAKE_RECORDS):
            raise ValueError("the lake takes LAKE_RECORDS and nothing else")
        if table.num_rows == 0:
            return 0
        with self.writing():
            fresh = self._fresh(table)
            if fresh.num_rows:
                self._write(fresh)
            return int(fresh.num_rows)

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
            When there is a lake in the folder.
        """
        if self._table() is not None:
            raise LakeNotEmpty(str(self.path))
        written = 0
        with self.writing():
            for table in in_commits(batches, self._new_buckets, STORED):
                self._write(table)
                written += table.num_rows
        return written

    def _fresh(self, table: pa.Table) -> pa.Table:
        """Return the rows to write, with their partitions, sorted as the files are to be."""
        months = {f"{day:%Y-%m}" for day in table.column("day").unique().to_pylist()}
        buckets = {self.bucket_of(value) for value in table.column("pseudonym").unique().to_pylist()}
        present = self._files(months, buckets)
        with duckdb.connect() as connection:
            connection.register("incoming", table)
            name_held(connection, present)
            query = MERGE.format(buckets=self.buckets)
            return connection.sql(query).to_arrow_table().cast(STORED)

    def _write(self, rows: pa.Table) -> None:
        self.path.mkdir(parents=True, exist_ok=True)
        write_deltalake(
            self.path,
            rows,
            mode="append",
            partition_by=list(PARTITIONS),
            name=NAME,
            description=description(self.buckets),
            configuration=CONFIGURATION,
            writer_properties=PROPERTIES,
        )

    @staticmethod
    def _rows_of(files: list[str]) -> pa.Table:
        """Return all rows of ``files``, which are the partitions that a merge has to look at."""
        if not files:
            return LAKE_RECORDS.empty_table()
        with duckdb.connect() as connection:
            found = connection.sql("FROM read_parquet($1, hive_partitioning = false)", params=[files])
            return found.to_arrow_table()

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
        months = {f"{day:%Y-%m}" for _, _, day in wanted}
        buckets = {self.bucket_of(pseudonym) for _, pseudonym, _ in wanted}
        with self.writing():
            return self._without("record_id", gone, months, buckets)

    def erase(self, pseudonym: int) -> int:
        """Remove every record of a pseudonym, from the files themselves, and return how many were there."""
        if self._table() is None:
            return 0
        gone = pa.table({"gone": pa.array([pseudonym], pa.int64())})
        bucket = self.bucket_of(pseudonym)
        with self.writing():
            months = {month for _, month, found in self._located() if found == bucket}
            return self._without("pseudonym", gone, months, {bucket})

    def _without(self, column: str, gone: pa.Table, months: set[str], buckets: set[int]) -> int:
        """Write partitions anew without some rows and return how many those were.

        Not Delta's own DELETE: its log keeps the predicate, and with it the pseudonym to forget.
        """
        present = self._rows_of(self._files(months, buckets))
        with duckdb.connect() as connection:
            connection.register("present", present)
            connection.register("forgotten", gone)
            touched = connection.sql(
                f"SELECT DISTINCT {PARTITIONED.format(buckets=self.buckets)} FROM present "  # noqa: S608 - constants
                f"WHERE {column} IN (SELECT gone FROM forgotten)"
            ).fetchall()
            kept = connection.sql(
                f"SELECT *, {PARTITIONED.format(buckets=self.buckets)} FROM present "  # noqa: S608 - constants
                f"WHERE {column} NOT IN (SELECT gone FROM forgotten) "
                "ORDER BY month, bucket, pseudonym, day, record_id"
            ).to_arrow_table()
        before = present.num_rows - kept.num_rows
        for month, bucket in touched:
            self._replace(kept.cast(STORED), month, bucket)
        if touched:
            self._vacuum(DeltaTable(self.path))
        return int(before)

    def _replace(self, kept: pa.Table, month: str, bucket: int) -> None:
        rows = kept.filter((pc.field("month") == month) & (pc.field("bucket") == bucket))
        place = f"month = '{month}' AND bucket = {bucket}"
        if rows.num_rows == 0:
            DeltaTable(self.path).delete(place)
            return
        write_deltalake(self.path, rows, mode="overwrite", predicate=place, writer_properties=PROPERTIES)

    def compact(self) -> None:
        """Join the small files that single appends left, one file a partition where it fits."""
        if self._table() is None:
            return
        with self.writing():
            table = DeltaTable(self.path)
            table.optimize.compact(writer_properties=PROPERTIES)
            self._vacuum(table)

    @staticmethod
    def _vacuum(table: DeltaTable) -> None:
        """Delete the files that no longer count, at once: an erasure that leaves them would be none."""
        table.vacuum(retention_hours=0, enforce_retention_duration=False, dry_run=False)

    @contextmanager
    def writing(self) -> Iterator[None]:
        """Hold the one writer's lock; waits for another writer, in this process or not. Not re-entrant."""
        with held(self.path.with_name(self.path.name + ".lock")):
            yield
