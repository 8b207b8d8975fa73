"""Protected figures of one root."""

from __future__ import annotations

import pyarrow as pa
import pytest

from redcloud.engine.contracts import RELEASED_FIGURES
from redcloud.engine.privacy import Price, TooFewAllowed, protect, tree_of
from redcloud.engine.privacy.decoys import is_decoy
from redcloud.engine.privacy.placing import PEOPLE
from redcloud.engine.privacy.tree import BrokenTree, Tree
from redcloud.engine.privacy.units import CONTRIBUTED
from tests.engine.privacy.trees import MONTH, published, two_levels

# Keys of two_levels(0, 0, 0): the root 1 and its branches 2, 3, 4. None of them is a decoy here.
FLAT = two_levels(0, 0, 0)
SIZES = {2: 22, 3: 22, 4: 22}


def test_figures_about_enough_people_are_shown() -> None:
    assert published(FLAT, {2: 15, 3: 16, 4: 17}, SIZES, 10) == {1: 48, 2: 15, 3: 16, 4: 17}


def test_a_branch_with_too_few_is_hidden_and_another_with_it() -> None:
    shown = published(FLAT, {2: 15, 3: 16, 4: 3}, SIZES, 10)
    assert shown == {1: 34, 2: None, 3: 16, 4: None}


def test_a_branch_in_which_all_took_part_is_hidden() -> None:
    shown = published(FLAT, {2: 15, 3: 16, 4: 22}, SIZES, 10)
    assert shown[4] is None
    assert shown[2] is None


def test_an_only_branch_is_hidden_together_with_the_one_above_it() -> None:
    tree = two_levels(1, 0, 0)
    shown = published(tree, {3: 4, 4: 15, 5: 16}, {3: 22, 4: 22, 5: 22}, 10)
    assert shown[2] is None
    assert shown[3] is None


def test_a_month_of_which_nothing_is_shown_has_no_rows_whether_few_or_none_took_part() -> None:
    nobody = _figures({})
    few = _figures({2: 3})
    assert nobody.equals(few)
    assert nobody.num_rows == 0


def test_a_hidden_row_does_not_say_why() -> None:
    rows = _figures({2: 15, 3: 16, 4: 3}).to_pylist()
    assert {row["hidden"] for row in rows} == {None, "protected"}
    assert all(row["contributors"] is None and row["records"] is None for row in rows if row["hidden"])


def test_the_price_tells_what_was_hidden_and_what_that_cost() -> None:
    price = _protected({2: 15, 3: 16, 4: 3}).price
    assert price == Price(
        cells=4,
        hidden={"too_few": 1, "complementary": 1, "all_or_none": 0},
        contributions=34,
        contributions_shown=16,
    )
    assert price.hidden_cells == 2


def test_fewer_than_five_contributors_are_refused() -> None:
    with pytest.raises(TooFewAllowed):
        published(FLAT, {2: 15}, SIZES, 4)


def test_decoys_are_the_same_in_every_release_and_about_one_in_sixteen() -> None:
    found = [is_decoy(b"secret", organisation, "2026-03|class") for organisation in range(4_000)]
    assert found == [is_decoy(b"secret", organisation, "2026-03|class") for organisation in range(4_000)]
    assert 0.05 < sum(found) / len(found) < 0.075


def test_who_does_not_know_the_secret_does_not_know_the_decoys() -> None:
    ours = [is_decoy(b"secret", organisation, "2026-03|class") for organisation in range(400)]
    theirs = [is_decoy(b"guess", organisation, "2026-03|class") for organisation in range(400)]
    assert ours != theirs


def test_a_tree_is_read_without_the_groups_inside_branches() -> None:
    assert tree_of(_organisations([(1, None, "committee"), (2, 1, "branch"), (3, 2, "group")]), 1) == Tree(
        1, {1: (2,)}, frozenset([2])
    )


def test_an_organisation_that_hangs_nowhere_is_an_error() -> None:
    with pytest.raises(BrokenTree):
        tree_of(_organisations([(1, None, "committee"), (2, 9, "branch")]), 1)


def _organisations(rows: list[tuple[int, int | None, str]]) -> pa.Table:
    return pa.Table.from_pylist(
        [{"organisation": key, "parent": parent, "root": 1, "kind": kind} for key, parent, kind in rows]
    )


def _figures(contributors: dict[int, int]) -> pa.Table:
    figures = _protected(contributors).figures
    assert figures.schema == RELEASED_FIGURES
    return figures


def _protected(contributors: dict[int, int]):
    rows = [
        {"branch": branch, "month": MONTH, "kind": "class", "contributors": count, "records": count}
        for branch, count in contributors.items()
    ]
    sizes = [{"branch": branch, "month": MONTH, "people": count} for branch, count in SIZES.items()]
    return protect(
        FLAT,
        pa.Table.from_pylist(rows, schema=CONTRIBUTED),
        pa.Table.from_pylist(sizes, schema=PEOPLE),
        secret=b"only for tests",
    )
