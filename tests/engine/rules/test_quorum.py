"""Quorum by hand, and the properties that hold for every number of heads."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from redcloud.engine.rules.pack import Base, Comparison, Force, Occasion, Quorum
from redcloud.engine.rules.quorum import HeadCount, heads_needed, judge

FORCE = Force("11", "regulations", date(2018, 10, 28), None, "confirmed")


def rule(
    numerator: int,
    denominator: int,
    comparison: Comparison = "at_least",
    base: Base = "voters_due",
    occasion: Occasion = "meeting",
) -> Quorum:
    return Quorum(
        "r", "meeting", ("members_meeting",), occasion, base, comparison, numerator, denominator, FORCE
    )


@pytest.mark.parametrize(
    ("comparison", "numerator", "denominator", "heads", "needed"),
    [
        ("at_least", 1, 2, 22, 11),
        ("at_least", 1, 2, 21, 11),
        ("at_least", 1, 2, 1, 1),
        ("more_than", 1, 2, 22, 12),
        ("more_than", 1, 2, 21, 11),
        ("at_least", 4, 5, 22, 18),
        ("at_least", 4, 5, 20, 16),
        ("more_than", 4, 5, 20, 17),
        ("at_least", 4, 5, 3, 3),
    ],
)
def test_heads_needed_as_worked_out_by_hand(
    comparison: Comparison, numerator: int, denominator: int, heads: int, needed: int
) -> None:
    assert heads_needed(rule(numerator, denominator, comparison), heads) == needed


@given(st.integers(0, 500), st.integers(1, 9), st.integers(1, 9))
def test_the_needed_heads_are_the_fewest_that_satisfy_the_share(heads: int, a: int, b: int) -> None:
    numerator, denominator = min(a, b), max(a, b)
    least = heads_needed(rule(numerator, denominator), heads)
    assert least * denominator >= heads * numerator
    assert (least - 1) * denominator < heads * numerator
    more = heads_needed(rule(numerator, denominator, "more_than"), heads)
    assert more * denominator > heads * numerator
    assert (more - 1) * denominator <= heads * numerator


def test_voters_are_counted_where_the_rule_is_about_voters() -> None:
    count = HeadCount(due=24, present=14, voters_due=22, voters_present=10)
    assert not judge(rule(1, 2), count).met  # 10 of 22 voters, though 14 people sat there
    assert judge(rule(1, 2, base="due"), count).met  # 14 of 24 people


def test_a_motion_is_held_against_the_voters_due_and_not_those_present() -> None:
    motion = rule(1, 2, "more_than", occasion="motion")
    count = HeadCount(due=24, present=20, voters_due=22, voters_present=18)
    assert not judge(motion, count, votes_for=11).met
    judged = judge(motion, count, votes_for=12)
    assert judged.met
    assert (judged.base_heads, judged.needed, judged.counted) == (22, 12, 12)


def test_more_votes_than_voters_present_is_an_error() -> None:
    count = HeadCount(due=10, present=6, voters_due=10, voters_present=6)
    motion = rule(1, 2, "more_than", occasion="motion")
    with pytest.raises(ValueError, match="more votes"):
        judge(motion, count, votes_for=7)
    with pytest.raises(ValueError, match="its votes"):
        judge(motion, count)


def test_a_meeting_with_nobody_due_is_not_quorate() -> None:
    assert not judge(rule(1, 2), HeadCount(0, 0, 0, 0)).met
