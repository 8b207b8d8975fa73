"""Stage records: the lake as readers see it. In: months and pseudonyms. Out: files, or records of them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from datetime import date
from functools import cached_property
from pathlib import Path

import duckdb
import pyarrow as pa
from deltalake import DeltaTable

from redcloud.engine.contracts import LAKE_RECORDS
from redcloud.engine.records.lake.stored import described


class LakeFiles:
    """The files of a lake in a folder, by month and bucket.

    Parameters
    ----------
    path : folder of the table; made at the first append.
    buckets : number of buckets of a new lake; an existing lake keeps its own.
    """

    def __init__(self, path: Path | str, buckets: int = 64) -> None:
        self.path = Path(path)
        self._new_buckets = buckets

    @cached_property
    def buckets(self) -> int:
        """Number of buckets that pseudonyms are spread over, fixed when the lake is made."""
        table = self._table()
        return self._new_buckets if table is None else described(table)["buckets"]

    def bucket_of(self, pseudonym: int) -> int:
        """Return the bucket of a pseudonym; pseudonyms are random, so that the remainder spreads them."""
        return pseudonym % self.buckets

    def files(
        self,
        month_from: date | None = None,
        pseudonyms: Iterable[int] | None = None,
        months: Collection[date] | None = None,
    ) -> list[str]:
        """Return the Parquet files to read, for ``read_parquet`` of DuckDB or Spark.

        Parameters
        ----------
        month_from : leave out the months before this day's.
        pseudonyms : only files that may hold one of these; rows of others stand in them too.
        months : only the months of these days.

        Paths are of this moment; a later erasure removes files, so ask again for each read.
        """
        buckets = None if pseudonyms is None else {self.bucket_of(value) for value in pseudonyms}
        named = None if months is None else {f"{day:%Y-%m}" for day in months}
        first = f"{month_from:%Y-%m}" if month_from else ""
        return [
            path
            for path, month, bucket in self._located()
            if month >= first and (buckets is None or bucket in buckets) and (named is None or month in named)
        ]

    def read(
        self,
        month_from: date | None = None,
        pseudonyms: Iterable[int] | None = None,
        months: Collection[date] | None = None,
    ) -> pa.Table:
        """Return the records themselves as LAKE_RECORDS, of exactly ``pseudonyms`` where they are given."""
        wanted = None if pseudonyms is None else list(pseudonyms)
        files = self.files(month_from, wanted, months)
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

    def _files(self, months: set[str], buckets: set[int]) -> list[str]:
        return [path for path, month, bucket in self._located() if month in months and bucket in buckets]

    def _located(self) -> Iterator[tuple[str, str, int]]:
        table = self._table()
        for uri in table.file_uris() if table else ():
            _, month, bucket, _ = uri.rsplit("/", 3)
            yield uri, month.removeprefix("month="), int(bucket.removeprefix("bucket="))

    def _table(self) -> DeltaTable | None:
        if not DeltaTable.is_deltatable(str(self.path)):
            return None
        return DeltaTable(self.path)
