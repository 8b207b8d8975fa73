"""Counts of branches: what is shown gives no branch and no handful of branches away."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.optimize import linprog

from redcloud.engine.outlook.released import large_enough, protected_counts
from redcloud.engine.privacy import TooFewAllowed, Tree

SECRET = b"k" * 32


def tree(widths: list[int]) -> Tree:
    """A root (0) with one committee for each width, and its branches."""
    children: dict[int, tuple[int, ...]] = {0: tuple(range(1, len(widths) + 1))}
    number = 1000
    for at, width in enumerate(widths, start=1):
        children[at] = tuple(range(number, number + width))
        number += width
    return Tree(0, children, frozenset(range(1000, number)))


def shown(widths: list[int], opened: set[int], cell: str = "c") -> dict[int, int]:
    whole = tree(widths)
    states = {branch: "open" if branch in opened else "settled" for branch in whole.leaves}
    found = protected_counts(whole, states, ("open",), cell=cell, secret=SECRET, k=10)
    return {unit: counts["open"] for unit, counts in found.items()}


def test_ten_branches_of_many_are_counted_and_nine_are_not() -> None:
    assert shown([40], set(range(1000, 1010)))[0] == 10
    assert shown([40], set(range(1000, 1009))) == {}


def test_all_none_and_all_but_two_are_not_said() -> None:
    for opened in (set(), set(range(1000, 1040)), set(range(1000, 1038))):
        assert shown([40], opened) == {}


def test_a_branch_is_never_shown() -> None:
    assert all(unit < 1000 for unit in shown([40, 30, 25], set(range(1000, 1060))))


@pytest.mark.parametrize("seed", range(12))
def test_nothing_about_fewer_than_three_branches_follows_from_all_that_is_shown(seed: int) -> None:
    """Bounds by linear programming over every published count, for each committee that is hidden."""
    rng = np.random.default_rng(seed)
    widths = [int(rng.integers(3, 41)) for _ in range(6)]
    whole = tree(widths)
    opened = {branch for branch in whole.leaves if rng.random() < 0.45}
    found = shown(widths, opened, cell=f"c{seed}")
    if 0 not in found:
        return
    rows, totals = [], []
    for unit, count in found.items():
        rows.append([1.0 if unit in (0, at + 1) else 0.0 for at in range(6)])
        totals.append(count)
    for at, width in enumerate(widths):
        if at + 1 in found:
            continue
        aim = np.eye(6)[at]
        bounds = [(0, w) for w in widths]
        low = linprog(aim, A_eq=rows, b_eq=totals, bounds=bounds).fun
        high = -linprog(-aim, A_eq=rows, b_eq=totals, bounds=bounds).fun
        assert high - low >= min(width, 3) - 1e-6


def test_three_states_are_told_together_or_not_at_all() -> None:
    whole = tree([60, 60])
    branches = sorted(whole.leaves)
    states = {b: ("overdue", "due", "settled")[at % 3] for at, b in enumerate(branches)}
    for branch in branches[:60]:
        if states[branch] == "overdue":
            states[branch] = "due"
    told = ("overdue", "due", "settled")
    found = protected_counts(whole, states, told, cell="c", secret=SECRET, k=10)
    assert found == {0: {"overdue": 20, "due": 60, "settled": 40}}


def test_a_minimum_under_five_is_refused() -> None:
    with pytest.raises(TooFewAllowed):
        protected_counts(tree([40]), {}, ("open",), cell="c", secret=SECRET, k=4)


def test_sums_of_forecasts_are_shown_of_ten_branches_and_leave_no_smaller_rest() -> None:
    whole = tree([12, 6, 25])
    assert large_enough(whole, whole.leaves, 10) == {0, 3}  # with 12 and 25 shown, 6 would follow
    whole = tree([12, 25])
    assert large_enough(whole, whole.leaves, 10) == {0, 1, 2}
    assert large_enough(tree([4, 5]), tree([4, 5]).leaves, 10) == set()
