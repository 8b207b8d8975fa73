"""Stage portrait: staged records in, what the portraits of their pseudonyms are made of out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pyarrow as pa

from redcloud.engine.backends import Engine
from redcloud.engine.contracts import LAKE_RECORDS
from redcloud.engine.portrait import expressions
from redcloud.engine.portrait.packing import GATHERED


@dataclass(frozen=True, slots=True)
class Dimensions:
    """SUBJECTS (who may be folded) and ACTIVITIES (what kind an activity is)."""

    subjects: pa.Table
    activities: pa.Table


def fold(engine: Engine, paths: Sequence[str], subjects: pa.Table) -> pa.Table:
    """Fold the lake files at ``paths``.

    Parameters
    ----------
    engine
        Where the expressions run.
    paths
        Parquet files with the columns of LAKE_RECORDS.
    subjects
        SUBJECTS; only their pseudonyms are folded.

    Returns
    -------
    Table
        GATHERED, in any order.
    """
    records = engine.files(paths, LAKE_RECORDS).select(LAKE_RECORDS.names)
    mine = expressions.kept(records, engine.table(subjects))
    return engine.collect(expressions.gathered(mine), GATHERED)
