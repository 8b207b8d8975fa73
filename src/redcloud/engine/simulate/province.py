"""Simulate: the whole province; a plan and a library in, blocks of tables out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import pyarrow as pa

from redcloud.engine.simulate.arrays import Floats
from redcloud.engine.simulate.catalogue import LibraryItem, appeal
from redcloud.engine.simulate.learning import draw_study
from redcloud.engine.simulate.meetings import draw_meetings
from redcloud.engine.simulate.people import draw_people
from redcloud.engine.simulate.plan import BlockPlan, Plan
from redcloud.engine.simulate.schemas import TABLES
from redcloud.engine.simulate.service import draw_needs, draw_volunteering
from redcloud.engine.simulate.talk import draw_comments
from redcloud.engine.simulate.tree import Tree, grow_tree


@dataclass(frozen=True, slots=True)
class Block:
    """Up to 100 branches of one organisation, drawn: a table for each name in ``schemas.TABLES``."""

    plan: BlockPlan
    tables: dict[str, pa.Table]


def organisations(plan: Plan) -> pa.Table:
    """Give the tree of the province (``schemas.ORGANISATIONS``)."""
    return grow_tree(plan).table


def blocks(plan: Plan, items: Sequence[LibraryItem]) -> Iterator[Block]:
    """Draw the province block by block; the memory needed is that of one block.

    Parameters
    ----------
    items
        The library that people study from; at least one item.

    Raises
    ------
    ValueError
        If there is no item.
    """
    if not items:
        raise ValueError("a province needs at least one library item")
    tree = grow_tree(plan)
    liking = appeal(items, plan.seed)
    for block in plan.blocks():
        yield _draw(plan, block, tree, items, liking)


def _draw(plan: Plan, block: BlockPlan, tree: Tree, items: Sequence[LibraryItem], liking: Floats) -> Block:
    people = draw_people(plan, block, tree)
    meetings = draw_meetings(plan, block, tree, people)
    study = draw_study(plan, block, people, items, liking)
    tables = {
        **people.tables,
        **meetings.tables,
        "study": study,
        "comments": draw_comments(plan, block, meetings, study),
        "volunteering": draw_volunteering(plan, block, tree, people),
        "needs": draw_needs(plan, block, tree, people),
    }
    return Block(block, tables)


def simulate(plan: Plan, items: Sequence[LibraryItem]) -> dict[str, pa.Table]:
    """Draw a province whole, for one that fits in memory.

    Returns
    -------
    dict
        ``organisations`` and every name in ``schemas.TABLES``.

    Examples
    --------
    >>> from datetime import date
    >>> from redcloud.engine.simulate import plan_province, synthetic_items
    >>> plan = plan_province(members=44, branches=2, seed=1, today=date(2026, 1, 1))
    >>> simulate(plan, synthetic_items(10))["members"].num_rows
    44
    """
    drawn = list(blocks(plan, items))
    whole = {name: pa.concat_tables([block.tables[name] for block in drawn]) for name in TABLES}
    return {"organisations": organisations(plan), **whole}
