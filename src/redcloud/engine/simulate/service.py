"""Simulate: volunteering and residents' needs of a block; its people in, two tables out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Final

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from redcloud.engine.simulate import season, words
from redcloud.engine.simulate.arrays import Floats, Ints, keys, pick, stream, with_gaps
from redcloud.engine.simulate.people import People, day_column
from redcloud.engine.simulate.plan import BlockPlan, Plan
from redcloud.engine.simulate.schemas import NEEDS, VOLUNTEERING
from redcloud.engine.simulate.tree import Tree

TIMES_A_YEAR: Final = 2.4
NEEDS_A_MONTH: Final = 0.42
WINTER, SUMMER = (12, 1, 2), (6, 7, 8)
NEED_SEASONS: Final[dict[str, tuple[int, ...]]] = {
    "water-and-power": SUMMER,
    "heating-and-gas": WINTER,
    "housing-and-property": (11, 12, 1),
    "farming": (4, 8, 9),
    "rural-ecommerce": (8, 9, 10),
    "schools-and-childcare": (7, 8, 9),
    "fire-safety": (1, 7, 8),
}
"""Months in which a category is asked three times as often."""
CONFIRM_WITHIN_DAYS: Final = 14
"""As ``needs.deadlines`` promises; the test of the demo compares the two."""
HOUR_US: Final = 3_600_000_000
DAY_US: Final = 24 * HOUR_US


def draw_volunteering(plan: Plan, block: BlockPlan, tree: Tree, people: People) -> pa.Table:
    """Draw each person's entries of service; some did not say where."""
    rng = stream(plan.seed, 7, block.number)
    first = np.maximum(people.first, 0)
    length = np.maximum(people.end - first, 0) / 365.0
    times = rng.poisson(TIMES_A_YEAR * length * np.exp(0.6 * people.drive))
    stay = np.repeat(np.arange(len(times)), times)
    rhythm = season.Season.of(season.VOLUNTEERING, plan.since, plan.days)
    day = rhythm.draw(rng, first[stay], people.end[stay])
    done = [words.VOLUNTEERING[at] for at in rng.integers(0, len(words.VOLUNTEERING), len(stay))]
    spots = [tree.places[block.first_branch + int(at)] for at in people.branch[stay]]
    columns = [
        pa.array(keys("volunteering", block.number, len(stay))),
        pa.array(people.member[stay]),
        pa.array([kind for kind, _ in done], pa.string()),
        pa.array([what for _, what in done], pa.string()),
        pa.array(day_column(plan, day).astype(np.int32)).cast(pa.date32()),
        pa.array(with_gaps(rng, spots, 0.3), pa.string()),
    ]
    return pa.table(columns, schema=VOLUNTEERING)


def draw_needs(plan: Plan, block: BlockPlan, tree: Tree, people: People) -> pa.Table:
    """Draw what residents asked of each branch, through every state of its life so far."""
    rng = stream(plan.seed, 8, block.number)
    branch = np.repeat(
        np.arange(block.branches),
        rng.poisson(NEEDS_A_MONTH * plan.days / 30.4, block.branches),
    )
    count = len(branch)
    day, category = _asked(rng, plan, count)
    minute = rng.integers(7 * 60, 22 * 60, count) - 8 * 60
    asked = day_column(plan, day) * DAY_US + minute * 60_000_000
    life = _life(rng, plan, asked)
    names = list(words.NEED_WORDS)
    said = [
        words.NEED_WORDS[names[of]][at] for of, at in zip(category, rng.integers(0, 2, count), strict=True)
    ]
    again = pick(rng, words.RESIDENT_AGAIN, count)
    answers = pick(rng, words.ANSWERS, count)
    helper = np.where(rng.random(count) < 0.55, _helpers(rng, people, branch, day), 0)
    helper[life.marked_solved < 0] = 0
    columns = [
        pa.array(keys("need", block.number, count)),
        pa.array(np.array(tree.branch_ids, dtype=np.int64)[block.first_branch + branch]),
        pa.array([names[of] for of in category], pa.string()),
        pa.array(said, pa.string()),
        pa.array(with_gaps(rng, pick(rng, words.SPOTS, count), 0.4), pa.string()),
        pa.array(list(life.state), pa.string()),
        _moments(asked),
        _moments(life.taken),
        _moments(life.answered),
        pa.array(answers, pa.string(), mask=life.answered < 0),
        _moments(life.marked_solved),
        _moments(life.closed),
        _moments(life.reopened),
        pa.array(again, pa.string(), mask=life.reopened < 0),
        pa.array(helper, mask=helper == 0),
    ]
    return pa.table(columns, schema=NEEDS)


