"""Stage portrait: the shape of the kept state. One row a record, the rows of a pseudonym side by side.

The state is kept by pseudonym and not by subject: linking or unlinking an identity then changes no kept
row, and the portrait of a person is worked out from their pseudonyms' rows. A row has the day of its
record: what is late or corrected is folded again from the records of its month alone.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

import pyarrow as pa

BUCKET_BITS: Final = 6
BUCKETS: Final = 1 << BUCKET_BITS
"""Buckets of pseudonyms that the state is kept in: their last bits, which are random."""

CODED: Final = pa.dictionary(pa.int32(), pa.string())
"""A word of a closed list, by its number in a file and in memory."""

KEPT: Final = pa.schema(
    [
        pa.field("pseudonym", pa.int64(), nullable=False),
        pa.field("day", pa.date32(), nullable=False),
        pa.field("kind", CODED, nullable=False),  # an ActivityKind
        pa.field("activity", pa.int64(), nullable=False),
        pa.field("progress", CODED, nullable=True),  # of study, one of PROGRESS; else null
    ]
)
"""What a portrait keeps of a record. The allow-list test enumerates its columns."""

PROGRESS: Final = ("began", "completed")
"""Verbs of which a portrait follows the items of the library."""

REPLACED: Final = pa.schema(
    [pa.field("pseudonym", pa.int64(), nullable=False), pa.field("month", pa.date32(), nullable=True)]
)
"""What a patch of the kept state replaces: everything of a pseudonym in a month, or in all months."""


@dataclass(frozen=True, slots=True)
class Kept:
    """Kept rows of some pseudonyms.

    Attributes
    ----------
    rows
        KEPT.
    landmark
        Landmark of the weights of topics, fixed for a lake epoch.
    """

    rows: pa.Table
    landmark: date
