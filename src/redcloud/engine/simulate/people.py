"""Simulate: members, their branches over time, committees, consents; a block's plan in, tables out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, time
from typing import Final

import numpy as np
import pyarrow as pa

from redcloud.engine.simulate.arrays import Bools, Floats, Ints, stream, with_gaps
from redcloud.engine.simulate.catalogue import TASTES
from redcloud.engine.simulate.names import people_names
from redcloud.engine.simulate.plan import BlockPlan, Plan
from redcloud.engine.simulate.schemas import CONSENTS, MEMBERS, MEMBERSHIPS, ROLES
from redcloud.engine.simulate.tree import Tree

STAGES: Final = ("full", "probationary", "development_target", "activist", "applicant")
STAGE_SHARES: Final = (0.88, 0.03, 0.02, 0.04, 0.03)
COMMITTEE: Final = (
    "secretary",
    "organisation_commissioner",
    "publicity_commissioner",
    "deputy_secretary",
    "discipline_commissioner",
)
COMMITTEE_FROM_FULL: Final = 7
NEWCOMER_SHARE: Final = 0.09
TRANSFER_SHARE: Final = 0.05
LEAVER_SHARE: Final = 0.03
CONSENT_SHARES: Final = {"portrait": 0.93, "personalisation": 0.86, "comment_topics": 0.25}
BEFORE_DAYS: Final = 3650
"""Memberships that are older than the window go back at most ten years."""


@dataclass(frozen=True, slots=True)
class People:
    """The people of a block, one value a stay in a branch; days count from the window's first.

    A stay is one membership: a person who moved has two. ``drive`` and ``taste`` never leave
    this package.
    """

    member: Ints
    branch: Ints  # number within the block
    group: Ints  # organisation id, 0 = none
    first: Ints
    end: Ints
    drive: Floats
    taste: Floats  # (stays, TASTES), rows add up to 1
    committee: Bools
    invited: Bools  # probationary and full members; the others are not called to meetings
    voter: Bools
    secretary: Ints  # member id per branch, 0 = none
    tables: dict[str, pa.Table]


def draw_people(plan: Plan, block: BlockPlan, tree: Tree) -> People:
    """Draw the members of a block with their stays, committees and consents."""
    rng = stream(plan.seed, 4, block.number)
    sizes = plan.sizes[block.first_branch : block.first_branch + block.branches]
    count = int(sizes.sum())
    member = block.first_member + np.arange(count, dtype=np.int64)
    home = np.repeat(np.arange(block.branches), sizes)
    stage = rng.choice(len(STAGES), count, p=STAGE_SHARES)
    founders = np.arange(count) - np.repeat(np.cumsum(sizes) - sizes, sizes) < len(COMMITTEE)
    stage[founders] = 0  # the first of each branch are full members who stay and may serve
    first, end, moved_on = _spans(rng, plan, count, founders)
    moved = np.flatnonzero(moved_on) if block.branches > 1 else np.empty(0, dtype=np.int64)
    away = (home[moved] + rng.integers(1, max(2, block.branches), len(moved))) % block.branches
    who = np.concatenate([np.arange(count), moved])
    branch = np.concatenate([home, away]).astype(np.int64)
    begins = np.concatenate([first, end[moved]])
    ends = np.concatenate([end, np.full(len(moved), plan.days, dtype=np.int64)])
    roles, committee, secretary = _committees(plan, block, tree, sizes, member, stage, home)
    group = _groups(rng, block, tree, branch)
    return People(
        member=member[who],
        branch=branch,
        group=group,
        first=begins,
        end=ends,
        drive=rng.normal(0.0, 0.75, count)[who],
        taste=_tastes(rng, block.branches, home)[who],
        committee=np.concatenate([committee, np.zeros(len(moved), dtype=bool)]),
        invited=(stage <= 1)[who],
        voter=(stage == 0)[who],
        secretary=secretary,
        tables={
            "members": _members(rng, plan, block, member, stage, first),
            "memberships": _memberships(plan, block, tree, member[who], branch, group, begins, ends),
            "roles": roles,
            "consents": _consents(rng, plan, member, first),
        },
    )


def _spans(rng: np.random.Generator, plan: Plan, count: int, founders: Bools) -> tuple[Ints, Ints, Bools]:
    """Draw when each first stay begins and ends, and who moved to another branch then."""
    first = -rng.integers(30, BEFORE_DAYS, count)
    fate = rng.random(count)
    fate[founders] = 1.0
    quarter = max(1, plan.days // 4)
    new = fate < NEWCOMER_SHARE
    first[new] = rng.integers(1, max(2, plan.days - 30), int(new.sum()))
    moved = (fate >= NEWCOMER_SHARE) & (fate < NEWCOMER_SHARE + TRANSFER_SHARE)
    left = (fate >= NEWCOMER_SHARE + TRANSFER_SHARE) & (fate < NEWCOMER_SHARE + TRANSFER_SHARE + LEAVER_SHARE)
    end = np.full(count, plan.days, dtype=np.int64)
    going = moved | left
    end[going] = rng.integers(quarter, max(quarter + 1, plan.days - 20), int(going.sum()))
    return first.astype(np.int64), end, moved


def _tastes(rng: np.random.Generator, branches: int, home: Ints) -> Floats:
    """Mix the branch's taste with everyone's own, so that co-study has something to find."""
    shared = rng.dirichlet(np.full(TASTES, 0.35), branches)
    own = rng.dirichlet(np.full(TASTES, 0.22), len(home))
    return 0.35 * shared[home] + 0.65 * own


def _groups(rng: np.random.Generator, block: BlockPlan, tree: Tree, branch: Ints) -> Ints:
    """Put each stay into one of the branch's groups, where it has any."""
    width = max((len(groups) for groups in tree.groups_of), default=0) or 1
    table = np.zeros((block.branches, width), dtype=np.int64)
    counts = np.zeros(block.branches, dtype=np.int64)
    for number in range(block.branches):
        groups = tree.groups_of[block.first_branch + number]
        table[number, : len(groups)] = groups
        counts[number] = len(groups)
    chosen = (rng.random(len(branch)) * counts[branch]).astype(np.int64)
    return table[branch, chosen]


