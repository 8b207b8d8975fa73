"""Simulate: volunteering and residents' needs of a block; its people in, two tables out."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

import numpy as np
import pyarrow as pa

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
    "water": SUMMER,
    "heating": WINTER,
    "lighting": (11, 12, 1),
    "farming": (4, 8, 9, 10),
    "learning": (7, 8, 9),
    "safety": (1, 7, 8),
}
"""Months in which a category is asked three times as often."""
DAY_US: Final = 86_400_000_000


def draw_volunteering(plan: Plan, block: BlockPlan, tree: Tree, people: People) -> pa.Table:
    """Draw each person's entries of service; some forgot to say how long it took."""
    rng = stream(plan.seed, 7, block.number)
    first = np.maximum(people.first, 0)
    length = np.maximum(people.end - first, 0) / 365.0
    times = rng.poisson(TIMES_A_YEAR * length * np.exp(0.6 * people.drive))
    stay = np.repeat(np.arange(len(times)), times)
    rhythm = season.Season.of(season.VOLUNTEERING, plan.since, plan.days)
    day = rhythm.draw(rng, first[stay], people.end[stay])
    minutes = rng.choice([30, 45, 60, 90, 120, 180], len(stay)).astype(np.int32)
    branch_ids = np.array(tree.branch_ids, dtype=np.int64)[block.first_branch + people.branch[stay]]
    columns = [
        pa.array(keys("volunteering", block.number, len(stay))),
        pa.array(people.member[stay]),
        pa.array(branch_ids),
        pa.array(pick(rng, words.VOLUNTEERING, len(stay)), pa.string()),
        pa.array(day_column(plan, day).astype(np.int32)).cast(pa.date32()),
        pa.array(minutes, mask=rng.random(len(stay)) < 0.1),
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
    spots = [tree.places[block.first_branch + int(at)] for at in branch]
    said = [
        words.NEED_WORDS[names[of]][at] for of, at in zip(category, rng.integers(0, 2, count), strict=True)
    ]
    answers: list[str | None] = [
        text if moment >= 0 else None
        for text, moment in zip(pick(rng, words.ANSWERS, count), life["answered_at"], strict=True)
    ]
    helper = np.where(rng.random(count) < 0.55, _helpers(rng, people, branch, day), 0)
    helper[life["solved_at"] < 0] = 0
    moments = {name: _moments(values) for name, values in life.items() if name != "state"}
    columns = [
        pa.array(keys("need", block.number, count)),
        pa.array(np.array(tree.branch_ids, dtype=np.int64)[block.first_branch + branch]),
        pa.array([names[of] for of in category], pa.string()),
        pa.array(said, pa.string()),
        pa.array(with_gaps(rng, spots, 0.07), pa.string()),
        pa.array([STATES[at] for at in life["state"]], pa.string()),
        _moments(asked),
        moments["taken_at"],
        moments["answered_at"],
        pa.array(answers, pa.string()),
        moments["solved_at"],
        moments["confirmed_at"],
        pa.array(life["state"] == CONFIRMED, mask=life["confirmed_at"] < 0),
        pa.array(helper, mask=helper == 0),
    ]
    return pa.table(columns, schema=NEEDS)


STATES: Final = ("open", "taken", "answered", "solved", "confirmed", "reopened")
OPEN, TAKEN, ANSWERED, SOLVED, CONFIRMED, REOPENED = range(6)


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


def _life(rng: np.random.Generator, plan: Plan, asked: Ints) -> dict[str, Ints]:
    """Walk each need through its states as far as its age allows; -1 stands for "not yet".

    A quiet branch now and then leaves one waiting, and one resident in ten says that what was
    marked solved is not.
    """
    now = int(day_column(plan, np.array([plan.days]))[0]) * DAY_US - 8 * 3_600_000_000

    def after(moment: Ints, median_h: float, share: float) -> Ints:
        wait = rng.lognormal(np.log(median_h), 0.9, len(moment)) * 3_600_000_000
        then = moment + wait.astype(np.int64)
        happens = (moment >= 0) & (rng.random(len(moment)) < share) & (then < now)
        return np.where(happens, then, -1)

    taken = after(asked, 9.0, 0.97)
    answered = after(taken, 14.0, 0.97)
    solved = after(answered, 60.0, 0.93)
    heard = after(solved, 30.0, 0.78)
    unsolved = (heard >= 0) & (rng.random(len(asked)) < 0.1)
    state = np.select(
        [unsolved, heard >= 0, solved >= 0, answered >= 0, taken >= 0],
        [REOPENED, CONFIRMED, SOLVED, ANSWERED, TAKEN],
        OPEN,
    )
    return {
        "taken_at": taken,
        "answered_at": answered,
        "solved_at": solved,
        "confirmed_at": heard,
        "state": state.astype(np.int64),
    }


def _helpers(rng: np.random.Generator, people: People, branch: Ints, day: Ints) -> Ints:
    """Choose for each need someone who was in the branch that day, 0 where the draw missed."""
    order = np.argsort(people.branch, kind="stable")
    counts = np.bincount(people.branch, minlength=int(people.branch.max()) + 1)
    begins = np.cumsum(counts) - counts
    stay = order[begins[branch] + (rng.random(len(branch)) * counts[branch]).astype(np.int64)]
    there = (people.first[stay] <= day) & (day < people.end[stay] - 20)
    return np.where(there, people.member[stay], 0)


def _moments(values: Ints) -> pa.Array:
    return pa.array(values, mask=values < 0).cast(NEEDS.field("asked_at").type)
