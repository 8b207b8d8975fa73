"""Simulate: the tree of organisations; a plan in, one table out.

Organisation ids run from 1: first every root, then root by root its committees, general
branches, branches and groups.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

import pyarrow as pa

from redcloud.engine.simulate.arrays import stream
from redcloud.engine.simulate.names import place_name, root_name, workplace_of
from redcloud.engine.simulate.plan import Plan
from redcloud.engine.simulate.schemas import ORGANISATIONS

GENERAL_BRANCH_WIDTH: Final = 6
DIRECT_SHARE: Final = 0.2
"""Share of an organisation's branches that stand right under the root."""
COMMITTEE_WIDTH: Final = 240
"""Branches under one committee, where an organisation is too large for one level."""
GROUPED_SIZE: Final = 20
WORKPLACE_EVERY: Final = 5


@dataclass(slots=True)
class Tree:
    """The organisations of a province and where the branches stand.

    Attributes
    ----------
    branch_ids
        Organisation id of each branch, in the order of the plan.
    groups_of
        Organisation ids of the groups inside each branch, often none.
    """

    table: pa.Table
    branch_ids: list[int]
    branch_names: list[str]
    places: list[str]
    groups_of: list[list[int]]


@dataclass(slots=True)
class _Growing:
    rows: list[tuple[int, int | None, int, str, str, str | None, str | None]] = field(default_factory=list)

    def add(self, parent: int | None, root: int, kind: str, name: str, slug: str | None, place: str) -> int:
        new = len(self.rows) + 1
        self.rows.append((new, parent, root or new, kind, name, slug, place))
        return new


def grow_tree(plan: Plan) -> Tree:
    """Lay out every organisation of the province."""
    growing = _Growing()
    roots = []
    for number in range(len(plan.branches_of)):
        place, slug = root_name(number)
        roots.append(growing.add(None, 0, "committee", f"{place}委员会（演示）", slug, place))
    tree = Tree(pa.table({}), [], [], [], [])
    before = 0
    for number, root in enumerate(roots):
        count = int(plan.branches_of[number])
        _grow_root(growing, tree, plan, root, number, range(before, before + count))
        before += count
    columns = list(zip(*growing.rows, strict=True))
    tree.table = pa.table(
        [pa.array(column, ORGANISATIONS.types[at]) for at, column in enumerate(columns)],
        schema=ORGANISATIONS,
    )
    return tree


def _grow_root(growing: _Growing, tree: Tree, plan: Plan, root: int, number: int, branches: range) -> None:
    rng = stream(plan.seed, 3, number)
    city = root_name(number)[0]
    wide = len(branches) > COMMITTEE_WIDTH
    parent, general = root, root
    direct = int(len(branches) * DIRECT_SHARE)
    for at, branch in enumerate(branches):
        if wide and at % COMMITTEE_WIDTH == 0:
            name = f"{city}第{at // COMMITTEE_WIDTH + 1}街道工作委员会"
            parent = growing.add(root, root, "committee", name, None, city)
        place = place_name(at)
        if at < len(branches) - direct and at % GENERAL_BRANCH_WIDTH == 0:
            name = f"{place[:2]}片区党总支"
            general = growing.add(parent, root, "general_branch", name, None, place)
        elif at >= len(branches) - direct:
            general = parent
        body = f"{place[:2]}{workplace_of(at)}" if at % WORKPLACE_EVERY == 4 else place
        here = growing.add(general, root, "branch", f"{body}党支部", None, place)
        tree.branch_ids.append(here)
        tree.branch_names.append(f"{body}党支部")
        tree.places.append(place)
        size = int(plan.sizes[branch])
        count = int(rng.integers(2, 4)) if size >= GROUPED_SIZE and rng.random() < 0.6 else 0
        tree.groups_of.append(
            [
                growing.add(here, root, "group", f"{body}第{group + 1}党小组", None, place)
                for group in range(count)
            ]
        )