@dataclass(frozen=True, slots=True)
class _Life:
    """Moments of each need in microseconds since 1970, -1 where it has not come to that."""

    state: NDArray[np.str_]
    taken: Ints
    answered: Ints
    marked_solved: Ints
    closed: Ints
    reopened: Ints


def _asked(rng: np.random.Generator, plan: Plan, count: int) -> tuple[Ints, Ints]:
    """Draw the day and the category together, since what is asked depends on the month."""
    day = rng.integers(0, plan.days, count)
    months = np.array([(plan.since + timedelta(days=int(d))).month for d in day], dtype=np.int64)
    names = list(words.NEED_WORDS)
    weights: Floats = np.ones((13, len(names)))
    for at, name in enumerate(names):
        for month in NEED_SEASONS.get(name, ()):
            weights[month, at] = 3.0
    total = np.cumsum(weights, axis=1)
    drawn = rng.random(count) * total[months, -1]
    category = (drawn[:, None] >= total[months]).sum(axis=1)
    return day.astype(np.int64), category.astype(np.int64)


def _life(rng: np.random.Generator, plan: Plan, asked: Ints) -> _Life:
    """Walk each need through its states as far as its age allows.

    Most are solved within days and all within weeks: a few of the last three weeks still wait for their
    next step. One resident in ten says that what was marked solved is not, one in fifty gives up before
    an answer, and what nobody answers for within the promised days is closed as unconfirmed.
    """
    now = int(day_column(plan, np.array([plan.days]))[0]) * DAY_US - 8 * HOUR_US
    recent = asked > now - 21 * DAY_US
    gives_up = (rng.random(len(asked)) < 0.02) & (asked + 3 * DAY_US < now)

    def after(moment: Ints, median_h: float, most_days: int, share: Floats) -> Ints:
        wait = rng.lognormal(np.log(median_h), 0.9, len(moment)) * HOUR_US
        then = moment + np.minimum(wait, most_days * DAY_US).astype(np.int64)
        stays = rng.random(len(moment)) >= share
        return np.where((moment >= 0) & ~stays & (then < now), then, -1)

    def step(moment: Ints, median_h: float, most_days: int) -> Ints:
        # What is older than some weeks was attended to.
        return after(moment, median_h, most_days, np.where(recent, 0.9, 1.0))

    taken = step(asked, 9.0, 2)
    answered = np.where(gives_up, -1, step(taken, 14.0, 5))
    marked = step(answered, 60.0, 14)
    heard = after(marked, 30.0, CONFIRM_WITHIN_DAYS, np.full(len(asked), 0.78))
    lapse = marked + int(CONFIRM_WITHIN_DAYS * DAY_US)
    heard = np.where(heard <= lapse, heard, -1)
    lapsed = (marked >= 0) & (heard < 0) & (lapse < now)
    withdrawn = gives_up
    unsolved = (heard >= 0) & (rng.random(len(asked)) < 0.1)
    # Most of what was reopened is solved in the second round; the last ones still wait.
    mended = unsolved & (heard + 12 * DAY_US < now)
    closed = np.select(
        [withdrawn, mended, unsolved, heard >= 0, lapsed],
        [asked + 3 * DAY_US, heard + 12 * DAY_US, -1, heard, lapse],
        -1,
    ).astype(np.int64)
    state = np.select(
        [withdrawn, mended, unsolved, heard >= 0, lapsed, marked >= 0, answered >= 0, taken >= 0],
        [
            "withdrawn",
            "confirmed",
            "reopened",
            "confirmed",
            "unconfirmed",
            "marked_solved",
            "answered",
            "taken",
        ],
        "received",
    )
    return _Life(state, taken, answered, marked, closed, np.where(unsolved, heard, -1))


def _helpers(rng: np.random.Generator, people: People, branch: Ints, day: Ints) -> Ints:
    """Choose for each need someone who was in the branch that day, 0 where the draw missed."""
    order = np.argsort(people.branch, kind="stable")
    counts = np.bincount(people.branch, minlength=int(people.branch.max()) + 1)
    begins = np.cumsum(counts) - counts
    stay = order[begins[branch] + (rng.random(len(branch)) * counts[branch]).astype(np.int64)]
    there = (people.first[stay] <= day) & (day < people.end[stay] - 20)
    return np.where(there, people.member[stay], 0)


def _moments(values: Ints) -> pa.Array:
    return pa.array(values, mask=values < 0).cast(NEEDS.field("received_at").type)
