"""Stage portrait: the definition of a portrait, as Ibis expressions that run on DuckDB and on Spark.

In: LAKE_RECORDS, SUBJECTS, ACTIVITIES, ACTIVITY_TOPICS. Out: the state tables by pseudonym, and their
merge by subject (PARTICIPATION, TOPIC_INTEREST, STUDY_PROGRESS). ``contributions``, ``by_topic`` and
``studied`` alone say which record stands behind which line; evidence is read through them too.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from redcloud.engine.lazily import lazily
from redcloud.engine.portrait import decay
from redcloud.engine.portrait.shapes import BUCKET_BITS, BUCKETS

if TYPE_CHECKING:
    import ibis
    import ibis.expr.types as ir
else:
    ibis = lazily("ibis")

STUDY_KINDS = ("study",)
STUDY_VERBS = ("began", "completed")


def allowed(records: ir.Table, subjects: ir.Table) -> ir.Table:
    """Records that may be folded, with their month.

    Parameters
    ----------
    records
        LAKE_RECORDS, each record id once, which the lake warrants.
    subjects
        SUBJECTS, which names those with a recorded basis.

    Returns
    -------
    Table
        ``record_id, pseudonym, verb, activity, day, month``.
    """
    mine = records.semi_join(subjects.select("pseudonym"), "pseudonym")
    return mine.mutate(month=mine.day.truncate("M").cast("date"))


def contributions(mine: ir.Table, activities: ir.Table) -> ir.Table:
    """Records of ``allowed`` with the kind of their activity; without a row in ACTIVITIES it is ``other``."""
    joined = mine.left_join(activities.select("activity", "kind"), "activity")
    return joined.select(
        record_id=joined.record_id,
        pseudonym=joined.pseudonym,
        day=joined.day,
        month=joined.month,
        kind=joined.kind.fill_null("other"),
    )


def studied(mine: ir.Table, activities: ir.Table) -> ir.Table:
    """Records of ``allowed`` in which study was begun or done."""
    study = activities.filter(activities.kind.isin(STUDY_KINDS)).select("activity")
    return mine.filter(mine.verb.isin(STUDY_VERBS)).inner_join(study, "activity")


def participation(contributed: ir.Table) -> ir.Table:
    """What was taken part in, by month and kind (PARTICIPATION by pseudonym)."""
    return contributed.group_by("pseudonym", "month", "kind").agg(
        records=contributed.count(),
        first_day=contributed.day.min(),
        last_day=contributed.day.max(),
    )


def by_topic(mine: ir.Table, activity_topics: ir.Table) -> ir.Table:
    """Records of ``allowed`` with a ``topic``; one row for each record and topic of its activity."""
    topics = activity_topics.select("activity", "topic").distinct()
    joined = mine.inner_join(topics, "activity")
    return joined.select("record_id", "pseudonym", "day", "month", "topic")


def topic_interest(topical: ir.Table, weights: ir.Table, landmark: date) -> ir.Table:
    """Topics with forward-decayed weights (TOPIC_INTEREST by pseudonym and month).

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
    return joined.group_by("pseudonym", "month", "topic").agg(
        weight=joined.weight.sum(),
        records=joined.count(),
        first_day=joined.day.min(),
        last_day=joined.day.max(),
    )


def study_progress(study: ir.Table) -> ir.Table:
    """Study begun and done (STUDY_PROGRESS by pseudonym and month): the first day of each, of ``studied``."""
    return study.group_by("pseudonym", "month", "activity").agg(
        begun_day=study.day.min(where=study.verb == "began"),
        done_day=study.day.min(where=study.verb == "completed"),
    )


def in_bucket_order(state: ir.Table) -> ir.Table:
    """The rows as they are kept: by bucket and pseudonym, in one whole number, which engines sort fastest."""
    bucket = state.pseudonym % BUCKETS
    within = (state.pseudonym >> BUCKET_BITS).cast("int64")
    return state.order_by(bucket * (1 << 63 - BUCKET_BITS) + within)


def merged_participation(state: ir.Table, subjects: ir.Table) -> ir.Table:
    """PARTICIPATION of subjects: their pseudonyms' rows added up."""
    linked = subjects.group_by("subject").agg(identities=subjects.count())
    linked = linked.filter(linked.identities > 1).select("subject")
    several = _with_subject(state, subjects.semi_join(linked, "subject"))
    merged = several.group_by("subject", "month", "kind").agg(
        records=several.records.sum(), first_day=several.first_day.min(), last_day=several.last_day.max()
    )
    columns = ("subject", "month", "kind", "records", "first_day", "last_day")
    # Most people have one identity, and their rows are as they will be: grouping them costs the most.
    alone = _with_subject(state, subjects.anti_join(linked, "subject"))
    return merged.select(columns).union(alone.select(columns))


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
