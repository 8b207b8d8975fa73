"""Simulate: a province straight as lake rows and the dimensions that a fold joins; a plan in, batches out.

This is how a province of millions is made: no statement is written, and a month of one bucket is drawn at
a time, each from its own random stream, so that memory holds the crowd and one file's rows.
About 120 records a member in two years.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np
import pyarrow as pa

from redcloud.engine.contracts import ACTIVITIES, ACTIVITY_TOPICS, LAKE_RECORDS, LakeVerb
from redcloud.engine.simulate import happenings, season
from redcloud.engine.simulate.arrays import Bools, Floats, Ints, stream
from redcloud.engine.simulate.crowd import EPOCH_ORDINAL, Crowd
from redcloud.engine.simulate.happenings import Happenings, Month
from redcloud.engine.simulate.plan import Plan

VERBS: Final[tuple[LakeVerb, ...]] = (
    "began",
    "completed",
    "attended",
    "volunteered",
    "commented",
    "helped",
)
BEGAN, COMPLETED, ATTENDED, VOLUNTEERED, COMMENTED, HELPED = range(len(VERBS))
MEETINGS: Final = tuple(range(happenings.THEME, happenings.SERVICE))
TURNOUT: Final = np.array([1.4, 1.6, 2.6, 1.5, 1.5, 1.1, 1.9])
"""Log-odds of coming to each kind of meeting, before a person's own drive."""
RECORDS_A_MEMBER_MONTH: Final = 5
"""About so many come out, which decides how many buckets a lake needs."""
ITEMS_A_MONTH, COMMENTS_A_MONTH = 1.3, 0.55
SERVICE_CHANCE, HELP_CHANCE = 0.3, 0.06
COMPLETED_SHARE, OWN_TOPIC_SHARE = 0.8, 0.6
MONTH_BITS, BUCKET_BITS = 40, 32
"""A record id holds the month, the bucket and a place: no two draws share one."""
_PURPOSE: Final = 23


@dataclass(frozen=True, slots=True)
class _Drawn:
    """Some records of one verb: place of the member in the crowd, activity, day of the window."""

    who: Ints
    activity: Ints
    day: Ints
    verb: int


def record_batches(
    plan: Plan,
    buckets: list[Crowd],
    items: int,
    topics: int,
    held: Callable[[pa.Table], None] = lambda _activities: None,
) -> Iterator[pa.RecordBatch]:
    """Draw LAKE_RECORDS, one batch for each month and bucket, sorted by pseudonym and day.

    Parameters
    ----------
    buckets
        From ``crowd.by_bucket``.
    items, topics
        Size of the library; item ``n`` is of topic ``n % topics``.
    held
        Called with ACTIVITIES of each month before its records are drawn.
    """
    for month in happenings.months(plan):
        found = happenings.draw_happenings(plan, month, items)
        held(found.activities())
        for bucket, crowd in enumerate(buckets):
            yield _batch(plan, month, found, crowd, bucket, items, topics)


def item_tables(items: int, topics: int) -> tuple[pa.Table, pa.Table]:
    """Give ACTIVITIES and ACTIVITY_TOPICS of the library: items 1 to ``items``."""
    key = np.arange(1, items + 1, dtype=np.int64)
    study = pa.array(["study"]).take(pa.array(np.zeros(items, dtype=np.int64)))
    names = pa.array([f"topic-{number + 1:02d}" for number in range(topics)])
    topic = names.take(pa.array((key - 1) % topics))
    return (
        pa.table([key, study], schema=ACTIVITIES),
        pa.table([pa.array(key), topic, pa.array(np.zeros(items, dtype=bool))], schema=ACTIVITY_TOPICS),
    )


def _batch(
    plan: Plan, month: Month, found: Happenings, crowd: Crowd, bucket: int, items: int, topics: int
) -> pa.RecordBatch:
    rng = stream(plan.seed, _PURPOSE, month.number << 16 | bucket)
    branch = np.where(crowd.moves <= month.first, crowd.later_branch, crowd.branch)
    parts = [
        *_meetings(rng, found, crowd, branch),
        *_study(rng, month, crowd, items, topics),
        _once(rng, found, crowd, branch, happenings.SERVICE, VOLUNTEERED, SERVICE_CHANCE),
        _once(rng, found, crowd, branch, happenings.NEED, HELPED, HELP_CHANCE),
        _comments(rng, month, found, crowd, branch),
    ]
    who, activity, day = (
        np.concatenate([getattr(part, name) for part in parts]) for name in ("who", "activity", "day")
    )
    verb = np.repeat(
        np.array([part.verb for part in parts], dtype=np.int64), [len(part.who) for part in parts]
    )
    there = np.flatnonzero((crowd.first[who] <= day) & (day < crowd.end[who]))
    # The place within the bucket is the order of pseudonyms: one whole number sorts by both.
    order = there[np.argsort(who[there].astype(np.int64) << 12 | day[there], kind="stable")]
    return _rows(plan, month, bucket, crowd.pseudonym[who[order]], verb[order], activity[order], day[order])


