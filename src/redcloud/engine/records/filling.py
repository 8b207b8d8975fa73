"""Stage records: the layout of a lake filled in one go. In: batches of records. Out: what is stored.

A file of a few rows costs a reader more in opening than in reading, so that the number of buckets follows
how much is expected: see docs/portrait/performance.md.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

MOST_BUCKETS: Final = 64
LEAST_ROWS_A_FILE: Final = 75_000
"""With a few hundred rows a file, opening costs four times what reading does; from here on a tenth."""
ROWS_A_COMMIT: Final = 4_000_000
"""Bounds the memory of filling: about 40 bytes a row."""


def buckets_for(rows_a_month: int) -> int:
    """Give the number of buckets, a power of two of at most 64, that leaves enough rows in a file.

    Examples
    --------
    >>> buckets_for(600), buckets_for(1_000_000), buckets_for(10_000_000), buckets_for(10**9)
    (1, 8, 64, 64)
    """
    buckets = 1
    while buckets < MOST_BUCKETS and rows_a_month >= 2 * buckets * LEAST_ROWS_A_FILE:
        buckets *= 2
    return buckets


def stored(records: pa.RecordBatch, buckets: int, schema: pa.Schema) -> pa.Table:
    """Give LAKE_RECORDS their partitions, ``month`` and ``bucket``."""
    days = records.column("day").dictionary_encode()
    month = pc.strftime(days.dictionary, "%Y-%m").take(days.indices)
    bucket = records.column("pseudonym").to_numpy() % buckets
    return pa.table([*records.columns, month, pa.array(bucket.astype(np.int32))], schema=schema)


def in_commits(
    batches: Iterable[pa.RecordBatch], buckets: int, schema: pa.Schema, rows: int = ROWS_A_COMMIT
) -> Iterator[pa.Table]:
    """Gather batches into tables of at least ``rows`` rows, the last one of what is left."""
    waiting: list[pa.Table] = []
    for batch in batches:
        waiting.append(stored(batch, buckets, schema))
        if sum(table.num_rows for table in waiting) >= rows:
            yield pa.concat_tables(waiting)
            waiting = []
    if waiting:
        yield pa.concat_tables(waiting)
