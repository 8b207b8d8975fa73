"""Stage portrait: contributors of a tree in, month by month and kind by kind; what may be shown out.

What an attacker can work out
    Contributors add up along the tree, and nothing is shown below a hidden organisation. So all that
    follows by arithmetic is, for each shown organisation, the sum over its *remainder*: its hidden
    children. Inside a remainder every branch may hold anything from 0 to its size that keeps the sum.
    (Cox, "Suppression Methodology and Statistical Disclosure Control", JASA 1980, for tables; a tree is
    the case in which the remainders are disjoint, so that checking each suffices.)

When a remainder is safe
    With sum R and N people, the attacker's interval for a part of n people is
    [max(0, R - (N - n)), min(n, R)], so its width is min(n, R, N - R, N - n). A remainder is safe when

    * R >= k: the sum itself is about k contributors or more,
    * N - R >= SPREAD and N - n >= SPREAD for every part n: no part is known to within less than
      min(n, SPREAD), none is known to hold all or none, and none is the whole remainder.

Which further cells are hidden is chosen by size and key alone, which are no secret, never by
the numbers to be protected.

Against who knows this program
    "Something was hidden, so one of these was too small or complete" is information as well: with sums
    it can name a figure (Wong, Fu, Wang and Pei, "Minimality Attack in Privacy Preserving Data
    Publishing", VLDB 2007). Therefore one figure in sixteen is hidden without any need (``decoys``), so that
    being hidden proves nothing. And what a release hid stays hidden in the next ones (``release.protect``,
    ``hidden_before``).

All figures are decided at once, organisation by organisation: each is a column, and none knows of another.
"""

from __future__ import annotations

from collections.abc import Mapping, Set
from typing import Any, Final

import numpy as np

from redcloud.engine.contracts import HiddenReason
from redcloud.engine.privacy.tree import Counts, Tree

Flags = np.ndarray[Any, np.dtype[np.bool_]]
Reasons = np.ndarray[Any, np.dtype[np.uint8]]

SPREAD: Final = 3
"""Least width, in people, of what can be worked out about a hidden organisation of that size or more."""

SHOWN: Final = 0
REASONS: Final[tuple[HiddenReason, ...]] = ("too_few", "complementary", "all_or_none")
"""Why a figure is hidden, from 1 on. For the audit and not for publication."""
_TOO_FEW, _COMPLEMENTARY, _ALL_OR_NONE = 1, 2, 3


def suppress(tree: Tree, contributors: Counts, people: Counts, k: int, decoys: Flags) -> Reasons:
    """Decide what is hidden of many figures (a month and kind each) that do not touch each other.

    Parameters
    ----------
    tree
        The organisations.
    contributors, people
        (organisations, figures): sums of each organisation, in the order of ``tree.upwards``.
    k
        Least number of contributors that a figure may be about.
    decoys
        (organisations, figures): what is hidden without need, earlier releases included. The root is none.

    Returns
    -------
    numpy.ndarray
        (organisations, figures): ``SHOWN`` or a place in ``REASONS``, counted from 1.
    """
    reasons = _primary(contributors, people, k)
    above = [organisation for organisation in tree.upwards() if organisation in tree.children]
    childless = np.ones(len(reasons), dtype=np.bool_)
    childless[[tree.rows[organisation] for organisation in above]] = False
    reasons[(reasons == SHOWN) & decoys & childless[:, None]] = _COMPLEMENTARY
    for organisation in above:
        row = tree.rows[organisation]
        shown = np.flatnonzero(reasons[row] == SHOWN)
        _make_safe(tree, organisation, shown, reasons, contributors, people, k)
        _hide(reasons, tree.whole(organisation), shown[decoys[row, shown]])
    return reasons


def hidden_ones(
    tree: Tree,
    contributors: Mapping[int, int],
    people: Mapping[int, int],
    k: int,
    decoys: Set[int] = frozenset(),
) -> dict[int, HiddenReason]:
    """``suppress`` for one figure: the hidden organisations with the reason."""
    order = list(tree.upwards())
    counted, most = (np.array([[of[one]] for one in order], dtype=np.int64) for of in (contributors, people))
    reasons = suppress(tree, counted, most, k, np.array([[one in decoys] for one in order]))[:, 0]
    return {one: REASONS[reason - 1] for one, reason in zip(order, reasons, strict=True) if reason != SHOWN}


def _primary(contributors: Counts, people: Counts, k: int) -> Reasons:
    reasons = np.full(contributors.shape, SHOWN, dtype=np.uint8)
    reasons[contributors < k] = _TOO_FEW
    reasons[(contributors == 0) | (contributors == people)] = _ALL_OR_NONE
    return reasons


def _make_safe(
    tree: Tree,
    organisation: int,
    figures: Counts,
    reasons: Reasons,
    contributors: Counts,
    people: Counts,
    k: int,
) -> None:
    """Hide more below an organisation until its remainder is safe; if nothing helps, hide it too."""
    children = sorted(tree.children[organisation])
    rows = np.array([tree.rows[child] for child in children])[:, None]
    by_size = np.argsort(people[rows, figures], axis=0, kind="stable")
    in_turn = rows[by_size, 0]
    hidden = reasons[in_turn, figures] != SHOWN
    wanted = _how_many(hidden, contributors[in_turn, figures], people[in_turn, figures], k)
    fresh = np.zeros_like(hidden)
    np.put_along_axis(fresh, by_size, np.arange(len(children))[:, None] < wanted, axis=0)
    for child, chosen in zip(children, fresh, strict=True):
        _hide(reasons, tree.whole(child), figures[chosen])
    reasons[tree.rows[organisation], figures[wanted > len(children)]] = _COMPLEMENTARY


def _how_many(hidden: Flags, contributors: Counts, people: Counts, k: int) -> Counts:
    """How many children have to be hidden, the first ones first, so that the remainder is safe.

    Each array is (children, figures). One more than there are children where even all of them do not do.
    """
    before, after = np.where(hidden, 1, 0), np.where(hidden, 0, 1)

    def by_step(values: Counts, join: np.ufunc) -> Counts:
        """Sum or maximum over the hidden ones when none more is hidden, the first one, the first two, ..."""
        start = join.reduce(values * before, axis=0, keepdims=True)
        grown: Counts = join.accumulate(np.concatenate([start, values * after]), axis=0)
        return grown

    contributed, sizes = by_step(contributors, np.add), by_step(people, np.add)
    largest = by_step(people, np.maximum)
    safe = (contributed >= k) & (sizes - contributed >= SPREAD) & (sizes - largest >= SPREAD)
    safe |= sizes == 0
    steps: Counts = np.where(safe.any(axis=0), safe.argmax(axis=0), len(hidden) + 1)
    return steps


def _hide(reasons: Reasons, rows: slice, figures: Counts) -> None:
    """Hide an organisation and all below it: what is shown below a hidden one would tell on it."""
    if len(figures):
        part = reasons[rows, figures]
        part[part == SHOWN] = _COMPLEMENTARY
        reasons[rows, figures] = part
