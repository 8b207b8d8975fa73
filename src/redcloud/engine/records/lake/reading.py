"""Stage records: the lake as readers see it. In: months and pseudonyms. Out: files, or records of them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Final, NamedTuple

import duckdb
import pyarrow as pa
import pyarrow.compute as pc
from deltalake import DeltaTable

from redcloud.engine.contracts import LAKE_RECORDS
from redcloud.engine.objects import Vanished
from redcloud.engine.records.lake.places import Place, place_of
from redcloud.engine.records.lake.stored import LakeMoved, buckets_of, place_moved_to

_TRIES: Final = 3
_ADDED: Final = pa.schema(
    [("partition.month", pa.string()), ("num_records", pa.int64()), ("size_bytes", pa.int64())]
)


class File(NamedTuple):
    """A file of the lake, and the partition that it is of."""

    uri: str
    month: str
    bucket: int


class LakeFiles:
    """The files of a lake, by month and bucket.

    Parameters
    ----------
    place : where the lake lies; a path is that of a folder, made at the first append.
    buckets : number of buckets of a new lake; an existing lake keeps its own.
    """

    def __init__(self, place: Place | Path | str, buckets: int = 64) -> None:
        self.place = place_of(place)
        self._new_buckets = buckets

    @cached_property
    def buckets(self) -> int:
        """Number of buckets that pseudonyms are spread over, fixed when the lake is made."""
        table = self._table()
        return self._new_buckets if table is None else buckets_of(table)

    def bucket_of(self, pseudonym: int) -> int:
        """Return the bucket of a pseudonym; pseudonyms are random, so that the remainder spreads them."""
        return pseudonym % self.buckets

    def files(
        self,
        month_from: date | None = None,
        pseudonyms: Iterable[int] | None = None,
        months: Collection[date] | None = None,
    ) -> list[str]:
        """Return the names of the Parquet files in force; in a folder these are their paths.

        Parameters
        ----------
        month_from : leave out the months before this day's.
        pseudonyms : only files that may hold one of these; rows of others stand in them too.
        months : only the months of these days.

        Names are of this moment; a later erasure removes files, so ask again for each read.
        """
        buckets = None if pseudonyms is None else {self.bucket_of(value) for value in pseudonyms}
        named = None if months is None else {f"{day:%Y-%m}" for day in months}
        first = f"{month_from:%Y-%m}" if month_from else ""
        return [
            file.uri
            for file in files_of(self._table())
            if file.month >= first
            and (buckets is None or file.bucket in buckets)
            and (named is None or file.month in named)
        ]

    @contextmanager
    def reading(
        self,
        month_from: date | None = None,
        pseudonyms: Iterable[int] | None = None,
        months: Collection[date] | None = None,
    ) -> Iterator[list[str]]:
        """Give the paths of ``files``, for ``read_parquet`` of DuckDB or Spark, while the context lasts.

        Raises
        ------
        OutOfReach
            Where the lake lies in a store that does not answer.
        """
        wanted = None if pseudonyms is None else list(pseudonyms)
        with ExitStack() as until_read:
            for left in reversed(range(_TRIES)):
                named = self.files(month_from, wanted, months)
                try:
                    paths = until_read.enter_context(self.place.local(named))
                    break
                except Vanished:  # a file was joined to others, or written anew, since it was named
                    if not left:
                        raise
            yield paths

    def rows(self) -> int:
        """The number of records, as the log has it."""
        return int(pc.sum(self._added()["num_records"]).as_py() or 0)

    def rows_by_month(self) -> dict[date, int]:
        """The same by the first day of each month."""
        sums = self._added().group_by("partition.month").aggregate([("num_records", "sum")])
        return {
            date.fromisoformat(f"{row['partition.month']}-01"): row["num_records_sum"]
            for row in sums.to_pylist()
        }

    def octets(self) -> int:
        """The size of the files in force."""
        return int(pc.sum(self._added()["size_bytes"]).as_py() or 0)

    def _added(self) -> pa.Table:
        table = self._table()
        if table is None:
            return _ADDED.empty_table()
        return pa.table(table.get_add_actions(flatten=True)).select(_ADDED.names).cast(_ADDED)

    def read(
        self,
        month_from: date | None = None,
        pseudonyms: Iterable[int] | None = None,
        months: Collection[date] | None = None,
    ) -> pa.Table:
        """Return the records themselves as LAKE_RECORDS, of exactly ``pseudonyms`` where they are given."""
        wanted = None if pseudonyms is None else list(pseudonyms)
        with self.reading(month_from, wanted, months) as files:
            if not files:
                return LAKE_RECORDS.empty_table()
            columns = ", ".join(LAKE_RECORDS.names)
            query = f"SELECT {columns} FROM read_parquet($1, hive_partitioning = false)"  # noqa: S608 - constants
            parameters: list[object] = [files]
            if wanted is not None:
                query += " WHERE pseudonym IN (SELECT unnest($2::BIGINT[]))"
                parameters.append(wanted)
            with duckdb.connect() as connection:
                found = connection.sql(f"{query} ORDER BY record_id", params=parameters)
                return found.to_arrow_table().cast(LAKE_RECORDS)

    def _table(self) -> DeltaTable | None:
        table = self.place.table()
        if table is not None and (where := place_moved_to(table)):
            raise LakeMoved(where)
        return table


def files_of(table: DeltaTable | None) -> Iterator[File]:
    """The files that a table is made of."""
    for uri in table.file_uris() if table else ():
        _, month, bucket, _ = uri.rsplit("/", 3)
        yield File(uri, month.removeprefix("month="), int(bucket.removeprefix("bucket=")))
