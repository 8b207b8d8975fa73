"""Simulate: everybody of a province of any size, by bucket and pseudonym; a plan in, arrays out.

This is the short way of ``redcloud simulate --lake``: a few numbers a member instead of a block's tables,
so that two million people fit in about 150 MB. Who is livelier than another never leaves this package.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Final

import numpy as np
import pyarrow as pa

from redcloud.engine.contracts import MEMBERSHIPS, SUBJECTS
from redcloud.engine.simulate.arrays import Bools, Floats, Ints, stream
from redcloud.engine.simulate.plan import Plan

AGREED_SHARE: Final = 0.93
JOINED_SHARE, LEFT_SHARE, MOVED_SHARE = 0.04, 0.03, 0.02
COMMITTEE_SHARE: Final = 0.18
EARLIER_DAYS: Final = 20 * 365
"""Who was there before the window has belonged to the branch for up to this long."""
EPOCH_ORDINAL: Final = 719_163
_PURPOSE: Final = 21


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


@dataclass(frozen=True, slots=True)
class Crowd:
    """Arrays of one length, a place a member; days count from the first day of the window.

    Attributes
    ----------
    branch, later_branch, moves
        0-based number of the branch in the plan, the one of the day ``moves`` and after it.
    first, end
        First day and the day after the last one; before the window is negative.
    drive
        Log-rate of taking part, around 0.
    taste
        Number of the topic studied most.
    """

    pseudonym: Ints
    branch: Ints
    later_branch: Ints
    moves: Ints
    first: Ints
    end: Ints
    drive: Floats
    taste: Ints
    in_committee: Bools
    agreed: Bools

    def __len__(self) -> int:
        return len(self.pseudonym)

    def part(self, chosen: slice | Ints) -> Crowd:
        """Give some of the crowd; a slice copies nothing."""
        return Crowd(**{column.name: getattr(self, column.name)[chosen] for column in fields(self)})


def draw_crowd(plan: Plan, topics: int) -> Crowd:
    """Draw everybody of a plan, in the order of the branches."""
    rng = stream(plan.seed, _PURPOSE)
    count = plan.members
    branch = np.repeat(np.arange(len(plan.sizes), dtype=np.int64), plan.sizes)
    joined, left, moved = (rng.random(count) < share for share in (JOINED_SHARE, LEFT_SHARE, MOVED_SHARE))
    first = np.where(joined, rng.integers(1, plan.days, count), -rng.integers(30, EARLIER_DAYS, count))
    end = np.where(left & ~joined, rng.integers(plan.days // 3, plan.days, count), plan.days + 1)
    moves = np.where(moved & ~joined & ~left, rng.integers(1, plan.days, count), plan.days + 1)
    return Crowd(
        pseudonym=pseudonyms(np.arange(1, count + 1, dtype=np.int64), plan.seed),
        branch=branch,
        later_branch=_neighbour(plan, branch),
        moves=moves.astype(np.int32),
        first=first.astype(np.int32),
        end=end.astype(np.int32),
        drive=(rng.normal(0.0, 0.6, count) - 0.18).astype(np.float32),
        taste=rng.integers(0, topics, count).astype(np.int32),
        in_committee=rng.random(count) < COMMITTEE_SHARE,
        agreed=rng.random(count) < AGREED_SHARE,
    )


def _neighbour(plan: Plan, branch: Ints) -> Ints:
    """Give the next branch of the same organisation, the first one after the last."""
    ends = np.cumsum(plan.branches_of)
    root = np.searchsorted(ends, branch, side="right")
    return np.where(branch + 1 < ends[root], branch + 1, ends[root] - plan.branches_of[root])


def by_bucket(crowd: Crowd, buckets: int) -> list[Crowd]:
    """Cut a crowd into the buckets of a lake, each sorted by pseudonym."""
    bucket = crowd.pseudonym % buckets
    order = np.lexsort((crowd.pseudonym, bucket))
    ordered = crowd.part(order)
    ends = np.cumsum(np.bincount(bucket, minlength=buckets))
    return [ordered.part(slice(low, high)) for low, high in zip(np.r_[0, ends[:-1]], ends, strict=True)]


def subjects(crowd: Crowd) -> pa.Table:
    """Give ``contracts.SUBJECTS`` of those who agreed to a portrait, one identity each."""
    agreed = pa.array(crowd.pseudonym[crowd.agreed])
    return pa.table([agreed, agreed, pa.array(np.ones(len(agreed), dtype=bool))], schema=SUBJECTS)


def memberships(crowd: Crowd, plan: Plan, branch_ids: Ints) -> pa.Table:
    """Give ``contracts.MEMBERSHIPS``: one stay, or two for those who moved.

    Parameters
    ----------
    branch_ids
        Organisation key of each branch of the plan.
    """
    moved = crowd.moves <= plan.days
    until = np.where(moved, crowd.moves, crowd.end)
    later = crowd.part(np.flatnonzero(moved))
    subject = np.concatenate([crowd.pseudonym, later.pseudonym])
    branch = branch_ids[np.concatenate([crowd.branch, later.later_branch])]
    since = np.concatenate([crowd.first, later.moves])
    until = np.concatenate([until, later.end])
    start = plan.since.toordinal() - EPOCH_ORDINAL
    columns = [
        pa.array(subject),
        pa.array(branch),
        pa.array((since + start).astype(np.int32)).cast(pa.date32()),
        pa.array((until + start).astype(np.int32), mask=until > plan.days).cast(pa.date32()),
    ]
    return pa.table(columns, schema=MEMBERSHIPS)
