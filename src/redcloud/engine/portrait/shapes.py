"""Stage portrait: the shapes of the kept state. One row set per pseudonym, merged per subject on reading.

The state is kept by pseudonym and not by subject: linking or unlinking an identity then changes
no kept row, and every column merges (sum, minimum, maximum), so that the portrait of a person is
the merge of their pseudonyms' rows. Every row is of one month: what is late or corrected is folded
again from the records of its month alone.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import pyarrow as pa

from redcloud.engine.contracts import PARTICIPATION, STUDY_PROGRESS, TOPIC_INTEREST

BUCKET_BITS: Final = 6
BUCKETS: Final = 1 << BUCKET_BITS
"""Buckets of pseudonyms that the state is kept in: their last bits, which are random."""

_MONTH: Final = pa.field("month", pa.date32(), nullable=False)


def _kept_by_pseudonym(schema: pa.Schema) -> pa.Schema:
    """The contract's columns by pseudonym and month."""
    others = [field for field in schema if field.name not in ("subject", "month")]
    return pa.schema([schema.field("subject").with_name("pseudonym"), _MONTH, *others])


PARTICIPATION_STATE: Final = _kept_by_pseudonym(PARTICIPATION)
TOPIC_STATE: Final = _kept_by_pseudonym(TOPIC_INTEREST)
STUDY_STATE: Final = _kept_by_pseudonym(STUDY_PROGRESS)

STATE_SCHEMAS: Final[dict[str, pa.Schema]] = {
    "participation": PARTICIPATION_STATE,
    "topics": TOPIC_STATE,
    "study": STUDY_STATE,
}
"""Every table that a portrait is kept in. The allow-list test enumerates its columns."""

REPLACED: Final = pa.schema(
    [pa.field("pseudonym", pa.int64(), nullable=False), pa.field("month", pa.date32(), nullable=True)]
)
"""What a patch of the kept state replaces: everything of a pseudonym in a month, or in all months."""


@dataclass(frozen=True, slots=True)
class PortraitState:
    """The kept rows of some pseudonyms, one Arrow table for each of ``STATE_SCHEMAS``."""

    participation: pa.Table
    topics: pa.Table
    study: pa.Table

    @classmethod
    def empty(cls) -> PortraitState:
        """A state that holds nobody."""
        return cls(**{name: schema.empty_table() for name, schema in STATE_SCHEMAS.items()})

    def tables(self) -> dict[str, pa.Table]:
        """The tables by name, in the order of ``STATE_SCHEMAS``."""
        return {name: getattr(self, name) for name in STATE_SCHEMAS}
