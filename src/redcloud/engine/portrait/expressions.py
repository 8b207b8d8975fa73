"""Stage portrait: which records a portrait is made of, as Ibis expressions that run on DuckDB and on Spark.

In: LAKE_RECORDS, SUBJECTS. Out: GATHERED. ``kept`` alone says whose records are read and what is known of
each; the fold and the evidence both go through it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from redcloud.engine.lazily import lazily
from redcloud.engine.portrait.packing import DAY_ZERO, DAYS_OF, VERBS_OF
from redcloud.engine.portrait.shapes import PROGRESS

if TYPE_CHECKING:
    import ibis
    import ibis.expr.types as ir
else:
    ibis = lazily("ibis")


def kept(records: ir.Table, subjects: ir.Table) -> ir.Table:
    """Records that may be folded, with what a portrait keeps of each.

    Parameters
    ----------
    records
        LAKE_RECORDS, each record id once, which the lake warrants.
    subjects
        SUBJECTS, which names those with a recorded basis.

    Returns
    -------
    Table
        ``record_id, pseudonym, packed``. An engine refuses a number that does not fit, and cuts none.
    """
    mine = records.semi_join(subjects.select("pseudonym"), "pseudonym")
    day = mine.day.epoch_days().cast("int64") + DAY_ZERO
    verb = ibis.cases(*((mine.verb == name, place) for place, name in enumerate(PROGRESS, 1)), else_=0)
    return mine.select(
        record_id=mine.record_id,
        pseudonym=mine.pseudonym,
        packed=(mine.activity * DAYS_OF + day) * VERBS_OF + verb,
    )


def gathered(mine: ir.Table) -> ir.Table:
    """GATHERED of ``kept``: the numbers of each pseudonym in a list."""
    return mine.group_by("pseudonym").agg(packed=mine.packed.collect())
