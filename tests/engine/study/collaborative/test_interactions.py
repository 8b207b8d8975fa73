"""Files of pairs: what is read, what is refused, and how a part is held out."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from redcloud.engine.study.collaborative.interactions import Axes, LineError, pairs_of, read_pairs, split


def written(folder: Path, text: str) -> Path:
    path = folder / "pairs.txt"
    path.write_text(text)
    return path


def test_ids_need_not_be_dense_and_empty_lines_and_repetitions_are_fine(tmp_path: Path) -> None:
    pairs = read_pairs(written(tmp_path, "7 900 3\n\n0\n7 3 4000000000\r\n   \n2 3"))
    got = list(zip(pairs.users.tolist(), pairs.items.tolist(), strict=True))
    assert got == [(2, 3), (7, 3), (7, 900), (7, 4_000_000_000)]


@pytest.mark.parametrize("wrong", ["1 2 x", "1 -2", "1.5 2", "1 2,3", "1 99999999999999999999", "1 ٣"])
def test_a_line_that_is_not_whole_numbers_is_named(tmp_path: Path, wrong: str) -> None:
    with pytest.raises(LineError, match="line 3") as raised:
        read_pairs(written(tmp_path, f"1 2\n\n{wrong}\n"))
    assert raised.value.line == 3


def test_an_empty_file_holds_no_pair(tmp_path: Path) -> None:
    assert len(read_pairs(written(tmp_path, ""))) == 0


def test_matrices_are_aligned_and_leave_out_what_is_not_on_the_axes(tmp_path: Path) -> None:
    train = read_pairs(written(tmp_path, "5 10 30\n9 10\n"))
    test = read_pairs(written(tmp_path, "5 20 30\n6 10\n"))
    axes = Axes.of(train, items=np.array([20]))
    assert (axes.users.tolist(), axes.items.tolist()) == ([5, 9], [10, 20, 30])
    assert axes.matrix(train).toarray().tolist() == [[1, 0, 1], [1, 0, 0]]
    assert axes.matrix(test).toarray().tolist() == [[0, 1, 1], [0, 0, 0]]


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 30)), min_size=1), st.integers(0, 99))
def test_a_split_loses_nothing_and_leaves_everybody_something(
    cells: list[tuple[int, int]], seed: int
) -> None:
    pairs = pairs_of(*np.array(cells, dtype=np.int64).T)
    kept, held = split(pairs, 0.3, seed)
    parts = [list(zip(p.users.tolist(), p.items.tolist(), strict=True)) for p in (kept, held)]
    assert sorted(parts[0] + parts[1]) == sorted(set(cells))
    assert set(kept.users.tolist()) == {user for user, _ in cells}
    again = split(pairs, 0.3, seed)[1]
    assert (again.items.tolist(), again.users.tolist()) == (held.items.tolist(), held.users.tolist())
