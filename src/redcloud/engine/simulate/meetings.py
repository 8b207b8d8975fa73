"""Simulate: a block's meetings and rolls; its people in, two tables out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

import numpy as np
import pyarrow as pa

from redcloud.engine.simulate import season, words
from redcloud.engine.simulate.arrays import Bools, Floats, Ints, keys, pick, stream, with_gaps
from redcloud.engine.simulate.people import People, day_column
from redcloud.engine.simulate.plan import BlockPlan, Plan
from redcloud.engine.simulate.schemas import MEETINGS, ROLLS
from redcloud.engine.simulate.tree import Tree

AHEAD_DAYS: Final = 35
"""Meetings are planned this far past the window."""
KINDS: Final = (
    "theme_day",
    "members_meeting",
    "committee_meeting",
    "group_meeting",
    "class",
    "life_meeting",
)
THEME, MEMBERS, COMMITTEE, GROUP, CLASS, LIFE = range(6)
MINUTES: Final = np.array([90, 60, 60, 45, 60, 120], dtype=np.int64)
CHANCE: Final = np.array([0.95, 0.93, 0.82, 0.7, 0.86, 0.94])
TURNOUT: Final = np.array([0.1, 0.35, 1.3, 0.3, -0.05, 0.6])
"""Log-odds that a kind of meeting adds to a person's turnout."""
HOURS: Final = np.array([9, 10, 14, 15, 19])
NO_ROLL_SHARE: Final = 0.04
CANCELLED_SHARE: Final = 0.02
EXCUSED_SHARE: Final = 0.55
"""Share of those who did not come who had said so."""
SHANGHAI_HOURS: Final = 8


@dataclass(frozen=True, slots=True)
class Meetings:
    """The meetings of a block and who came; ``day`` counts from the window's first day."""

    key: Ints
    branch: Ints
    kind: Ints
    day: Ints
    present_meeting: Ints  # position of the meeting, one a person present
    present_member: Ints
    tables: dict[str, pa.Table]


@dataclass(frozen=True, slots=True)
class _Calendar:
    branch: Ints
    group: Ints
    kind: Ints
    day: Ints


def draw_meetings(plan: Plan, block: BlockPlan, tree: Tree, people: People) -> Meetings:
    """Draw the meetings of a block, planned ones included, and the rolls of those held."""
    rng = stream(plan.seed, 5, block.number)
    busy = np.where(
        rng.random(block.branches) < 0.13,
        rng.uniform(0.35, 0.6, block.branches),
        rng.uniform(0.88, 1.04, block.branches),
    )
    warmth = rng.normal(0.95, 0.55, block.branches)
    calendar = _calendar(rng, plan, block, tree, people, busy)
    count = len(calendar.day)
    key = keys("meeting", block.number, count)
    state = np.where(calendar.day >= plan.days, "planned", "held").astype(object)
    state[(rng.random(count) < CANCELLED_SHARE) & (state == "held")] = "cancelled"
    rolled = (state == "held") & (rng.random(count) >= NO_ROLL_SHARE)
    pairs_meeting, pairs_stay = _due(calendar, people, rolled)
    came = rng.random(len(pairs_stay)) < _turnout(plan, calendar, people, warmth, pairs_meeting, pairs_stay)
    excused = ~came & (rng.random(len(came)) < EXCUSED_SHARE)
    marks = np.select([came, excused], ["present", "excused"], "")
    rolls = pa.table(
        [
            pa.array(key[pairs_meeting]),
            pa.array(people.member[pairs_stay]),
            pa.array(people.voter[pairs_stay]),
            pa.array(marks.astype(object), pa.string()),
        ],
        schema=ROLLS,
    )
    table = _table(rng, plan, block, tree, people, calendar, key, state, rolled)
    return Meetings(
        key=key,
        branch=calendar.branch,
        kind=calendar.kind,
        day=calendar.day,
        present_meeting=pairs_meeting[came],
        present_member=people.member[pairs_stay[came]],
        tables={"meetings": table, "rolls": rolls},
    )


def _months(plan: Plan) -> list[date]:
    """List the first day of every month the window and the days ahead touch."""
    last = plan.today + timedelta(days=AHEAD_DAYS)
    months = [plan.since.replace(day=1)]
    while (following := (months[-1] + timedelta(days=32)).replace(day=1)) <= last:
        months.append(following)
    return months


def _calendar(
    rng: np.random.Generator, plan: Plan, block: BlockPlan, tree: Tree, people: People, busy: Floats
) -> _Calendar:
    """Draw which branch holds what on which day, by the cadence of three meetings and one class."""
    units, has_committee = _units(block, tree, people)
    months = _months(plan)
    starts = np.array([(month - plan.since).days for month in months], dtype=np.int64)
    number = np.array([month.month for month in months], dtype=np.int64)
    theme_day = rng.integers(3, 25, block.branches)
    branch = np.repeat(units[:, 0], len(months))
    group = np.repeat(units[:, 1], len(months))
    kind = np.repeat(units[:, 2], len(months))
    month = np.tile(np.arange(len(months)), len(units))
    phase = (number[month] + branch) % 3
    open_to = np.ones(len(kind), dtype=bool)
    open_to[kind == MEMBERS] = (phase == 0)[kind == MEMBERS]
    open_to[kind == CLASS] = (phase == 1)[kind == CLASS]
    open_to[kind == LIFE] = (number[month] == 1)[kind == LIFE]
    open_to[kind == COMMITTEE] &= has_committee[branch[kind == COMMITTEE]]
    rhythm = np.array(season.MEETINGS)[number[month] - 1]
    chance = np.minimum(CHANCE[kind] * busy[branch] * rhythm, 0.98)
    happens = open_to & (rng.random(len(kind)) < chance)
    within = np.where(kind == THEME, theme_day[branch], rng.integers(1, 27, len(kind)))
    day = starts[month] + within
    happens &= (day >= 0) & (day < plan.days + AHEAD_DAYS)
    order = np.flatnonzero(happens)
    order = order[np.lexsort((day[order], branch[order]))]
    return _Calendar(branch[order], group[order], kind[order], day[order])


