"""Simulate: a province straight as lake rows and the dimensions that a fold joins; blocks in, tables out.

This is how a province of millions is made: no statement is written, a block at a time.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from redcloud.engine.contracts import (
    ACTIVITIES,
    ACTIVITY_TOPICS,
    LAKE_RECORDS,
    MEMBERSHIPS,
    SUBJECTS,
    LakeVerb,
)
from redcloud.engine.simulate.arrays import Ints, keys
from redcloud.engine.simulate.catalogue import LibraryItem
from redcloud.engine.simulate.province import Block

RECORD_BITS: Final = 34
SHANGHAI_US: Final = 8 * 3_600_000_000
DAY_US: Final = 86_400_000_000


def pseudonyms(members: Ints, seed: int) -> Ints:
    """Give each member a pseudonym: one-to-one, without order, never 0 or below.

    The finaliser of SplitMix64 (Steele, Lea and Flood, OOPSLA 2014) scatters 64-bit numbers
    one-to-one; the top bit is dropped to stay positive, which may join two of about 2^31 members.

    Examples
    --------
    >>> bool((pseudonyms(np.arange(1, 1000), 1) > 0).all())
    True
    """
    with np.errstate(over="ignore"):
        mixed = members.astype(np.uint64) * np.uint64(0x9E3779B97F4A7C15) + np.uint64(seed)
        mixed = (mixed ^ (mixed >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        mixed = (mixed ^ (mixed >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
        mixed ^= mixed >> np.uint64(31)
    return np.maximum((mixed >> np.uint64(1)).astype(np.int64), 1)


def item_keys(items: Sequence[LibraryItem]) -> Ints:
    """Give the activity key of each item, in the order of the library."""
    return keys("item", 0, len(items))


def lake_rows(block: Block, items: Sequence[LibraryItem], seed: int) -> pa.Table:
    """Turn a block into lake rows (``contracts.LAKE_RECORDS``)."""
    tables = block.tables
    parts = [
        _attended(tables["rolls"], tables["meetings"]),
        *_studied(tables["study"], items),
        _part(tables["volunteering"], "volunteered", "volunteering", _day(tables["volunteering"], "day")),
        _part(tables["comments"], "commented", "comment", _moment_day(tables["comments"], "at")),
    ]
    helped = tables["needs"].filter(pc.is_valid(tables["needs"]["helper"]))
    helped = helped.append_column("member", helped["helper"])
    parts.append(_part(helped, "helped", "need", _moment_day(helped, "marked_solved_at")))
    member = np.concatenate([part[0] for part in parts])
    activity = np.concatenate([part[1] for part in parts])
    day = np.concatenate([part[2] for part in parts])
    verb = pa.concat_arrays([pa.array([part[3]]).take(np.zeros(len(part[0]), int)) for part in parts])
    record = (block.plan.number << RECORD_BITS) + 1 + np.arange(len(member), dtype=np.int64)
    columns = [
        pa.array(record),
        pa.array(pseudonyms(member, seed)),
        verb,
        pa.array(activity),
        pa.array(day.astype(np.int32)).cast(pa.date32()),
    ]
    return pa.table(columns, schema=LAKE_RECORDS)


Part = tuple[Ints, Ints, Ints, LakeVerb]


def _part(table: pa.Table, verb: LakeVerb, activity: str, day: Ints) -> Part:
    return table["member"].to_numpy(), table[activity].to_numpy(), day, verb


def _day(table: pa.Table, column: str) -> Ints:
    return np.asarray(table[column].cast(pa.int32()).to_numpy(), dtype=np.int64)


def _moment_day(table: pa.Table, column: str) -> Ints:
    moments = table[column].cast(pa.int64()).to_numpy()
    return np.asarray((moments + SHANGHAI_US) // DAY_US, dtype=np.int64)


def _attended(rolls: pa.Table, meetings: pa.Table) -> Part:
    present = rolls.filter(pc.equal(rolls["mark"], "present"))
    meeting = present["meeting"].to_numpy()
    known = meetings["meeting"].to_numpy()
    day = _moment_day(meetings, "starts_at")[np.searchsorted(known, meeting)]
    return present["member"].to_numpy(), meeting, day, "attended"


def _studied(study: pa.Table, items: Sequence[LibraryItem]) -> tuple[Part, Part]:
    place = pc.index_in(study["item"], pa.array([item.key for item in items])).to_numpy()
    activity = item_keys(items)[place]
    study = study.append_column("activity", pa.array(activity))
    done = study.filter(pc.is_valid(study["completed_at"]))
    return (
        _part(study, "began", "activity", _moment_day(study, "began_at")),
        _part(done, "completed", "activity", _moment_day(done, "completed_at")),
    )


def block_subjects(block: Block, seed: int) -> pa.Table:
    """Give ``contracts.SUBJECTS`` of those in a block who agreed to a portrait."""
    consents = block.tables["consents"]
    agreed = consents.filter(pc.and_(pc.equal(consents["purpose"], "portrait"), consents["granted"]))
    subject = pa.array(pseudonyms(agreed["member"].to_numpy(), seed))
    everyone = pa.array(np.ones(len(subject), dtype=bool))
    return pa.table([subject, subject, everyone], schema=SUBJECTS)


def block_memberships(block: Block, seed: int) -> pa.Table:
    """Give ``contracts.MEMBERSHIPS`` of a block."""
    stays = block.tables["memberships"]
    subject = pa.array(pseudonyms(stays["member"].to_numpy(), seed))
    columns = [subject, *(stays[name].combine_chunks() for name in ("branch", "since", "until"))]
    return pa.table(columns, schema=MEMBERSHIPS)


def block_activities(block: Block) -> pa.Table:
    """Give ``contracts.ACTIVITIES`` of a block, the library apart."""
    meetings = block.tables["meetings"]
    parts = [pa.table([meetings["meeting"], meetings["kind"]], schema=ACTIVITIES)]
    for name, column, kind in (
        ("volunteering", "volunteering", "volunteering"),
        ("comments", "comment", "discussion"),
        ("needs", "need", "need"),
    ):
        table = block.tables[name]
        parts.append(
            pa.table([table[column], pa.array([kind] * table.num_rows, pa.string())], schema=ACTIVITIES)
        )
    return pa.concat_tables(parts)


def item_activities(items: Sequence[LibraryItem]) -> tuple[pa.Table, pa.Table]:
    """Give ``contracts.ACTIVITIES`` and ``contracts.ACTIVITY_TOPICS`` of the library."""
    activity = item_keys(items)
    kinds = pa.table([activity, pa.array(["study"] * len(items), pa.string())], schema=ACTIVITIES)
    pairs = [(int(key), topic) for key, item in zip(activity, items, strict=True) for topic in item.topics]
    topics = pa.table(
        [
            pa.array([key for key, _ in pairs], pa.int64()),
            pa.array([topic for _, topic in pairs], pa.string()),
            pa.array([False] * len(pairs), pa.bool_()),
        ],
        schema=ACTIVITY_TOPICS,
    )
    return kinds, topics
