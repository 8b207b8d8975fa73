"""An attacker who keeps two releases, between which one person changed, cannot name what both of them hide.

One record came late, one line was disputed, one member moved or was erased; the attacker knows that it was
one, all sizes and the program. What a release showed was shown: that a figure changes by one is no secret.
"""

from __future__ import annotations

import itertools
from collections import defaultdict

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from redcloud.engine.privacy import Tree
from redcloud.engine.privacy.suppression import SHOWN, SPREAD, Flags, suppress
from redcloud.engine.privacy.tree import Counts
from tests.engine.privacy.test_attack import every_case, leaves_below, provinces, rows_of, subsets
from tests.engine.privacy.trees import ROOT, published, two_levels

People = dict[int, int]
Shown = dict[int, int | None]
K = 5


def hidden_in(shown: Shown) -> frozenset[int]:
    """What stays hidden: nothing where the release said nothing at all of this month."""
    return frozenset(unit for unit, value in shown.items() if value is None and shown[ROOT] is not None)


def after_one_change(
    what: str, leaf: int, other: int, contributors: People, people: People
) -> tuple[People, People] | None:
    """Contributors and people after one person changed; None where there is nobody to change."""
    counts, sizes = dict(contributors), dict(people)
    if what == "add":
        counts[leaf] += 1
    else:
        counts[leaf] -= 1
    if what in ("move", "erase"):
        sizes[leaf] -= 1
    if what == "move":
        counts[other] += 1
        sizes[other] += 1
    possible = all(0 <= counts[one] <= sizes[one] for one in counts)
    return (counts, sizes) if possible else None


def bounds_of(
    tree: Tree, releases: tuple[Shown, Shown], people: tuple[People, People], unit: int, which: int
) -> tuple[int, int]:
    """Bounds of a sum in one of two releases, by linear programming over both.

    Variables: contributors of each branch before, who came to it, who went; one came at most, one went.
    """
    leaves = sorted(tree.leaves)
    count = len(leaves)

    def row(below: frozenset[int], release: int) -> list[float]:
        inside = [float(leaf in below) for leaf in leaves]
        change = inside if release else [0.0] * count
        return [*inside, *change, *(-value for value in change)]

    equal = [
        (row(leaves_below(tree, shown), release), float(value))
        for release in (0, 1)
        for shown, value in releases[release].items()
        if value is not None
    ]
    identity = np.eye(count)
    afterwards = np.hstack([identity, identity, -identity])
    ones, none = np.ones(count), np.zeros(count)
    most = np.vstack([afterwards, -afterwards, np.r_[none, ones, none], np.r_[none, none, ones]])
    limits = np.r_[[float(people[1][leaf]) for leaf in leaves], none, 1.0, 1.0]
    aim = np.array(row(leaves_below(tree, unit), which))
    ends = []
    for sign in (1, -1):
        answer = linprog(
            sign * aim,
            A_ub=most,
            b_ub=limits,
            A_eq=[left for left, _ in equal] or None,
            b_eq=[right for _, right in equal] or None,
            bounds=[(0, people[0][leaf]) for leaf in leaves] + [(0, 1)] * (2 * count),
            method="highs",
        )
        assert answer.success
        ends.append(round(sign * answer.fun))
    return ends[0], ends[1]


@given(provinces(), st.sampled_from(["add", "dispute", "move", "erase"]), st.data())
@settings(max_examples=40, deadline=None)
def test_what_two_releases_hide_is_not_pinned_by_both_of_them(
    province: tuple[Tree, People, People], what: str, data: st.DataObject
) -> None:
    tree, contributors, people = province
    leaf, other = (data.draw(st.sampled_from(sorted(tree.leaves))) for _ in range(2))
    changed = after_one_change(what, leaf, other, contributors, people)
    if changed is None:
        return
    first = published(tree, contributors, people, K)
    second = published(tree, *changed, K, hidden_in(first))
    assert hidden_in(first) <= hidden_in(second) or second[ROOT] is None
    sizes = tree.totals(people)
    for unit in hidden_in(first) & hidden_in(second):
        for which in (0, 1):
            low, high = bounds_of(tree, (first, second), (people, changed[1]), unit, which)
            assert high - low >= min(sizes[unit], SPREAD) - 1, (unit, which)
            assert high > low or sizes[unit] <= 1


@pytest.mark.parametrize(
    ("shape", "sizes"), [((0, 0), (8, 7)), ((2,), (6, 7)), ((0, 0, 0), (8, 9, 10)), ((2, 0), (6, 7, 8))]
)
def test_who_tries_every_case_and_every_change_finds_nothing_that_both_releases_hide(
    shape: tuple[int, ...], sizes: tuple[int, ...]
) -> None:
    tree = two_levels(*shape)
    people = dict(zip(sorted(tree.leaves), sizes, strict=True))
    below_root = [unit for unit in tree.upwards() if unit != ROOT]
    contributors, most = every_case(tree, people)
    possible: dict[object, dict[int, set[int]]] = defaultdict(lambda: defaultdict(set))
    for decoys in subsets(below_root):
        chosen = np.broadcast_to(rows_of(tree, decoys)[:, None], contributors.shape)
        first, before = _release(tree, contributors, most, chosen)
        for change, leaf in itertools.product((1, -1), sorted(tree.leaves)):
            changed = contributors + change * rows_of(tree, above(tree, leaf))[:, None]
            cases = np.flatnonzero((changed >= 0).all(axis=0) & (changed <= most).all(axis=0))
            second, after = _release(
                tree, changed[:, cases], most[:, cases], chosen[:, cases] | before[:, cases]
            )
            both = before[:, cases] & after
            for place, case in enumerate(cases):
                seen = possible[tuple(first[:, case]), tuple(second[:, place])]
                for row in np.flatnonzero(both[:, place]):
                    seen[row].add(contributors[row, case])
    for releases, found in possible.items():
        for row, values in found.items():
            assert len(values) > 1, (releases, row, values)


def _release(tree: Tree, contributors: Counts, people: Counts, decoys: Flags) -> tuple[Counts, Flags]:
    """What is shown of every case (-1: hidden), and what stays hidden: nothing where nothing was shown."""
    hidden = suppress(tree, contributors, people, K, decoys) != SHOWN
    return np.where(hidden, -1, contributors), hidden & ~hidden.all(axis=0)


def above(tree: Tree, leaf: int) -> frozenset[int]:
    """A branch and the organisations it is in."""
    return frozenset(unit for unit in tree.upwards() if leaf in leaves_below(tree, unit))
