"""Stage portrait: a line of a portrait in, the ids of the records behind it out.

Read from the lake through the same expressions that folded the line, so that what a page shows as
evidence is what was counted.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import pyarrow as pa

from redcloud.engine.backends import Engine
from redcloud.engine.contracts import LAKE_RECORDS, PortraitLine
from redcloud.engine.portrait import expressions
from redcloud.engine.portrait.fold import Dimensions
from redcloud.engine.portrait.lines import month_and_kind
from redcloud.engine.portrait.yearly import year_and_kind

EVIDENCE = pa.schema(
    [pa.field("record_id", pa.int64(), nullable=False), pa.field("day", pa.date32(), nullable=False)]
)


def evidence(
    engine: Engine, paths: Sequence[str], dimensions: Dimensions, line: PortraitLine
) -> list[tuple[int, date]]:
    """Record ids and days behind ``line``, the latest first.

    Parameters
    ----------
    engine
        Where the expressions run.
    paths
        Lake files that can hold the person's records.
    dimensions
        Subjects: the person's pseudonyms only. Activities and topics as in the fold; for study hours only
        the activities whose minutes the line adds up (``yearly.counted_in``).
    line
        A line of that person's portrait.
    """
    records = engine.files(paths, LAKE_RECORDS).select(LAKE_RECORDS.names)
    mine = expressions.allowed(records, engine.table(dimensions.subjects))
    activities = engine.table(dimensions.activities)
    if line.kind == "participation":
        month, kind = month_and_kind(line.key)
        contributed = expressions.contributions(mine, activities)
        behind = contributed.filter(contributed.month == month, contributed.kind == kind)
    elif line.kind == "topic":
        topical = expressions.by_topic(mine, engine.table(dimensions.topics))
        behind = topical.filter(topical.topic == line.key)
    elif line.kind == "service":
        year, kind = year_and_kind(line.key)
        contributed = expressions.contributions(mine, activities)
        behind = contributed.filter(contributed.month.year() == year, contributed.kind == kind)
    elif line.kind == "study_hours":
        study = expressions.studied(mine, activities)
        behind = study.filter(study.month.year() == int(line.key), study.verb == "completed")
    else:
        study = expressions.studied(mine, activities)
        behind = study.filter(study.activity == int(line.key))
    rows = engine.collect(behind.select("record_id", "day"), EVIDENCE).to_pylist()
    return sorted(
        ((row["record_id"], row["day"]) for row in rows), key=lambda row: (row[1], row[0]), reverse=True
    )


def month_from(line: PortraitLine) -> date:
    """First month whose lake files can hold evidence of ``line``."""
    return line.since.replace(day=1)
