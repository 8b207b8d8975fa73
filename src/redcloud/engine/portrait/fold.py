"""Stage portrait: staged records in, the portrait state of their pseudonyms out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import pyarrow as pa

from redcloud.engine.backends import Engine
from redcloud.engine.contracts import LAKE_RECORDS
from redcloud.engine.portrait import decay, expressions
from redcloud.engine.portrait.shapes import STATE_SCHEMAS, PortraitState


@dataclass(frozen=True, slots=True)
class Dimensions:
    """What the fold joins: SUBJECTS (who may be folded), ACTIVITIES, ACTIVITY_TOPICS."""

    subjects: pa.Table
    activities: pa.Table
    topics: pa.Table


def fold(engine: Engine, paths: Sequence[str], dimensions: Dimensions, landmark: date) -> PortraitState:
    """Fold the lake files at ``paths``.

    Parameters
    ----------
    engine
        Where the expressions run.
    paths
        Parquet files with the columns of LAKE_RECORDS.
    dimensions
        Only pseudonyms of ``dimensions.subjects`` are folded.
    landmark
        Landmark of the decay, fixed for a lake epoch.

    Returns
    -------
    PortraitState
        Rows by pseudonym and month, in the order of ``in_bucket_order``.
    """
    records = engine.files(paths, LAKE_RECORDS).select(LAKE_RECORDS.names)
    mine = expressions.allowed(records, engine.table(dimensions.subjects))
    activities = engine.table(dimensions.activities)
    topical = expressions.by_topic(mine, engine.table(dimensions.topics))
    weights = engine.table(decay.decay_table(landmark))
    tables = {
        "participation": expressions.participation(expressions.contributions(mine, activities)),
        "topics": expressions.topic_interest(topical, weights, landmark),
        "study": expressions.study_progress(expressions.studied(mine, activities)),
    }
    return PortraitState(
        **{
            name: engine.collect(expressions.in_bucket_order(tables[name]), schema)
            for name, schema in STATE_SCHEMAS.items()
        }
    )
