"""Stage outlook: what is said of branches to the level above. Their states in, protected counts out.

A branch is one contributor, with its people behind it: a count of fewer than ten branches is not shown, nor
one from which fewer, all or none of the rest follow (docs/adr/0019). No branch's own state is ever shown.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from redcloud.engine.privacy import LEAST_K, TooFewAllowed, Tree
from redcloud.engine.privacy.decoys import is_decoy
from redcloud.engine.privacy.suppression import hidden_ones

THREE_STATES_FROM = 200
"""A root with so many branches is told overdue, due and settled apart; a smaller one open and settled. The
choice goes by size, which is no secret, and never by what is counted."""


def protected_counts(
    tree: Tree, states: Mapping[int, str], told: tuple[str, ...], *, cell: str, secret: bytes, k: int
) -> dict[int, dict[str, int]]:
    """Count branches by state for every organisation above branches of which that may be said.

    The counts of one organisation are shown together or not at all: with the number of its branches known,
    two of three give the third.

    Parameters
    ----------
    states
        The state of each branch that has one; others are not counted at all.
    told
        States whose counts are shown.
    cell
        Name of the figure, for the choice of decoys.

    Returns
    -------
    dict
        By organisation; what is missing is protected.

    Raises
    ------
    TooFewAllowed
        If ``k`` is under 5.
    """
    if k < LEAST_K:
        raise TooFewAllowed(f"at least {LEAST_K} contributors, not {k}")
    branches = tree.totals(dict.fromkeys(states, 1))
    by_state = {one: tree.totals({b: 1 for b, state in states.items() if state == one}) for one in told}
    inner = [unit for unit in tree.upwards() if unit not in tree.leaves]
    hidden = {unit for unit in inner if unit != tree.root and is_decoy(secret, unit, cell)}
    while True:
        found = set(hidden)
        for totals in by_state.values():
            found |= set(hidden_ones(tree, totals, branches, k, found))
        found -= tree.leaves  # none of them is ever shown, so they need no hiding from the next round
        if found == hidden:
            break
        hidden = found
    return {
        unit: {one: by_state[one][unit] for one in told}
        for unit in inner
        if unit not in hidden and branches[unit]
    }


def large_enough(tree: Tree, branches: Iterable[int], k: int) -> set[int]:
    """Organisations whose sums over branches say nothing of fewer than ``k`` branches.

    Neither the organisation nor what is left of it beside the organisations shown below it may be smaller.
    The choice goes by size alone.
    """
    size = tree.totals(dict.fromkeys(branches, 1))
    shown = {unit for unit in tree.upwards() if unit not in tree.leaves and size[unit] >= k}
    for unit in tree.upwards():
        if unit not in shown:
            continue
        below = [child for child in tree.children.get(unit, ()) if child in shown]
        rest = size[unit] - sum(size[child] for child in below)
        while 0 < rest < k and below:
            smallest = min(below, key=lambda child: (size[child], child))
            below.remove(smallest)
            rest += size[smallest]
            shown -= tree.below(smallest)
    return shown
