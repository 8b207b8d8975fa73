"""Stage records: what the table of a lake looks like. In: a table. Out: what it says of itself."""

from __future__ import annotations

import json
from typing import Final

import pyarrow as pa
from deltalake import DeltaTable, WriterProperties

from redcloud.engine.contracts import LAKE_RECORDS

SCHEMA_VERSION: Final = 1
NAME: Final = "records"
PARTITIONS: Final = ("month", "bucket")
STORED: Final = LAKE_RECORDS.append(pa.field("month", pa.string(), nullable=False)).append(
    pa.field("bucket", pa.int32(), nullable=False)
)
PROPERTIES: Final = WriterProperties(compression="ZSTD", statistics_truncate_length=None)
# A smallest or greatest pseudonym in the log would outlive an erasure. Files are found by partition.
CONFIGURATION: Final = {"delta.dataSkippingNumIndexedCols": "0"}


class LakeMismatch(RuntimeError):  # noqa: N818 - says what it is
    """There is a lake of another schema version; it has to be upgraded first."""


class LakeNotEmpty(RuntimeError):  # noqa: N818 - says what it is
    """There is a lake already; only an absent one can be filled without comparing."""


def description(buckets: int) -> str:
    """What a new lake says of itself."""
    return json.dumps({"schema": SCHEMA_VERSION, "buckets": buckets})


def described(table: DeltaTable) -> dict[str, int]:
    """What a lake says of itself.

    Raises
    ------
    LakeMismatch
    """
    found: dict[str, int] = json.loads(table.metadata().description)
    if found["schema"] != SCHEMA_VERSION:
        raise LakeMismatch(f"lake schema {found['schema']}, program {SCHEMA_VERSION}")
    return found
