"""Stage records: which of the incoming records are new to the lake. In: two tables. Out: one SQL query.

Both are called by the names ``incoming`` and ``held``; ``held`` needs to cover only the partitions
that incoming rows fall into. It is the larger one by far, and is asked only for what is incoming, so that
it is read as it streams by and never kept.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import duckdb

from redcloud.engine.contracts import LAKE_RECORDS

PARTITIONED: Final = "strftime(day, '%Y-%m') AS month, (pseudonym % {buckets})::INTEGER AS bucket"
"""Where a row stands, from its day and pseudonym."""

MERGE: Final = (
    """
WITH once AS (
    SELECT * FROM incoming
    QUALIFY row_number() OVER (PARTITION BY record_id ORDER BY pseudonym, verb, activity, day) = 1
),
known AS (SELECT record_id FROM held WHERE record_id IN (SELECT record_id FROM once)),
unknown AS (SELECT * FROM once WHERE record_id NOT IN (SELECT record_id FROM known)),
beginnings AS (SELECT * FROM unknown WHERE verb = 'began'),
begun_before AS (
    SELECT pseudonym, activity, day FROM held
    WHERE verb = 'began'
      AND (pseudonym, activity, day) IN (SELECT (pseudonym, activity, day) FROM beginnings)
),
begun AS (
    SELECT min(record_id) AS record_id FROM beginnings
    WHERE (pseudonym, activity, day) NOT IN (SELECT (pseudonym, activity, day) FROM begun_before)
    GROUP BY pseudonym, activity, day
)
SELECT record_id, pseudonym, verb, activity, day,
       """  # noqa: S608 - constants
    + PARTITIONED
    + """
FROM unknown
WHERE verb <> 'began' OR record_id IN (SELECT record_id FROM begun)
ORDER BY month, bucket, pseudonym, day, record_id
"""
)


def name_held(connection: duckdb.DuckDBPyConnection, files: Sequence[str]) -> None:
    """Give the rows of ``files`` the name ``held``."""
    if files:
        connection.read_parquet(list(files), hive_partitioning=False).create_view("held")
    else:
        connection.register("held", LAKE_RECORDS.empty_table())
