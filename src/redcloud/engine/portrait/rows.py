"""Stage portrait: kept rows in, what they add up to out: PARTICIPATION, TOPIC_INTEREST, STUDY_PROGRESS.

Arrow tables of one person or of many, by whatever column the caller put the people into.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from redcloud.engine.contracts import PARTICIPATION, STUDY_PROGRESS, TOPIC_INTEREST
from redcloud.engine.portrait import decay
from redcloud.engine.portrait.shapes import Kept

BEGAN, COMPLETED = "began", "completed"
SEEN: Final[list[tuple[str, str]]] = [("day", "count"), ("day", "min"), ("day", "max")]


@dataclass(frozen=True, slots=True)
class PersonRows:
    """The rows of one person, in the contracts' shapes."""

    participation: pa.Table
    topics: pa.Table
    study: pa.Table


def merged(kept: Kept, subject: int, topics: pa.Table) -> PersonRows:
    """What the rows of one person's pseudonyms add up to.

    Parameters
    ----------
    kept
        Rows of that person's pseudonyms only.
    subject
        The pseudonym that stands for the person.
    topics
        ACTIVITY_TOPICS of the activities that they met, or of more.
    """
    rows = kept.rows.append_column("subject", pa.array(np.full(kept.rows.num_rows, subject)))
    return PersonRows(
        participation=participation(rows).select(PARTICIPATION.names).cast(PARTICIPATION),
        topics=topic_interest(rows, topics, kept.landmark, "subject").cast(TOPIC_INTEREST),
        study=study_progress(rows, "subject").cast(STUDY_PROGRESS),
    )


def participation(rows: pa.Table) -> pa.Table:
    """What was taken part in, by subject, month and kind (PARTICIPATION). For everybody: ``counting``."""
    named = pa.table(
        {
            "subject": rows["subject"],
            "month": months_of(rows["day"]),
            "kind": rows["kind"].cast(pa.string()),
            "day": rows["day"],
        }
    )
    grouped = named.group_by(["subject", "month", "kind"]).aggregate(SEEN)
    return grouped.rename_columns(["subject", "month", "kind", "records", "first_day", "last_day"])


def topic_interest(rows: pa.Table, topics: pa.Table, landmark: date, by: str) -> pa.Table:
    """Topics with forward-decayed weights: ``by, topic, weight, records, first_day, last_day``.

    Parameters
    ----------
    rows
        ``by, day, activity`` of kept rows.
    topics
        ACTIVITY_TOPICS; a pair that stands twice counts once.
    landmark
        Of the weights (``decay.weight_of``).
    """
    pairs = topics.group_by(["activity", "topic"]).aggregate([])
    topical = rows.select([by, "day", "activity"]).join(pairs, "activity", join_type="inner")
    weighed = topical.append_column("weight", decay.weights_of(topical["day"], landmark))
    grouped = weighed.group_by([by, "topic"]).aggregate([("weight", "sum"), *SEEN])
    return grouped.rename_columns([by, "topic", "weight", "records", "first_day", "last_day"])


def study_progress(rows: pa.Table, by: str) -> pa.Table:
    """The first day on which each item was begun and done: ``by, activity, begun_day, done_day``."""
    study = rows.filter(pc.is_valid(rows["progress"]))
    progress, day = study["progress"].cast(pa.string()), study["day"]
    nothing = pa.scalar(None, pa.date32())
    split = pa.table(
        {
            by: study[by],
            "activity": study["activity"],
            "begun": pc.if_else(pc.equal(progress, BEGAN), day, nothing),
            "done": pc.if_else(pc.equal(progress, COMPLETED), day, nothing),
        }
    )
    grouped = split.group_by([by, "activity"]).aggregate([("begun", "min"), ("done", "min")])
    return grouped.rename_columns([by, "activity", "begun_day", "done_day"])


def months_of(days: pa.ChunkedArray) -> pa.Array:
    """First day of the month of each day."""
    months = days.to_numpy().astype("datetime64[M]")
    return pa.array(months.astype("datetime64[D]"), pa.date32())
