"""Follow codes: 128 random bits that survive being copied by hand."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from redcloud.engine.needs.codes import ALPHABET, CODE_LENGTH, canonical, code_hash, new_code, spell

RAW = st.binary(min_size=16, max_size=16)


@given(RAW, RAW)
def test_different_bytes_give_different_codes_and_hashes(one: bytes, other: bytes) -> None:
    assert (spell(one) == spell(other)) == (one == other)
    assert (code_hash(spell(one)) == code_hash(spell(other))) == (one == other)


@given(RAW)
def test_all_128_bits_stand_in_the_code(raw: bytes) -> None:
    letters = canonical(spell(raw))
    assert letters is not None
    number = 0
    for letter in letters:
        number = number * 32 + ALPHABET.index(letter)
    assert number.to_bytes(16, "big") == raw


@given(RAW, st.booleans(), st.sampled_from([" ", "", "-", "－", "–", "  "]))
def test_case_spaces_and_hyphens_do_not_matter(raw: bytes, lower: bool, between: str) -> None:
    typed = spell(raw).replace("-", between)
    assert code_hash(typed.lower() if lower else typed) == code_hash(spell(raw))


@given(RAW)
def test_letters_that_look_alike_and_full_width_letters_are_read(raw: bytes) -> None:
    code = spell(raw)
    wide = "".join(chr(ord(letter) + 0xFEE0) if letter.isalnum() else letter for letter in code)
    assert code_hash(wide) == code_hash(code)
    assert code_hash(code.replace("0", "O").replace("1", "l")) == code_hash(code)


@given(st.text(max_size=200))
def test_what_is_no_code_is_refused_without_a_fault(typed: str) -> None:
    letters = canonical(typed)
    assert letters is None or len(letters) == CODE_LENGTH


@pytest.mark.parametrize(
    "typed", ["", "ABCD", "0" * 25, "0" * 27, "U" + "0" * 25, "①" * 26 + "é", "0" * 5000]
)
def test_wrong_lengths_and_foreign_letters_are_no_code(typed: str) -> None:
    assert code_hash(typed) is None


def test_codes_are_drawn_anew_each_time() -> None:
    assert len({new_code() for _ in range(200)}) == 200
