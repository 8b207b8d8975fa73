"""An attacker with all published figures, all sizes and the program cannot name a hidden figure."""

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
from tests.engine.privacy.trees import published, two_levels

K = 5


def interval(
    tree: Tree, shown: dict[int, int | None], people: dict[int, int], asked: frozenset[int]
) -> tuple[int, int]:
    """Bounds of the sum over the branches ``asked``, by linear programming over everything published."""
    leaves = sorted(tree.leaves)
    rows, sums = [], []
    for organisation, value in shown.items():
        if value is not None:
            below = leaves_below(tree, organisation)
            rows.append([float(leaf in below) for leaf in leaves])
            sums.append(float(value))
    aim = np.array([float(leaf in asked) for leaf in leaves])
    bounds = [(0, people[leaf]) for leaf in leaves]
    ends = []
    for sign in (1, -1):
        answer = linprog(sign * aim, A_eq=rows or None, b_eq=sums or None, bounds=bounds, method="highs")
        assert answer.success
        ends.append(round(sign * answer.fun))
    return ends[0], ends[1]


def leaves_below(tree: Tree, organisation: int) -> frozenset[int]:
    """The branches below an organisation, itself included."""
    if organisation in tree.leaves:
        return frozenset([organisation])
    below = (leaves_below(tree, child) for child in tree.children.get(organisation, ()))
    return frozenset(itertools.chain.from_iterable(below))


@st.composite
def provinces(draw: st.DrawFn) -> tuple[Tree, dict[int, int], dict[int, int]]:
    """A tree with sizes and contributors of its branches; busy, quiet and full branches alike."""
    tree = two_levels(*draw(st.lists(st.integers(0, 4), min_size=1, max_size=5)))
    people = {leaf: draw(st.integers(0, 26)) for leaf in sorted(tree.leaves)}
    share = draw(st.sampled_from([0.0, 0.3, 0.6, 0.9, 1.0]))
    contributors = {
        leaf: draw(st.sampled_from([0, size, round(share * size), draw(st.integers(0, size))]))
        for leaf, size in people.items()
    }
    return tree, contributors, people


@given(provinces(), st.sampled_from([5, 10]))
@settings(max_examples=150, deadline=None)
def test_no_hidden_figure_is_pinned_by_linear_programming(
    province: tuple[Tree, dict[int, int], dict[int, int]], k: int
) -> None:
    tree, contributors, people = province
    shown = published(tree, contributors, people, k)
    totals = tree.totals(people)
    for organisation, value in shown.items():
        if value is None and totals[organisation]:
            low, high = interval(tree, shown, people, leaves_below(tree, organisation))
            assert high - low >= min(totals[organisation], SPREAD)


@given(provinces(), st.sampled_from([5, 10]))
@settings(max_examples=150, deadline=None)
def test_what_is_shown_and_every_difference_of_it_is_about_k_people_or_more(
    province: tuple[Tree, dict[int, int], dict[int, int]], k: int
) -> None:
    tree, contributors, people = province
    shown = published(tree, contributors, people, k)
    sizes = tree.totals(people)
    for organisation, value in shown.items():
        if value is None:
            continue
        assert k <= value < sizes[organisation]
        covered = nearest_shown(tree, shown, organisation)
        rest = leaves_below(tree, organisation) - frozenset().union(
            *(leaves_below(tree, below) for below in covered)
        )
        if covered and sum(people[leaf] for leaf in rest):
            assert value - sum(shown[below] or 0 for below in covered) >= k


def nearest_shown(tree: Tree, shown: dict[int, int | None], organisation: int) -> list[int]:
    """Shown organisations below one that no other shown one lies between."""
    found = []
    for child in tree.children.get(organisation, ()):
        found += nearest_shown(tree, shown, child) if shown[child] is None else [child]
    return found


@pytest.mark.parametrize(
    ("shape", "sizes"),
    [
        ((0, 0), (12, 9)),
        ((0, 0, 0), (10, 7, 5)),
        ((3,), (8, 9, 10)),
        ((2, 0), (9, 9, 9)),
        ((2, 1), (7, 8, 9)),
        ((1, 1), (9, 11)),
        ((2, 2), (5, 6, 5, 6)),
    ],
)
def test_who_knows_the_program_and_tries_every_case_finds_no_hidden_figure(
    shape: tuple[int, ...], sizes: tuple[int, ...]
) -> None:
    """All inputs that give the same release are equally possible: each hidden figure must differ among them.

    The attacker knows the program, but not the secret: any set of decoys is possible.
    """
    tree = two_levels(*shape)
    people = dict(zip(sorted(tree.leaves), sizes, strict=True))
    below_root = [organisation for organisation in tree.upwards() if organisation != tree.root]
    possible: dict[tuple[int | None, ...], dict[int, set[int]]] = defaultdict(lambda: defaultdict(set))
    contributors, most = every_case(tree, people)
    for decoys in subsets(below_root):
        chosen = np.broadcast_to(rows_of(tree, decoys)[:, None], contributors.shape)
        shown = suppress(tree, contributors, most, K, chosen) == SHOWN
        for counts, visible in zip(contributors.T.tolist(), shown.T.tolist(), strict=True):
            release = tuple(count if seen else None for count, seen in zip(counts, visible, strict=True))
            for unit, row in tree.rows.items():
                if not visible[row]:
                    possible[release][unit].add(counts[row])
    for release, values in possible.items():
        for unit, found in values.items():
            assert len(found) > 1, (release, unit, found)


def subsets(units: list[int]) -> list[frozenset[int]]:
    """Every set of ``units``."""
    sizes = range(len(units) + 1)
    return [frozenset(some) for size in sizes for some in itertools.combinations(units, size)]


def every_case(tree: Tree, people: dict[int, int]) -> tuple[Counts, Counts]:
    """Sums of contributors in every case that is possible, a column each, and of people beside them."""
    leaves = sorted(people)
    cases = itertools.product(*(range(people[leaf] + 1) for leaf in leaves))
    counts = np.array(list(cases), dtype=np.int64).T
    of_leaves = np.zeros((len(tree.rows), counts.shape[1]), dtype=np.int64)
    most = np.zeros_like(of_leaves)
    for leaf, row in zip(leaves, counts, strict=True):
        of_leaves[tree.rows[leaf]], most[tree.rows[leaf]] = row, people[leaf]
    return tree.sums(of_leaves), tree.sums(most)


def rows_of(tree: Tree, units: frozenset[int]) -> Flags:
    """Which rows of an array are ``units``."""
    return np.array([unit in units for unit in tree.upwards()])
