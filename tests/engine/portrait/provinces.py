"""Small made-up lakes for the tests of the portrait."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pyarrow as pa

from redcloud.engine.contracts import ACTIVITIES, ACTIVITY_TOPICS, LAKE_RECORDS, SUBJECTS
from redcloud.engine.portrait import Dimensions, PortraitStore
from redcloud.engine.portrait.packing import Kinds, by_bucket, unpacked
from redcloud.engine.portrait.shapes import CODED, KEPT

FIRST_DAY = date(2025, 1, 1)
TODAY = date(2026, 3, 10)
LANDMARK = date(2024, 1, 1)
VERBS = ("began", "completed", "attended", "volunteered", "commented", "helped")
KINDS = ("study", "class", "theme_day", "volunteering")


def records(rows: list[tuple[int, int, str, int, date]]) -> pa.Table:
    """LAKE_RECORDS from (record id, pseudonym, verb, activity, day)."""
    return pa.Table.from_pylist(
        [dict(zip(LAKE_RECORDS.names, row, strict=True)) for row in rows], schema=LAKE_RECORDS
    )


def subjects(of_pseudonym: dict[int, int], left_out: frozenset[int] = frozenset()) -> pa.Table:
    """SUBJECTS from pseudonym -> subject; ``left_out`` are in no aggregate."""
    return pa.table(
        {
            "pseudonym": list(of_pseudonym),
            "subject": list(of_pseudonym.values()),
            "in_aggregates": [pseudonym not in left_out for pseudonym in of_pseudonym],
        },
        schema=SUBJECTS,
    )


def activities(kinds: dict[int, str]) -> pa.Table:
    """ACTIVITIES from activity -> kind."""
    return pa.table({"activity": list(kinds), "kind": list(kinds.values())}, schema=ACTIVITIES)


def topics(pairs: list[tuple[int, str]]) -> pa.Table:
    """ACTIVITY_TOPICS from (activity, topic), none sensitive."""
    return pa.Table.from_pylist(
        [{"activity": activity, "topic": topic, "sensitive": False} for activity, topic in pairs],
        schema=ACTIVITY_TOPICS,
    )


SMALL_TOPICS = topics(
    [
        *((activity, f"topic{topic}") for activity in range(6) for topic in range(activity % 3 + 1)),
        (0, "topic0"),  # twice
    ]
)
"""Topics on most of the eight activities of ``small_dimensions``."""


def small_dimensions(pseudonyms: dict[int, int]) -> Dimensions:
    """Eight activities: two of each kind, but the last is of an unknown kind."""
    kinds = {activity: KINDS[activity % len(KINDS)] for activity in range(7)}
    return Dimensions(subjects(pseudonyms), activities(kinds))


def random_province(seed: int, people: int = 200, rows: int = 5_000) -> tuple[pa.Table, Dimensions, pa.Table]:
    """A seeded lake with linked identities, odd days and strangers without a basis; who and what; topics."""
    random = np.random.default_rng(seed)
    pseudonyms = np.unique(random.integers(1, 2**62, people))
    days = [FIRST_DAY + timedelta(int(offset)) for offset in random.integers(-2_500, 700, rows)]
    table = pa.table(
        {
            "record_id": random.permutation(rows) + 2**60,
            "pseudonym": random.choice(pseudonyms, rows),
            "verb": random.choice(VERBS, rows),
            "activity": random.integers(0, 60, rows),
            "day": days,
        },
        schema=LAKE_RECORDS,
    )
    known = {int(key): int(pseudonyms[place - place % 3]) for place, key in enumerate(pseudonyms[:-20])}
    kinds = {activity: KINDS[activity % len(KINDS)] for activity in range(50)}
    pairs = [
        (int(a), f"topic{t}")
        for a, t in zip(random.integers(0, 60, 80), random.integers(0, 9, 80), strict=True)
    ]
    return table, Dimensions(subjects(known), activities(kinds)), topics(pairs)


def in_order(table: pa.Table) -> pa.Table:
    """The same rows, sorted by every column and in one chunk, so that tables can be compared."""
    return table.sort_by([(name, "ascending") for name in table.column_names]).combine_chunks()


def kept_rows(gathered: pa.Table, known: Dimensions) -> pa.Table:
    """KEPT rows of GATHERED."""
    kinds = Kinds(known.activities)
    parts = [unpacked(*found, kinds) for found in by_bucket(gathered).values()]
    return pa.concat_tables([KEPT.empty_table(), *parts])


def in_words(rows: pa.Table) -> pa.Table:
    """KEPT rows as their reader sees them, in order, so that they can be compared."""
    words = pa.schema(
        [field.with_type(pa.string()) if field.type == CODED else field for field in rows.schema]
    )
    return in_order(rows.cast(words))


def scanned(store: PortraitStore) -> pa.Table:
    """What somebody who reads everything sees: no patch is left out, and pseudonyms are in order."""
    parts = [kept.rows for kept in store.everybody()]
    assert all(part["pseudonym"].to_pylist() == sorted(part["pseudonym"].to_pylist()) for part in parts)
    return in_words(pa.concat_tables([KEPT.empty_table(), *parts]))
