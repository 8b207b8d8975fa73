"""Stage portrait: the definition of a portrait, as Ibis expressions that run on DuckDB and on Spark.

In: LAKE_RECORDS, SUBJECTS, ACTIVITIES, ACTIVITY_TOPICS. Out: the state tables by pseudonym, and their
merge by subject (PARTICIPATION, TOPIC_INTEREST, STUDY_PROGRESS). ``contributions`` is the one place
that says which record stands behind which line; evidence is read through it too.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import ibis

from redcloud.engine.portrait import decay

if TYPE_CHECKING:
    import ibis.expr.types as ir

STUDY_KINDS = ("study",)
STUDY_VERBS = ("began", "completed")


def counted_once(records: ir.Table) -> ir.Table:
    """Lake records, each record id once.

    An id names one record for good, so that any copy will do; the minimum of each column makes the
    choice the same on every engine.
    """
    return records.group_by("record_id").agg(
        pseudonym=records.pseudonym.min(),
        verb=records.verb.min(),
        activity=records.activity.min(),
        day=records.day.min(),
    )


def contributions(records: ir.Table, subjects: ir.Table, activities: ir.Table) -> ir.Table:
    """Records that may be folded, with month and kind.

    Parameters
    ----------
    records, subjects, activities
        LAKE_RECORDS, SUBJECTS, ACTIVITIES.

    Returns
    -------
    Table
        ``record_id, pseudonym, verb, activity, day, month, kind``. Only pseudonyms of ``subjects``,
        which names those with a recorded basis; an activity without a row is of kind ``other``.
    """
    known = subjects.select("pseudonym")
    once = counted_once(records.semi_join(known, "pseudonym"))
    kinds = activities.select("activity", "kind")
    joined = once.left_join(kinds, "activity")
    return joined.select(
        record_id=joined.record_id,
        pseudonym=joined.pseudonym,
        verb=joined.verb,
        activity=joined.activity,
        day=joined.day,
        month=joined.day.truncate("M").cast("date"),
        kind=joined.kind.fill_null("other"),
    )


def participation(contributed: ir.Table) -> ir.Table:
    """What was taken part in, by month and kind (PARTICIPATION by pseudonym)."""
    return contributed.group_by("pseudonym", "month", "kind").agg(
        records=contributed.count(),
        first_day=contributed.day.min(),
        last_day=contributed.day.max(),
    )


def by_topic(contributed: ir.Table, activity_topics: ir.Table) -> ir.Table:
    """Contributions with a ``topic``; one row for each record and topic of its activity."""
    topics = activity_topics.select("activity", "topic").distinct()
    joined = contributed.inner_join(topics, "activity")
    return joined.select("record_id", "pseudonym", "day", "topic")


def topic_interest(topical: ir.Table, weights: ir.Table, landmark: date) -> ir.Table:
    """Topics with forward-decayed weights (TOPIC_INTEREST by pseudonym).

    Parameters
    ----------
    topical
        From ``by_topic``.
    weights
        ``decay.decay_table(landmark)``.
    """
    clamped = topical.mutate(
        weighed_day=ibis.greatest(
            ibis.least(topical.day, ibis.date(decay.last_day(landmark).isoformat())),
            ibis.date(decay.first_day(landmark).isoformat()),
        ).cast("date")
    )
    table = weights.select(weighed_day=weights.day, weight=weights.weight)
    joined = clamped.inner_join(table, "weighed_day")
    return joined.group_by("pseudonym", "topic").agg(
        weight=joined.weight.sum(),
        records=joined.count(),
        first_day=joined.day.min(),
        last_day=joined.day.max(),
    )


def study_progress(contributed: ir.Table) -> ir.Table:
    """Study begun and done (STUDY_PROGRESS by pseudonym): the first day of each."""
    study = contributed.filter(contributed.kind.isin(STUDY_KINDS), contributed.verb.isin(STUDY_VERBS))
    return study.group_by("pseudonym", "activity").agg(
        begun_day=study.day.min(where=study.verb == "began"),
        done_day=study.day.min(where=study.verb == "completed"),
    )


def merged_participation(state: ir.Table, subjects: ir.Table) -> ir.Table:
    """PARTICIPATION of subjects: their pseudonyms' rows added up."""
    rows = _with_subject(state, subjects)
    return rows.group_by("subject", "month", "kind").agg(
        records=rows.records.sum(), first_day=rows.first_day.min(), last_day=rows.last_day.max()
    )


def merged_topics(state: ir.Table, subjects: ir.Table) -> ir.Table:
    """TOPIC_INTEREST of subjects."""
    rows = _with_subject(state, subjects)
    return rows.group_by("subject", "topic").agg(
        weight=rows.weight.sum(),
        records=rows.records.sum(),
        first_day=rows.first_day.min(),
        last_day=rows.last_day.max(),
    )


def merged_study(state: ir.Table, subjects: ir.Table) -> ir.Table:
    """STUDY_PROGRESS of subjects."""
    rows = _with_subject(state, subjects)
    return rows.group_by("subject", "activity").agg(
        begun_day=rows.begun_day.min(), done_day=rows.done_day.min()
    )


def _with_subject(state: ir.Table, subjects: ir.Table) -> ir.Table:
    return state.inner_join(subjects.select("pseudonym", "subject"), "pseudonym")
