"""Stage portrait: ORGANISATIONS in, the tree that protection walks out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
import pyarrow as pa

Counts = np.ndarray[Any, np.dtype[np.int64]]

LEAF_KINDS = frozenset({"branch", "joint_branch", "temporary_branch"})
"""Members belong to these; groups below them are not told apart in figures."""


class BrokenTree(ValueError):  # noqa: N818 - says what it is
    """A parent is missing, or an organisation is its own ancestor."""


@dataclass(frozen=True)
class Tree:
    """Organisations of one root.

    Attributes
    ----------
    root
        Key of the root.
    children
        Keys of the children of each organisation that has some.
    leaves
        Keys of the branches.
    """

    root: int
    children: dict[int, tuple[int, ...]] = field(default_factory=dict)
    leaves: frozenset[int] = frozenset()

    def upwards(self) -> Iterator[int]:
        """All organisations, children before their parents."""
        return iter(self._order)

    def totals(self, of_leaves: Mapping[int, int]) -> dict[int, int]:
        """Sums of ``of_leaves`` for every organisation of the tree."""
        totals = dict.fromkeys(self._order, 0)
        for leaf, value in of_leaves.items():
            if leaf in self.leaves:
                totals[leaf] = value
        for organisation, parent in self._parents:
            totals[parent] += totals[organisation]
        return totals

    def sums(self, of_leaves: Counts) -> Counts:
        """Sums up the tree of many figures at once.

        Parameters
        ----------
        of_leaves
            (organisations, figures): a row for each organisation in the order of ``upwards``; 0 where it is
            no branch.
        """
        summed = np.zeros((len(of_leaves) + 1, of_leaves.shape[1]), dtype=np.int64)
        np.cumsum(of_leaves, axis=0, out=summed[1:])
        last = np.arange(1, len(summed))
        sums: Counts = summed[last] - summed[last - self._sizes]
        return sums

    def whole(self, organisation: int) -> slice:
        """The rows of an organisation and of all below it, in the order of ``upwards``."""
        row = self.rows[organisation]
        return slice(row + 1 - int(self._sizes[row]), row + 1)

    def below(self, organisation: int) -> frozenset[int]:
        """An organisation and all below it."""
        return frozenset(self._order[self.whole(organisation)])

    @cached_property
    def parents(self) -> dict[int, int]:
        """The organisation right above each but the root."""
        return {child: above for above, children in self.children.items() for child in children}

    @cached_property
    def rows(self) -> dict[int, int]:
        """The place of each organisation in the order of ``upwards``."""
        return {organisation: row for row, organisation in enumerate(self._order)}

    @cached_property
    def _sizes(self) -> Counts:
        """How many organisations there are in and below each; they stand right before it."""
        sizes = np.ones(len(self._order), dtype=np.int64)
        for organisation, parent in self._parents:
            sizes[self.rows[parent]] += sizes[self.rows[organisation]]
        return sizes

    # Walked for every figure of a release, so worked out once.
    @cached_property
    def _order(self) -> tuple[int, ...]:
        order: list[int] = []
        waiting = [self.root]
        while waiting:
            organisation = waiting.pop()
            order.append(organisation)
            waiting.extend(self.children.get(organisation, ()))
        return tuple(reversed(order))

    @cached_property
    def _parents(self) -> tuple[tuple[int, int], ...]:
        """Every organisation but the root with its parent, children before their parents."""
        return tuple((organisation, self.parents[organisation]) for organisation in self._order[:-1])


def tree_of(organisations: pa.Table, root: int) -> Tree:
    """Build the tree below ``root`` from ORGANISATIONS, without the groups inside branches.

    Raises
    ------
    BrokenTree
        If an organisation of this root cannot be reached from it.
    """
    rows = [row for row in organisations.to_pylist() if row["root"] == root and row["kind"] != "group"]
    children: dict[int, list[int]] = {}
    for row in rows:
        if row["organisation"] != root:
            children.setdefault(row["parent"], []).append(row["organisation"])
    tree = Tree(
        root=root,
        children={parent: tuple(sorted(below)) for parent, below in children.items()},
        leaves=frozenset(row["organisation"] for row in rows if row["kind"] in LEAF_KINDS),
    )
    if len(list(tree.upwards())) != len(rows):
        raise BrokenTree(f"not every organisation of root {root} hangs under it")
    return tree
