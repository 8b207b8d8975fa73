"""What two sentences share, against cases worked by hand."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from redcloud.engine.topics.pairs.overlaps import character_overlap, common_run, overlaps

TEXTS = st.text(alphabet="路灯坏了不能怎么12 ", max_size=12)


def test_overlap_counts_repeated_characters() -> None:
    assert character_overlap("好好学习", "好学") == pytest.approx(2 * 2 / 6)
    assert character_overlap("", "") == 0


def test_the_common_run_keeps_the_order() -> None:
    assert common_run("abcd", "acbd") == 3
    assert common_run("ab", "ba") == 1
    assert common_run("", "a") == 0


def test_numbers_denial_and_opposites_are_noticed() -> None:
    same, numbers, denial, opposite = overlaps(
        ["3号楼停电", "3号楼停电", "能办", "提前交费"], ["3号楼停电", "5号楼停电", "不能办", "推迟交费"]
    )
    assert (same[6], numbers[6]) == (0, 1)
    assert same[16:].sum() == 0
    assert denial[16] == 1
    assert (same[7], opposite[7]) == (0, 1)


@given(TEXTS, TEXTS)
def test_the_order_of_the_sentences_changes_nothing(left: str, right: str) -> None:
    assert np.array_equal(overlaps([left], [right]), overlaps([right], [left]))
