"""Stage portrait: what a portrait keeps of a record, as one whole number. Numbers in, KEPT rows out.

An engine gathers one number a record into a list a pseudonym for a fifth of what it takes to group or to
sort the records themselves (docs/portrait/performance.md), and a list of single numbers keeps the facts of
a record together on every engine, which two lists side by side need not.

From the highest bit: activity (39 bits and the sign), day (22), verb (2). The kind of an activity is not
joined by the engine but looked up in an array, which costs a tenth.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final, get_args

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from redcloud.engine.contracts import ActivityKind
from redcloud.engine.portrait.shapes import BUCKET_BITS, BUCKETS, KEPT, PROGRESS

KINDS: Final[tuple[str, ...]] = get_args(ActivityKind)
OTHER: Final = KINDS.index("other")
STUDY_KINDS: Final = ("study",)

VERB_BITS, DAY_BITS = 2, 22
VERBS_OF: Final = 1 << VERB_BITS
DAYS_OF: Final = 1 << DAY_BITS
DAY_ZERO: Final = 719_163
"""Added to days since 1970, so that every day that a calendar knows is a positive number."""

MOST_PLACES_A_KEY: Final = 8
LEAST_PLACES: Final = 1 << 20
"""Up to so many bytes are spent on an array with a place for each key."""

GATHERED: Final = pa.schema(
    [
        pa.field("pseudonym", pa.int64(), nullable=False),
        pa.field("packed", pa.list_(pa.int64()), nullable=False),
    ]
)
"""One row a pseudonym, with the numbers of their records in any order."""

Numbers = np.ndarray[Any, np.dtype[np.int64]]


class Kinds:
    """The kind of each activity, by its number in ``KINDS``; ``other`` where nobody described it.

    Parameters
    ----------
    activities
        ACTIVITIES.

    Raises
    ------
    ValueError
        If a kind is none of ``ActivityKind``.
    """

    def __init__(self, activities: pa.Table) -> None:
        kind = pc.index_in(activities["kind"], value_set=pa.array(KINDS))
        if kind.null_count:
            unknown = pc.unique(activities["kind"].filter(pc.is_null(kind))).to_pylist()
            raise ValueError(f"no kind of activity: {unknown}")
        keys = activities["activity"].to_numpy()
        # Keys of a database lie close together: an array with a place for each key answers at once.
        self._first = int(keys.min()) if len(keys) else 0
        span = int(keys.max()) - self._first + 1 if len(keys) else 0
        self._is_dense = span <= MOST_PLACES_A_KEY * len(keys) + LEAST_PLACES
        if self._is_dense:
            self._number = np.full(span + 1, OTHER, np.int8)
            self._number[keys - self._first] = kind.to_numpy()
        else:
            order = np.argsort(keys)
            self._keys, self._number = keys[order], kind.to_numpy()[order].astype(np.int8)

    def of(self, activity: Numbers) -> np.ndarray[Any, np.dtype[np.int8]]:
        """Numbers of the kinds of some activities."""
        if self._is_dense:
            place = activity - self._first
            nowhere = len(self._number) - 1
            return self._number[np.where((place >= 0) & (place < nowhere), place, nowhere)]
        place = np.minimum(np.searchsorted(self._keys, activity), len(self._keys) - 1)
        return np.where(self._keys[place] == activity, self._number[place], np.int8(OTHER))


def unpacked(pseudonym: Numbers, packed: Numbers, kinds: Kinds) -> pa.Table:
    """KEPT rows of numbers.

    Parameters
    ----------
    pseudonym, packed
        Of one length, a place a record.
    kinds
        What kind an activity is.
    """
    verb = (packed & (VERBS_OF - 1)).astype(np.int32)
    rest = packed >> VERB_BITS
    day = ((rest & (DAYS_OF - 1)) - DAY_ZERO).astype(np.int32)
    activity = rest >> DAY_BITS
    kind = kinds.of(activity)
    followed = _FOLLOWED[kind] & (verb > 0)
    return pa.table(
        [
            pa.array(pseudonym),
            pa.array(day).cast(pa.date32()),
            coded(kind, KINDS),
            pa.array(activity),
            coded(verb - 1, PROGRESS, missing=~followed),
        ],
        schema=KEPT,
    )


def coded(number: Any, words: Sequence[str], missing: Any = None) -> pa.DictionaryArray:
    """Words by their number in a list, null where ``missing``."""
    return pa.DictionaryArray.from_arrays(pa.array(number.astype(np.int32), mask=missing), pa.array(words))


def by_bucket(gathered: pa.Table) -> dict[int, tuple[Numbers, Numbers]]:
    """Pseudonym and number of each record, by bucket and in the order of pseudonyms; no empty bucket.

    Parameters
    ----------
    gathered
        GATHERED.
    """
    whole = gathered.combine_chunks()
    if whole.num_rows == 0:
        return {}
    lists = whole["packed"].chunk(0)
    numbers, begin = lists.values.to_numpy(), lists.offsets.to_numpy()
    pseudonym, length = whole["pseudonym"].to_numpy(), np.diff(begin)
    bucket = pseudonym & (BUCKETS - 1)  # pseudonyms are positive: the last six bits are the remainder by 64
    # Bucket first, then the other bits in their order: one whole number to sort by.
    order = np.argsort(bucket << (63 - BUCKET_BITS) | pseudonym >> BUCKET_BITS)
    found = {}
    for mine in np.split(order, np.cumsum(np.bincount(bucket, minlength=BUCKETS))[:-1]):
        if len(mine):
            found[int(bucket[mine[0]])] = (
                np.repeat(pseudonym[mine], length[mine]),
                numbers[_places(begin[:-1][mine].astype(np.int64), length[mine])],
            )
    return found


def _places(begin: Numbers, length: Numbers) -> Numbers:
    """The places of several stretches, one after another."""
    before = np.cumsum(length) - length
    places: Numbers = np.arange(int(length.sum())) + np.repeat(begin - before, length)
    return places


_FOLLOWED: Final = np.array([kind in STUDY_KINDS for kind in KINDS])
