"""Stage records: what the table of a lake looks like. In: a table. Out: what it says of itself."""

from __future__ import annotations

import json
from typing import Final

import pyarrow as pa
from deltalake import DeltaTable, WriterProperties

from redcloud.engine.contracts import LAKE_RECORDS
from redcloud.engine.objects import OutOfReach

SCHEMA_VERSION: Final = 1
NAME: Final = "records"
PARTITIONS: Final = ("month", "bucket")
STORED: Final = LAKE_RECORDS.append(pa.field("month", pa.string(), nullable=False)).append(
    pa.field("bucket", pa.int32(), nullable=False)
)
PROPERTIES: Final = WriterProperties(compression="ZSTD", statistics_truncate_length=None)
# A smallest or greatest pseudonym in the log would outlive an erasure. Files are found by partition.
CONFIGURATION: Final = {"delta.dataSkippingNumIndexedCols": "0"}
_MOVED: Final = "moved_to"


class LakeMismatch(OutOfReach):
    """There is a lake of another schema version; it has to be upgraded first."""

    def __init__(self, found: object) -> None:
        super().__init__("mismatch", f"{found}, not {SCHEMA_VERSION}")


class LakeNotEmpty(RuntimeError):  # noqa: N818 - says what it is
    """There is a lake already; only an absent one can be filled without comparing."""


class LakeMoved(OutOfReach):
    """The lake is elsewhere now; whoever still used this one would lose what they write."""

    def __init__(self, where: str) -> None:
        super().__init__("moved", where)


def description(buckets: int) -> str:
    """What a new lake says of itself."""
    return json.dumps({"schema": SCHEMA_VERSION, "buckets": buckets})


def moved_away(table: DeltaTable, where: str) -> str:
    """What a lake says of itself that is at ``where`` now."""
    return json.dumps({**_said(table), _MOVED: where})


def buckets_of(table: DeltaTable) -> int:
    """The number of buckets of a lake.

    Raises
    ------
    LakeMismatch
    """
    said = _said(table)
    if said["schema"] != SCHEMA_VERSION:
        raise LakeMismatch(said["schema"])
    return int(said["buckets"])


def place_moved_to(table: DeltaTable) -> str:
    """Where a lake is now; empty for the one that it says it is."""
    return str(_said(table).get(_MOVED, ""))


def _said(table: DeltaTable) -> dict[str, int | str]:
    said: dict[str, int | str] = json.loads(table.metadata().description)
    return said