def _rows(
    plan: Plan, month: Month, bucket: int, pseudonym: Ints, verb: Ints, activity: Ints, day: Ints
) -> pa.RecordBatch:
    arrival = np.empty(len(day), dtype=np.int64)
    arrival[np.argsort(day.astype(np.int16), kind="stable")] = np.arange(len(day))
    start = plan.since.toordinal() - EPOCH_ORDINAL
    columns = [
        pa.array((month.number + 1 << MONTH_BITS | bucket << BUCKET_BITS) + arrival),
        pa.array(pseudonym),
        pa.array(VERBS).take(pa.array(verb)),
        pa.array(activity),
        pa.array((day + start).astype(np.int32)).cast(pa.date32()),
    ]
    return pa.RecordBatch.from_arrays(columns, schema=LAKE_RECORDS)


def _meetings(rng: np.random.Generator, found: Happenings, crowd: Crowd, branch: Ints) -> Iterator[_Drawn]:
    """Everybody due at a meeting comes by their own drive and the kind of meeting."""
    group = crowd.pseudonym >> 8 & 1  # which of the two groups of the branch
    for slot in MEETINGS:
        due: Bools = found.held[branch, slot]
        if slot == happenings.COMMITTEE:
            due = due & crowd.in_committee
        elif slot in (happenings.GROUP, happenings.OTHER_GROUP):
            due = due & (group == slot - happenings.GROUP)
        place = np.flatnonzero(due)
        chance: Floats = 1.0 / (1.0 + np.exp(-(TURNOUT[slot] + crowd.drive[place])))
        who = place[rng.random(len(place), dtype=np.float32) < chance]
        yield _Drawn(who, found.key(branch[who], slot), found.day[branch[who], slot], ATTENDED)


def _once(
    rng: np.random.Generator,
    found: Happenings,
    crowd: Crowd,
    branch: Ints,
    slot: int,
    verb: int,
    chance: float,
) -> _Drawn:
    """Whoever joins what the branch does once a month."""
    willing = rng.random(len(crowd), dtype=np.float32) < chance * np.exp(crowd.drive)
    who = np.flatnonzero(willing & found.held[branch, slot])
    return _Drawn(who, found.key(branch[who], slot), found.day[branch[who], slot], verb)


def _comments(
    rng: np.random.Generator, month: Month, found: Happenings, crowd: Crowd, branch: Ints
) -> _Drawn:
    who = np.repeat(np.arange(len(crowd)), rng.poisson(COMMENTS_A_MONTH * np.exp(crowd.drive)))
    who = who[found.held[branch[who], happenings.TALK]]
    day = rng.integers(month.first, month.end, len(who))
    return _Drawn(who, found.key(branch[who], happenings.TALK), day, COMMENTED)


def _study(
    rng: np.random.Generator, month: Month, crowd: Crowd, items: int, topics: int
) -> tuple[_Drawn, _Drawn]:
    """Items begun, most of the own topic and popular ones more often; most are finished in the same month."""
    rate = ITEMS_A_MONTH * season.STUDY[month.calendar_month - 1] * np.exp(crowd.drive)
    who = np.repeat(np.arange(len(crowd)), rng.poisson(rate))
    depth = max(1, items // topics)
    place = (depth * rng.random(len(who)) ** 2).astype(np.int64)
    own = rng.random(len(who)) < OWN_TOPIC_SHARE
    topic = np.where(own, crowd.taste[who], rng.integers(0, topics, len(who)))
    item = np.minimum(place * topics + topic, items - 1)
    day = rng.integers(month.first, month.end, len(who))
    # The lake keeps "began" once for each person, item and day.
    _, fresh = np.unique((who * items + item) << 12 | day, return_index=True)
    who, item, day = who[fresh], item[fresh], day[fresh]
    done = rng.random(len(who)) < COMPLETED_SHARE
    later = np.minimum(day[done] + rng.geometric(0.4, int(done.sum())) - 1, month.end - 1)
    return _Drawn(who, item + 1, day, BEGAN), _Drawn(who[done], item[done] + 1, later, COMPLETED)
