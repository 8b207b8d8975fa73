"""Stage portrait: a line of a portrait in, the ids of the records behind it out.

Read from the lake through the same expression that folded the line, and filtered by what the line was
worked out of (``behind``), so that what a page shows as evidence is what was counted.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from redcloud.engine.backends import Engine
from redcloud.engine.contracts import ACTIVITY_TOPICS, LAKE_RECORDS, PortraitLine
from redcloud.engine.portrait import expressions
from redcloud.engine.portrait.fold import Dimensions
from redcloud.engine.portrait.lines import month_and_kind
from redcloud.engine.portrait.packing import Kinds, unpacked
from redcloud.engine.portrait.rows import COMPLETED, months_of
from redcloud.engine.portrait.yearly import year_and_kind

FOUND = pa.schema(
    [
        pa.field("record_id", pa.int64(), nullable=False),
        pa.field("pseudonym", pa.int64(), nullable=False),
        pa.field("packed", pa.int64(), nullable=False),
    ]
)


def evidence(
    engine: Engine,
    paths: Sequence[str],
    dimensions: Dimensions,
    line: PortraitLine,
    *,
    topics: pa.Table | None = None,
    counted: Collection[int] | None = None,
) -> list[tuple[int, date]]:
    """Record ids and days behind ``line``, the latest first.

    Parameters
    ----------
    engine
        Where the expressions run.
    paths
        Lake files that can hold the person's records.
    dimensions
        Subjects: the person's pseudonyms only. Activities as in the fold.
    line
        A line of that person's portrait.
    topics
        ACTIVITY_TOPICS, for a line of a topic.
    counted
        For study hours: the activities whose minutes the line adds up (``yearly.counted_in``).
    """
    records = engine.files(paths, LAKE_RECORDS).select(LAKE_RECORDS.names)
    found = engine.collect(expressions.kept(records, engine.table(dimensions.subjects)), FOUND)
    kinds = Kinds(dimensions.activities)
    rows = unpacked(found["pseudonym"].to_numpy(), found["packed"].to_numpy(), kinds)
    rows = rows.append_column("record_id", found["record_id"])
    shown = behind(rows, line, topics or ACTIVITY_TOPICS.empty_table(), counted)
    pairs = zip(shown["record_id"].to_pylist(), shown["day"].to_pylist(), strict=True)
    return sorted(pairs, key=lambda pair: (pair[1], pair[0]), reverse=True)


def behind(
    rows: pa.Table, line: PortraitLine, topics: pa.Table, counted: Collection[int] | None = None
) -> pa.Table:
    """The rows that ``line`` was made of.

    Parameters
    ----------
    rows
        KEPT rows of the person, with any column more.
    topics
        ACTIVITY_TOPICS, for a line of a topic.
    counted
        For study hours: the activities whose minutes the line adds up (``yearly.counted_in``).
    """
    return rows.filter(_is_behind(rows, line, topics, counted or ()))


def _is_behind(rows: pa.Table, line: PortraitLine, topics: pa.Table, counted: Collection[int]) -> Any:
    if line.kind == "participation":
        month, kind = month_and_kind(line.key)
        same_month = pc.equal(months_of(rows["day"]), pa.scalar(month))
        return pc.and_(same_month, pc.equal(rows["kind"].cast(pa.string()), kind))
    if line.kind == "topic":
        activities = topics.filter(pc.equal(topics["topic"], line.key))["activity"]
        return pc.is_in(rows["activity"], value_set=activities.combine_chunks())
    if line.kind == "service":
        year, kind = year_and_kind(line.key)
        same_year = pc.equal(pc.year(rows["day"]), year)
        return pc.and_(same_year, pc.equal(rows["kind"].cast(pa.string()), kind))
    progress = rows["progress"].cast(pa.string())
    if line.kind == "study_hours":
        done = pc.and_(pc.equal(pc.year(rows["day"]), int(line.key)), pc.equal(progress, COMPLETED))
        mine = pc.is_in(rows["activity"], value_set=pa.array(sorted(counted), pa.int64()))
        return pc.and_(done, mine)
    return pc.and_(pc.is_valid(progress), pc.equal(rows["activity"], int(line.key)))
