"""Short answers are compared after width, case and spaces are made one."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from redcloud.engine.study.quizzes import normalised

FULL_WIDTH = {ord(one): ord(one) + 0xFEE0 for one in map(chr, range(0x21, 0x7F))}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("120", "１２０"),
        ("AED", "ａｅｄ"),
        ("心肺复苏", " 心肺　复苏\n"),
        ("first aid", "First   AID"),
        ("打120", "打 120"),
        ("5厘米", "5 厘米"),
        ("㎏", "kg"),
        ("全国，统一", "全国, 统一"),
        ("120", "1\u200b20"),
    ],
)
def test_width_case_and_spaces_make_no_difference(one: str, other: str) -> None:
    assert normalised(one) == normalised(other)


@pytest.mark.parametrize(
    ("one", "other"), [("120", "110"), ("12 0", "120"), ("an apple", "anapple"), ("全", "金"), ("", "0")]
)
def test_what_differs_stays_different(one: str, other: str) -> None:
    assert normalised(one) != normalised(other)


@given(st.text())
def test_comparing_twice_changes_nothing(text: str) -> None:
    assert normalised(normalised(text)) == normalised(text)


@given(st.text())
def test_spaces_around_and_capitals_change_nothing(text: str) -> None:
    assert normalised(f" \u3000{text}\t") == normalised(text)
    assert normalised(unicodedata.normalize("NFKC", text).casefold()) == normalised(text)


@given(st.text(st.characters(min_codepoint=0x21, max_codepoint=0x7E)))
def test_full_and_half_width_are_the_same(text: str) -> None:
    assert normalised(text.translate(FULL_WIDTH)) == normalised(text)


@given(st.lists(st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FFF), min_size=1)))
def test_spaces_between_chinese_words_go(words: list[str]) -> None:
    assert normalised(" ".join(words)) == "".join(words)