def _units(block: BlockPlan, tree: Tree, people: People) -> tuple[Ints, Bools]:
    """List (branch, group, kind) of everything that meets, and which branches have a committee."""
    rows = []
    for number in range(block.branches):
        rows += [(number, 0, kind) for kind in (THEME, MEMBERS, COMMITTEE, CLASS, LIFE)]
        rows += [(number, group, GROUP) for group in tree.groups_of[block.first_branch + number]]
    has_committee = np.bincount(people.branch[people.committee], minlength=block.branches) > 0
    return np.array(rows, dtype=np.int64), has_committee


def _due(calendar: _Calendar, people: People, rolled: Bools) -> tuple[Ints, Ints]:
    """Pair each meeting with the stays that were due at it on its day."""
    order = np.argsort(people.branch, kind="stable")
    counts = np.bincount(people.branch, minlength=int(calendar.branch.max(initial=0)) + 1)
    begins = np.cumsum(counts) - counts
    held = np.flatnonzero(rolled)
    width = counts[calendar.branch[held]]
    meeting = np.repeat(held, width)
    offset = np.arange(len(meeting)) - np.repeat(np.cumsum(width) - width, width)
    stay = order[begins[calendar.branch[meeting]] + offset]
    day, kind = calendar.day[meeting], calendar.kind[meeting]
    here = (people.first[stay] <= day) & (day < people.end[stay])
    here &= people.invited[stay]
    here &= (kind != COMMITTEE) | people.committee[stay]
    here &= (kind != GROUP) | (people.group[stay] == calendar.group[meeting])
    return meeting[here], stay[here]


def _turnout(
    plan: Plan, calendar: _Calendar, people: People, warmth: Floats, meeting: Ints, stay: Ints
) -> Floats:
    """Chance that each due person comes: branch, person, kind of meeting, time of the year."""
    months = np.array([(plan.since + timedelta(days=int(d))).month for d in calendar.day])
    rhythm = 1.6 * np.log(np.array(season.MEETINGS))[months - 1]
    odds = warmth[calendar.branch] + TURNOUT[calendar.kind] + rhythm
    return np.asarray(1.0 / (1.0 + np.exp(-(odds[meeting] + people.drive[stay]))))


def _table(
    rng: np.random.Generator,
    plan: Plan,
    block: BlockPlan,
    tree: Tree,
    people: People,
    calendar: _Calendar,
    key: Ints,
    state: np.ndarray[tuple[int], np.dtype[np.object_]],
    rolled: Bools,
) -> pa.Table:
    count = len(key)
    hour = rng.choice(HOURS, block.branches)[calendar.branch]
    starts = (day_column(plan, calendar.day) * 24 + hour - SHANGHAI_HOURS) * 3_600_000_000
    chair = np.where(rng.random(count) < 0.985, people.secretary[calendar.branch], 0)
    minutes = [
        text if held == "held" else None
        for text, held in zip(with_gaps(rng, pick(rng, words.MINUTES, count), 0.14), state, strict=True)
    ]
    branch_ids = np.array(tree.branch_ids, dtype=np.int64)[block.first_branch + calendar.branch]
    columns = [
        pa.array(key),
        pa.array(branch_ids),
        pa.array(calendar.group, mask=calendar.group == 0),
        pa.array([KINDS[kind] for kind in calendar.kind], pa.string()),
        pa.array(_titles(rng, plan, calendar), pa.string()),
        pa.array(starts).cast(MEETINGS.field("starts_at").type),
        pa.array(MINUTES[calendar.kind].astype(np.int32)),
        pa.array(with_gaps(rng, pick(rng, words.PLACES, count), 0.09), pa.string()),
        pa.array(with_gaps(rng, pick(rng, words.AGENDAS, count), 0.12), pa.string()),
        pa.array(chair, mask=chair == 0),
        pa.array(list(state), pa.string()),
        pa.array(rolled),
        pa.array(minutes, pa.string()),
    ]
    return pa.table(columns, schema=MEETINGS)


def _titles(rng: np.random.Generator, plan: Plan, calendar: _Calendar) -> list[str]:
    theme = pick(rng, words.THEMES, len(calendar.day))
    subject = pick(rng, words.CLASSES, len(calendar.day))
    titles = []
    for at, (kind, day) in enumerate(zip(calendar.kind, calendar.day, strict=True)):
        month = f"{(plan.since + timedelta(days=int(day))).month}月"
        titles.append(
            (
                f"{month}主题党日：{theme[at]}",
                f"{month}党员大会",
                f"{month}支委会",
                f"{month}党小组会",
                f"党课：{subject[at]}",
                "年度组织生活会",
            )[kind]
        )
    return titles
