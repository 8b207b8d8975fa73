"""Simulate: what a block's people study; tastes and a library in, one table out.

Who studies what follows the person's mix of tastes, the item's appeal to each taste and the
branch's own list, so that topics and co-study both carry a signal that a recommender can find.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
import pyarrow as pa

from redcloud.engine.simulate import season
from redcloud.engine.simulate.arrays import Floats, Ints, stream
from redcloud.engine.simulate.catalogue import LibraryItem
from redcloud.engine.simulate.people import People, day_column
from redcloud.engine.simulate.plan import BlockPlan, Plan
from redcloud.engine.simulate.schemas import STUDY

ITEMS_A_YEAR: Final = 5.2
BRANCH_LIST: Final = 6
BRANCH_PULL: Final = 0.9
"""Log-weight that an item gains by standing on the branch's list."""
SHARPNESS: Final = 1.8
"""How decidedly taste steers what is chosen; 1 would be in proportion to it."""
COMPLETED_SHARE: Final = 0.8
DAY_US: Final = 86_400_000_000
HOUR_US: Final = 3_600_000_000


def draw_study(
    plan: Plan, block: BlockPlan, people: People, items: Sequence[LibraryItem], appeal: Floats
) -> pa.Table:
    """Draw which items each person of a block began and completed, and when.

    Parameters
    ----------
    appeal
        ``catalogue.appeal`` of the same items and seed.
    """
    rng = stream(plan.seed, 6, block.number)
    stay, item = _chosen(rng, plan, block, people, appeal)
    first = np.maximum(people.first[stay], 0)
    rhythm = season.Season.of(season.STUDY, plan.since, plan.days)
    day = rhythm.draw(rng, first, people.end[stay])
    began = _moment(rng, plan, day)
    completed = rng.random(len(stay)) < COMPLETED_SHARE
    later = np.where(rng.random(len(stay)) < 0.6, 0, rng.geometric(0.25, len(stay)))
    done = began + later * DAY_US + rng.integers(6, 40, len(stay)) * 60_000_000
    completed &= day + later < people.end[stay]
    order = np.lexsort((began, people.member[stay]))
    names = np.array([entry.key for entry in items], dtype=object)
    columns = [
        pa.array(people.member[stay][order]),
        pa.array(names[item][order], pa.string()),
        pa.array(began[order]).cast(STUDY.field("began_at").type),
        pa.array(done[order], mask=~completed[order]).cast(STUDY.field("completed_at").type),
    ]
    return pa.table(columns, schema=STUDY)


def _chosen(
    rng: np.random.Generator, plan: Plan, block: BlockPlan, people: People, appeal: Floats
) -> tuple[Ints, Ints]:
    """Pair each stay with the distinct items it chose: the Gumbel trick draws without repetition."""
    length = (people.end - np.maximum(people.first, 0)) / 365.0
    pull = np.zeros((block.branches, appeal.shape[1]))
    for number in range(block.branches):
        listed = rng.choice(appeal.shape[1], min(BRANCH_LIST, appeal.shape[1]), replace=False)
        pull[number, listed] = BRANCH_PULL
    wish = np.minimum(
        rng.poisson(ITEMS_A_YEAR * np.maximum(length, 0) * np.exp(0.55 * people.drive)),
        appeal.shape[1],
    )
    utility = SHARPNESS * np.log(people.taste @ np.exp(appeal)) + pull[people.branch]
    utility += rng.gumbel(size=utility.shape)
    ranked = np.argsort(-utility, axis=1)
    # A person who moved chooses anew in the new branch, but never the same item again.
    taken = np.arange(appeal.shape[1])[None, :] < wish[:, None]
    stay, place = np.nonzero(taken)
    item = ranked[stay, place]
    _, fresh = np.unique(people.member[stay] * appeal.shape[1] + item, return_index=True)
    return stay[fresh].astype(np.int64), item[fresh].astype(np.int64)


def _moment(rng: np.random.Generator, plan: Plan, day: Ints) -> Ints:
    """Put each on its day at some minute between seven and twenty-two in Shanghai, in UTC."""
    minute = rng.integers(7 * 60, 22 * 60, len(day)) - 8 * 60
    return day_column(plan, day) * DAY_US + minute * 60_000_000
