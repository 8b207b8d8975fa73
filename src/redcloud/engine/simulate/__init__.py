"""Simulate: a seeded, plainly synthetic province; a plan and a seed in, Arrow tables out.

Everything is drawn block by block (up to 100 branches of one organisation each), each block from
its own random stream, so that a province of any size needs the memory of one block and one block
is the same whatever else is drawn with it.

Nothing here describes anybody: names are put together from two short lists, places do not exist,
and what makes one simulated person livelier than another never leaves this package.
"""

from redcloud.engine.simulate.catalogue import LibraryItem, synthetic_items
from redcloud.engine.simulate.plan import Plan, plan_province
from redcloud.engine.simulate.province import Block, blocks, organisations, simulate

__all__ = [
    "Block",
    "LibraryItem",
    "Plan",
    "blocks",
    "organisations",
    "plan_province",
    "simulate",
    "synthetic_items",
]
