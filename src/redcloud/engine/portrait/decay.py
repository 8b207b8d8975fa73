"""Stage portrait: forward decay. A landmark day and days in, whole-number weights out.

Forward decay (Cormode, Shkapenyuk, Srivastava and Xu, "Forward Decay: A Practical Time Decay Model
for Streaming Systems", ICDE 2009) weighs a record by its distance from a fixed landmark and never by
its age, so that a kept sum needs no decaying again: what is read later is only scaled.
"""

from __future__ import annotations

from datetime import date, timedelta
from functools import lru_cache
from typing import Any, Final

import numpy as np
import pyarrow as pa

HALF_LIFE_DAYS: Final = 90
UNIT: Final = 1_000_000
"""Weight of one record of the landmark day."""

DAYS_BEFORE: Final = 21 * HALF_LIFE_DAYS
"""Older records weigh what this day weighs: less than one unit in a million."""

DAYS_AFTER: Final = 24 * HALF_LIFE_DAYS
"""About six years. One record weighs at most 2^24 units of 10^6 then: half a million of them fit int64."""

EPOCH_DAYS: Final = 4 * 365
"""A full build older than this moves the landmark, long before ``DAYS_AFTER`` is reached."""

EPOCH: Final = date(1970, 1, 1)


def landmark_for(today: date, kept: date | None) -> date:
    """Landmark of a full build: the kept one while it is young enough, else a new one.

    Parameters
    ----------
    today
        Day of the build.
    kept
        Landmark of the state that the build replaces, if there is one.
    """
    if kept is not None and 0 <= (today - kept).days <= EPOCH_DAYS:
        return kept
    return date(today.year - 2, 1, 1)


def weight_of(day: date, landmark: date) -> int:
    """Weight of one record of ``day``: ``round(10^6 x 2^((day - landmark) / 90))``.

    Days outside the epoch's range weigh what the nearest day inside weighs, so that a record with
    a broken clock can neither overflow a sum nor be lost.
    """
    offset = min(max((day - landmark).days, -DAYS_BEFORE), DAYS_AFTER)
    weight: float = UNIT * 2.0 ** (offset / HALF_LIFE_DAYS)
    return round(weight)


def weights_of(days: pa.ChunkedArray, landmark: date) -> pa.Array:
    """Weights of many days, as ``weight_of`` gives each."""
    offset = days.cast(pa.int32()).to_numpy().astype(np.int64) - (landmark - EPOCH).days
    return pa.array(_weights()[np.clip(offset, -DAYS_BEFORE, DAYS_AFTER) + DAYS_BEFORE])


@lru_cache(maxsize=1)
def _weights() -> np.ndarray[Any, np.dtype[np.int64]]:
    """Weights of the days from the first to the last one that differ, whatever the landmark."""
    days = (EPOCH + timedelta(days=offset) for offset in range(-DAYS_BEFORE, DAYS_AFTER + 1))
    return np.array([weight_of(day, EPOCH) for day in days], dtype=np.int64)
