"""A library and members for the bench of recommending. In: sizes and a seed. Out: tables of the engine.

Members are made an organisation at a time, as they are served; nothing of an earlier one is kept.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

import numpy as np
import pyarrow as pa

from redcloud.engine.contracts import INTERACTIONS, STUDY_ITEMS
from redcloud.engine.study.interface import (
    ASKED,
    BEGUN,
    HISTORY,
    INTERESTS,
    NEEDS,
    PARTS,
    IntArray,
    Request,
    Training,
)

TODAY: Final = date(2026, 7, 6)
TOPICS: Final = tuple(f"topic-{number:02}" for number in range(40))
BRANCH: Final = 22
COURSE_KEYS, PARTS_EACH = 1 << 40, 6
DONE, SENT, OF_INTEREST = 8, 12, 3
"""Items that a member finished and was sent before, and topics in their portrait: on average or exactly."""


@dataclass(frozen=True, slots=True)
class Library:
    """Items, and for each topic the items that have it, the most popular first."""

    table: pa.Table
    by_topic: IntArray


def make_library(items: int, seed: int = 1) -> Library:
    """Make items of one to two topics, published within two years."""
    rng = np.random.default_rng(seed)
    first = np.arange(items) % len(TOPICS)
    second = rng.integers(0, len(TOPICS), items)
    ages = rng.integers(1, 730, items)
    rows = [
        {
            "item": at + 1,
            "activity": at + 1,
            "title": f"item {at + 1}",
            "text": "",
            "minutes": 5 + at % 20,
            "topics": sorted({TOPICS[first[at]], TOPICS[second[at]]} if at % 3 else {TOPICS[first[at]]}),
            "published": TODAY - timedelta(days=int(ages[at])),
        }
        for at in range(items)
    ]
    each = items // len(TOPICS)
    by_topic = np.arange(each)[None, :] * len(TOPICS) + np.arange(len(TOPICS))[:, None]
    return Library(pa.Table.from_pylist(rows, schema=STUDY_ITEMS), by_topic.astype(np.int64))


def make_training(library: Library, learners: int, seed: int = 2) -> Training:
    """Make what learners finished: items of two topics each, popular ones first."""
    rng = np.random.default_rng(seed)
    who, items = _pairs(library, learners, DONE, rng)
    days = pa.array(np.full(len(who), (TODAY - date(1970, 1, 1)).days - 30, dtype=np.int32)).cast(pa.date32())
    table = pa.table([who, items, days, np.ones(len(who), dtype=bool)], schema=INTERACTIONS)
    return Training(library.table, table)


def make_request(library: Library, members: int, places: int, seed: int, courses: int = 0) -> Request:
    """Make the request of one organisation, with every ground that a member can have.

    ``courses`` are made of the library's items; every twentieth member is in the middle of one.
    """
    rng = np.random.default_rng(seed)
    taught = _courses(library, courses)
    amid = np.arange(0, members if courses else 0, 20, dtype=np.int64)
    units = np.arange(members, dtype=np.int64) // BRANCH
    branches = int(units[-1]) + 1
    return Request(
        learners=np.arange(members, dtype=np.int64),
        units=units,
        places=np.full(members, places, dtype=np.int64),
        items=pa.concat_tables([library.table, taught[0]]),
        today=TODAY,
        done=pa.table(list(_pairs(library, members, DONE, rng)), schema=HISTORY),
        exclude=pa.table(list(_pairs(library, members, SENT, rng)), schema=HISTORY),
        interests=_interests(members, rng),
        needs=_needs(branches, rng),
        asked=pa.table(
            [
                np.arange(branches),
                rng.integers(1, library.table.num_rows + 1, branches),
                np.arange(1, branches + 1),
            ],
            schema=ASKED,
        ),
        parts=taught[1],
        begun=pa.table(
            [amid, COURSE_KEYS + amid % max(courses, 1), np.ones(len(amid), dtype=np.int64)], schema=BEGUN
        ),
        standing=pa.table(list(_pairs(library, members if courses else 0, 1, rng)), schema=HISTORY),
    )


def _courses(library: Library, courses: int) -> tuple[pa.Table, pa.Table]:
    """Courses as items, and their parts: neighbours in the library's popularity within a topic."""
    items = library.table.num_rows
    rows = [
        {
            "item": COURSE_KEYS + at,
            "activity": 0,
            "title": f"course {at}",
            "text": "",
            "minutes": 60,
            "topics": [TOPICS[at % len(TOPICS)]],
            "published": TODAY - timedelta(days=10 * at % 700),
        }
        for at in range(courses)
    ]
    parts = [
        {"course": COURSE_KEYS + at, "item": (at + len(TOPICS) * step) % items + 1}
        for at in range(courses)
        for step in range(PARTS_EACH)
    ]
    return pa.Table.from_pylist(rows, schema=STUDY_ITEMS), pa.Table.from_pylist(parts, schema=PARTS)


def _pairs(library: Library, members: int, each: int, rng: np.random.Generator) -> tuple[IntArray, IntArray]:
    """(member, item), each pair once: about ``each`` a member, of two topics that the member has."""
    topics, depth = library.by_topic.shape
    counts = rng.poisson(each, members)
    who = np.repeat(np.arange(members, dtype=np.int64), counts)
    topic = (who * 7 + rng.integers(0, 2, len(who)) * (1 + who % 11)) % topics
    place = np.minimum((depth * rng.random(len(who)) ** 3).astype(np.int64), depth - 1)
    item = library.by_topic[topic, place] + 1
    keys = np.unique(who * (topics * depth + 1) + item)
    return keys // (topics * depth + 1), keys % (topics * depth + 1)


def _interests(members: int, rng: np.random.Generator) -> pa.Table:
    who = np.repeat(np.arange(members, dtype=np.int64), OF_INTEREST)
    code = (who * 7 + np.tile(np.arange(OF_INTEREST), members) * (1 + who % 11)) % len(TOPICS)
    days = pa.array(np.full(len(who), (TODAY - date(1970, 1, 1)).days - 9, dtype=np.int32)).cast(pa.date32())
    names = pa.array(TOPICS).take(pa.array(code))
    weights = rng.integers(100_000, 9_000_000, len(who))
    return pa.table([who, names, weights, rng.integers(1, 30, len(who)), days], schema=INTERESTS)


def _needs(branches: int, rng: np.random.Generator) -> pa.Table:
    topics = pa.array(TOPICS).take(pa.array(rng.integers(0, len(TOPICS), branches)))
    counts = 10 + 5 * rng.integers(0, 9, branches)
    return pa.table([np.arange(branches), topics, counts, np.arange(branches)], schema=NEEDS)
