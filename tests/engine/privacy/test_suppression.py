"""All figures at once are protected exactly as one after another."""

from __future__ import annotations

from datetime import date

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from redcloud.engine.privacy import Tree
from redcloud.engine.privacy.decoys import decoys_of_months
from redcloud.engine.privacy.suppression import REASONS, SHOWN, suppress
from tests.engine.privacy.one_by_one import Suppression


@st.composite
def trees(draw: st.DrawFn) -> Tree:
    """A tree of up to four levels, its keys in no order."""
    keys = draw(st.permutations(range(1, 20)))
    children: dict[int, tuple[int, ...]] = {}
    level, used = [keys[0]], 1
    for _ in range(3):
        below: list[int] = []
        for above in level:
            count = min(draw(st.integers(0, 4)), len(keys) - used)
            if count:
                children[above] = tuple(sorted(keys[used : used + count]))
                below += children[above]
                used += count
        level = below
    leaves = frozenset(key for key in keys[1:used] if key not in children)
    return Tree(keys[0], children, leaves)


@given(trees(), st.sampled_from([5, 10]), st.data())
@settings(max_examples=200, deadline=None)
def test_all_figures_at_once_are_hidden_as_one_after_another(tree: Tree, k: int, data: st.DataObject) -> None:
    figures = data.draw(st.integers(0, 4))
    cells = []
    for _ in range(figures):
        people = {leaf: data.draw(st.integers(0, 26)) for leaf in tree.leaves}
        took_part = {leaf: data.draw(st.integers(0, most)) for leaf, most in people.items()}
        decoys = data.draw(st.sets(st.sampled_from(list(tree.upwards()))))
        cells.append((tree.totals(took_part), tree.totals(people), decoys - {tree.root}))
    order = list(tree.upwards())

    def rows(part: int) -> np.ndarray:
        columns = [[cell[part][unit] for unit in order] for cell in cells]
        return np.array(columns, dtype=np.int64).reshape(figures, len(order)).T

    decoyed = np.array([[unit in cell[2] for cell in cells] for unit in order], dtype=np.bool_)
    found = suppress(tree, rows(0), rows(1), k, decoyed.reshape(len(order), figures))
    for column, (contributors, people, decoys) in enumerate(cells):
        at_once = {
            unit: REASONS[reason - 1]
            for unit, reason in zip(order, found[:, column], strict=True)
            if reason != SHOWN
        }
        assert at_once == Suppression(tree, contributors, people, k, decoys).hidden()


@given(trees(), st.data())
def test_sums_of_many_figures_are_the_sums_of_each(tree: Tree, data: st.DataObject) -> None:
    counts = [{leaf: data.draw(st.integers(0, 30)) for leaf in tree.leaves} for _ in range(2)]
    order = list(tree.upwards())
    of_leaves = np.array([[one.get(unit, 0) for one in counts] for unit in order], dtype=np.int64)
    assert tree.sums(of_leaves).T.tolist() == [[tree.totals(one)[unit] for unit in order] for one in counts]


def test_decoys_of_months_are_one_in_sixteen_and_no_month_or_kind_is_like_another() -> None:
    figures = [
        (date(2023 + year, month, 1), kind) for year in range(3) for month in range(1, 13) for kind in "ab"
    ]
    found = decoys_of_months(b"secret", range(2_000), figures)
    assert found.shape == (2_000, len(figures))
    assert 0.055 < found.mean() < 0.07
    assert len({tuple(column) for column in found.T}) == len(figures)


def test_the_decoys_of_a_month_do_not_hang_on_which_other_figures_a_release_has() -> None:
    month = (date(2024, 12, 1), "class")
    alone = decoys_of_months(b"secret", range(500), [month])
    among = decoys_of_months(
        b"secret", range(500), [(date(2025, 1, 1), "class"), month, (date(2025, 1, 1), "a")]
    )
    assert alone[:, 0].tolist() == among[:, 1].tolist()
    assert alone.tolist() != decoys_of_months(b"guess", range(500), [month]).tolist()