def _committees(
    plan: Plan, block: BlockPlan, tree: Tree, sizes: Ints, member: Ints, stage: Ints, home: Ints
) -> tuple[pa.Table, Bools, Ints]:
    """Give each branch its secretary, and a committee of three to five from seven full members."""
    full = np.bincount(home[stage == 0], minlength=block.branches)
    starts = np.cumsum(sizes) - sizes
    rows: list[tuple[int, int, str]] = []
    serves = np.zeros(len(member), dtype=bool)
    secretary = np.zeros(block.branches, dtype=np.int64)
    for number in range(block.branches):
        width = 1 if full[number] < COMMITTEE_FROM_FULL else 5 if full[number] >= 18 else 3
        branch_id = tree.branch_ids[block.first_branch + number]
        for seat in range(width):
            at = int(starts[number]) + seat
            serves[at] = width > 1
            rows.append((int(member[at]), branch_id, COMMITTEE[seat]))
        secretary[number] = member[starts[number]]
    who, where, role = zip(*rows, strict=True)
    since = pa.array([plan.since] * len(rows), pa.date32())
    return pa.table([who, where, role, since], schema=ROLES), serves, secretary


def day_column(plan: Plan, days: Ints) -> Ints:
    """Turn days of the window into days since 1970, as Arrow's date32 counts them."""
    return days + (plan.since.toordinal() - 719163)


def _members(
    rng: np.random.Generator, plan: Plan, block: BlockPlan, member: Ints, stage: Ints, first: Ints
) -> pa.Table:
    names = people_names(rng, len(member))
    typed = rng.random(len(member)) < 0.012
    as_typed = [f" {name[0]} {name[1:]}" if slip else name for name, slip in zip(names, typed, strict=True)]
    keys = with_gaps(rng, [f"YL{block.root + 1:02d}{number:08d}" for number in member], 0.025)
    since = first - rng.integers(0, 1500, len(member))
    lost = rng.random(len(member)) < 0.02
    columns = [
        pa.array(member),
        pa.array(np.full(len(member), block.root + 1, dtype=np.int64)),
        pa.array(as_typed, pa.string()),
        pa.array(keys, pa.string()),
        pa.array([STAGES[at] for at in stage], pa.string()),
        pa.array(day_column(plan, since).astype(np.int32), pa.int32(), mask=lost).cast(pa.date32()),
    ]
    return pa.table(columns, schema=MEMBERS)


def _memberships(
    plan: Plan,
    block: BlockPlan,
    tree: Tree,
    member: Ints,
    branch: Ints,
    group: Ints,
    first: Ints,
    end: Ints,
) -> pa.Table:
    ids = np.array(tree.branch_ids, dtype=np.int64)[block.first_branch + branch]
    since = pa.array(day_column(plan, first).astype(np.int32)).cast(pa.date32())
    until = pa.array(day_column(plan, end).astype(np.int32), mask=end >= plan.days)
    columns = [
        pa.array(member),
        pa.array(ids),
        pa.array(group, mask=group == 0),
        since,
        until.cast(pa.date32()),
    ]
    return pa.table(columns, schema=MEMBERSHIPS)


def _consents(rng: np.random.Generator, plan: Plan, member: Ints, first: Ints) -> pa.Table:
    """Ask everyone once; most say yes to a portrait, most say no to topics of their comments."""
    asked = datetime.combine(plan.since, time(1, 0), UTC).timestamp()
    moment = (asked + 86400 * np.maximum(first, 0)).astype(np.int64) * 1_000_000
    parts = []
    for purpose, share in CONSENT_SHARES.items():
        columns = [
            pa.array(member),
            pa.array([purpose] * len(member), pa.string()),
            pa.array(rng.random(len(member)) < share),
            pa.array(moment).cast(CONSENTS.field("at").type),
        ]
        parts.append(pa.table(columns, schema=CONSENTS))
    return pa.concat_tables(parts)
