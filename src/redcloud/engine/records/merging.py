"""Stage records: which of the incoming records are new to the lake. In: two tables. Out: one SQL query.

Both are called by the names ``incoming`` and ``held``; ``held`` needs to cover only the partitions
that incoming rows fall into.
"""

from __future__ import annotations

from typing import Final

PARTITIONED: Final = "strftime(day, '%Y-%m') AS month, (pseudonym % {buckets})::INTEGER AS bucket"
"""Where a row stands, from its day and pseudonym."""

MERGE: Final = (
    """
WITH once AS (
    SELECT * FROM incoming
    QUALIFY row_number() OVER (PARTITION BY record_id ORDER BY pseudonym, verb, activity, day) = 1
),
unknown AS (SELECT * FROM once WHERE record_id NOT IN (SELECT record_id FROM held)),
begun AS (
    SELECT min(record_id) AS record_id FROM unknown
    WHERE verb = 'began'
      AND (pseudonym, activity, day) NOT IN (
          SELECT (pseudonym, activity, day) FROM held WHERE verb = 'began')
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
