"""Simulate: what the branches of a province hold in one month; a plan and a month in, activities out.

Keys run through the months as those of a database do: the library first, then month by month.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

import numpy as np
import pyarrow as pa

from redcloud.engine.contracts import ACTIVITIES, ActivityKind
from redcloud.engine.simulate import season
from redcloud.engine.simulate.arrays import Bools, Ints, stream
from redcloud.engine.simulate.plan import Plan

SLOTS: Final[tuple[ActivityKind, ...]] = (
    "theme_day",
    "members_meeting",
    "committee_meeting",
    "group_meeting",
    "group_meeting",
    "class",
    "life_meeting",
    "volunteering",
    "discussion",
    "need",
)
"""What a branch can hold once a month; two groups meet apart."""
THEME, MEMBERS, COMMITTEE, GROUP, OTHER_GROUP, CLASS, LIFE, SERVICE, TALK, NEED = range(len(SLOTS))
CHANCE: Final = np.array([0.95, 0.93, 0.8, 0.7, 0.7, 0.86, 0.94, 0.8, 1.0, 0.7])
"""Chance that a branch holds each in a month in which it is due."""
_PURPOSE: Final = 22


@dataclass(frozen=True, slots=True)
class Month:
    """One month inside the window.

    Attributes
    ----------
    number
        0 for the first month of the window.
    first, end
        Days from the first day of the window: inclusive, exclusive.
    """

    number: int
    first: int
    end: int
    calendar_month: int


@dataclass(frozen=True, slots=True)
class Happenings:
    """What is held in a month: arrays of (branch, slot). ``day`` counts from the window's first day."""

    held: Bools
    day: Ints
    first_key: int

    def key(self, branch: Ints, slot: int) -> Ints:
        """Activity key of a slot in each of ``branch``."""
        return self.first_key + branch.astype(np.int64) * len(SLOTS) + slot

    def activities(self) -> pa.Table:
        """Give ``contracts.ACTIVITIES`` of what is held."""
        branch, slot = np.nonzero(self.held)
        kinds = pa.array(SLOTS, pa.string()).take(pa.array(slot))
        return pa.table([pa.array(self.first_key + branch * len(SLOTS) + slot), kinds], schema=ACTIVITIES)


def months(plan: Plan) -> list[Month]:
    """List the months that the window touches, the first and the last one cut."""
    found: list[Month] = []
    start = plan.since
    while start < plan.today:
        following = min((start.replace(day=1) + timedelta(days=32)).replace(day=1), plan.today)
        first = (start - plan.since).days
        found.append(Month(len(found), first, (following - plan.since).days, start.month))
        start = following
    return found


def draw_happenings(plan: Plan, month: Month, items: int) -> Happenings:
    """Draw what each branch holds in a month, by the cadence of three meetings and one class."""
    rng = stream(plan.seed, _PURPOSE, month.number)
    branches = len(plan.sizes)
    rhythm = season.MEETINGS[month.calendar_month - 1]
    held = rng.random((branches, len(SLOTS))) < np.minimum(CHANCE * rhythm, 0.98)
    phase = (np.arange(branches) + month.calendar_month) % 3
    held[:, MEMBERS] &= phase == 0
    held[:, CLASS] &= phase == 1
    held[:, LIFE] &= month.calendar_month == 1
    day = rng.integers(month.first, month.end, held.shape)
    return Happenings(held, day, 1 + items + month.number * branches * len(SLOTS))


def day_of(plan: Plan, day: int) -> date:
    """Give the date of a day of the window."""
    return plan.since + timedelta(days=day)
