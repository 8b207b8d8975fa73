"""Stage portrait: forward decay. A landmark day in, a table of whole-number weights by day out.

Forward decay (Cormode, Shkapenyuk, Srivastava and Xu, "Forward Decay: A Practical Time Decay Model
for Streaming Systems", ICDE 2009) weighs a record by its distance from a fixed landmark and never by
its age, so that a kept sum needs no decaying again: what is read later is only scaled.
"""

from __future__ import annotations

from datetime import date, timedelta
from functools import lru_cache
from typing import Final

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

DECAY: Final = pa.schema(
    [pa.field("day", pa.date32(), nullable=False), pa.field("weight", pa.int64(), nullable=False)]
)


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


@lru_cache(maxsize=2)
def decay_table(landmark: date) -> pa.Table:
    """Weights of all days of an epoch.

    A table and not a power in SQL: engines differ in the last digit of a power, and a float literal
    reaches Spark as DECIMAL. Joined whole numbers are the same everywhere.
    """
    days = [landmark + timedelta(days=offset) for offset in range(-DAYS_BEFORE, DAYS_AFTER + 1)]
    return pa.table({"day": days, "weight": [weight_of(day, landmark) for day in days]}, schema=DECAY)


def first_day(landmark: date) -> date:
    """First day of ``decay_table``."""
    return landmark - timedelta(days=DAYS_BEFORE)


def last_day(landmark: date) -> date:
    """Last day of ``decay_table``."""
    return landmark + timedelta(days=DAYS_AFTER)
