"""Stage portrait: CONTRIBUTED and PEOPLE of the branches in, RELEASED_FIGURES of a root out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import pyarrow as pa

from redcloud.engine.contracts import HiddenReason
from redcloud.engine.privacy.cells import Cells
from redcloud.engine.privacy.decoys import decoys_of_months
from redcloud.engine.privacy.suppression import REASONS, SHOWN, suppress
from redcloud.engine.privacy.tree import Tree

DEFAULT_K: Final = 10
LEAST_K: Final = 5


class TooFewAllowed(ValueError):  # noqa: N818 - says what it is
    """A release was asked for with a minimum of contributors under ``LEAST_K``."""


@dataclass(frozen=True, slots=True)
class Price:
    """What protection cost one release.

    Attributes
    ----------
    cells
        Figures that stand or could stand in the release (organisations x months x kinds with a record).
    hidden
        How many of them are hidden, by reason. Told for the release as a whole: the reason of a single
        cell would itself say something about it.
    contributions, contributions_shown
        Member-months counted in the branches, and those of them that a shown branch figure contains.
    """

    cells: int
    hidden: dict[HiddenReason, int]
    contributions: int
    contributions_shown: int

    @property
    def hidden_cells(self) -> int:
        """All hidden cells."""
        return sum(self.hidden.values())


@dataclass(frozen=True, slots=True)
class Protected:
    """Figures as they are published (RELEASED_FIGURES) and what that cost."""

    figures: pa.Table
    price: Price


def protect(
    tree: Tree,
    contributed: pa.Table,
    people: pa.Table,
    *,
    secret: bytes,
    k: int = DEFAULT_K,
    hidden_before: pa.Table | None = None,
) -> Protected:
    """Protect the figures of one root.

    A month and kind of which nothing may be shown has no rows at all, whether many, few or none took
    part, so that a missing row tells nothing; otherwise every organisation has a row. A hidden row says
    ``protected`` and no more: whether a cell is hidden as too small, as all or none, or for another's
    sake would be a hint.

    Parameters
    ----------
    tree
        The root's organisations.
    contributed, people
        CONTRIBUTED and PEOPLE of ``units``.
    secret
        Key of the decoys (``decoys``): the same for all releases of a root.
    k
        Least number of contributors.
    hidden_before
        HIDDEN (``cells``): what earlier releases hid of the months and kinds that they showed something of.
        It stays hidden. Else the next release could hide another cell in its place, and the two together
        would show both.

    Raises
    ------
    TooFewAllowed
        If ``k`` is under 5.
    """
    if k < LEAST_K:
        raise TooFewAllowed(f"at least {LEAST_K} contributors, not {k}")
    cells = Cells.of(tree, contributed)
    contributors = cells.sums(contributed, "contributors")
    decoys = decoys_of_months(secret, cells.organisations, cells.figures)
    if hidden_before is not None:
        decoys |= cells.among(hidden_before)
    decoys[tree.rows[tree.root]] = False
    reasons = suppress(tree, contributors, cells.people(people), k, decoys)
    told: dict[HiddenReason, int] = {
        reason: int(np.count_nonzero(reasons == place)) for place, reason in enumerate(REASONS, start=1)
    }
    shown = reasons == SHOWN
    branches = [tree.rows[leaf] for leaf in sorted(tree.leaves)]
    counted = contributors[branches]
    price = Price(reasons.size, told, int(counted.sum()), int(counted[shown[branches]].sum()))
    return Protected(cells.published(contributors, cells.sums(contributed, "records"), shown), price)
