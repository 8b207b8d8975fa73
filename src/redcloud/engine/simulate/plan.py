"""Simulate: how large a province is and when it is; sizes and a seed in, a frozen plan out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

import numpy as np

from redcloud.engine.simulate.arrays import Ints, stream

MEMBERS_A_BRANCH: Final = 22
BRANCHES_AN_ORGANISATION: Final = 40
MOST_ORGANISATIONS: Final = 30
SMALLEST_BRANCH: Final = 5
LARGEST_BRANCH: Final = 48
BLOCK_BRANCHES: Final = 100


@dataclass(frozen=True, slots=True)
class BlockPlan:
    """Consecutive branches of one organisation that are drawn together."""

    number: int
    root: int  # 0-based number of the organisation
    first_branch: int  # 0-based number of the first branch in the province
    branches: int
    first_member: int  # members are numbered from 1


@dataclass(frozen=True, slots=True)
class Plan:
    """The province to draw.

    Attributes
    ----------
    today
        The day after the window; meetings from today on are only planned.
    days
        Days of the window, up to yesterday.
    sizes
        Members per branch, in the order of the branches.
    branches_of
        Branches per organisation, in the order of the organisations.
    """

    seed: int
    today: date
    days: int
    sizes: Ints
    branches_of: Ints

    @property
    def since(self) -> date:
        """First day of the window."""
        return self.today - timedelta(days=self.days)

    @property
    def members(self) -> int:
        """People in the province, newcomers and leavers included."""
        return int(self.sizes.sum())

    def blocks(self) -> list[BlockPlan]:
        """Cut the province into blocks; a block never crosses organisations."""
        found: list[BlockPlan] = []
        branch = 0
        members_before = np.concatenate([[0], np.cumsum(self.sizes)])
        for root, count in enumerate(self.branches_of):
            end = branch + int(count)
            for first in range(branch, end, BLOCK_BRANCHES):
                width = min(BLOCK_BRANCHES, end - first)
                member = int(members_before[first]) + 1
                found.append(BlockPlan(len(found), root, first, width, member))
            branch = end
        return found


def plan_province(
    *,
    members: int = 4400,
    seed: int = 1,
    today: date,
    days: int = 730,
    organisations: int | None = None,
    branches: int | None = None,
) -> Plan:
    """Plan a province of ``members`` people.

    Parameters
    ----------
    members
        People in all; about 22 to a branch unless ``branches`` says otherwise.
    seed
        The same seed and the same day give the same province.
    today
        The day after the window.
    days
        Length of the window in days.
    organisations, branches
        By default 40 branches to an organisation, at most 30 organisations.

    Raises
    ------
    ValueError
        If there are too few or too many members for the branches, or too few branches.

    Examples
    --------
    >>> plan = plan_province(members=2_000_000, seed=1, today=date(2026, 1, 1))
    >>> len(plan.sizes), len(plan.branches_of), plan.members
    (90909, 30, 2000000)
    """
    width = branches if branches is not None else max(1, round(members / MEMBERS_A_BRANCH))
    roots = organisations
    if roots is None:
        roots = min(MOST_ORGANISATIONS, max(1, width // BRANCHES_AN_ORGANISATION))
    if seed < 0 or days < 1 or not 1 <= roots <= width:
        raise ValueError("a province needs a seed >= 0, a day, and a branch per organisation")
    if not SMALLEST_BRANCH * width <= members <= LARGEST_BRANCH * width:
        raise ValueError(
            f"{members} members do not fit in {width} branches of {SMALLEST_BRANCH} to {LARGEST_BRANCH}"
        )
    even = np.full(roots, width // roots, dtype=np.int64)
    even[: width % roots] += 1
    return Plan(seed, today, days, _sizes(seed, members, width), even)


def _sizes(seed: int, members: int, branches: int) -> Ints:
    """Draw branch sizes that add up to ``members`` and stay within the bounds."""
    rng = stream(seed, 1)
    drawn = rng.gamma(6.0, 1.0, branches)
    sizes: Ints = np.clip(drawn / drawn.sum() * members, SMALLEST_BRANCH, LARGEST_BRANCH).astype(np.int64)
    missing = members - int(sizes.sum())
    while missing != 0:
        step = 1 if missing > 0 else -1
        bound = LARGEST_BRANCH if step > 0 else SMALLEST_BRANCH
        free = np.flatnonzero(sizes != bound)
        chosen = rng.permutation(free)[: abs(missing)]
        sizes[chosen] += step
        missing -= step * len(chosen)
    return sizes
