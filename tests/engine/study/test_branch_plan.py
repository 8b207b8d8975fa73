"""A branch's plan: the minutes add up, what is locked stays, what cannot be done is said."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from redcloud.engine.study.branch_plan import plan_session
from redcloud.engine.study.plan_parts import Candidate, NoPlan


def candidate(
    item: int, minutes: int = 10, worth: float = 1.0, topic: str = "", locked: bool = False
) -> Candidate:
    return Candidate(item, minutes, worth, frozenset({topic or f"topic-{item}"}), locked)


drawn = st.lists(
    st.tuples(st.integers(4, 17), st.floats(0, 3), st.sampled_from("abcdef")), min_size=2, max_size=14
).map(lambda rows: [candidate(at, m, w, t) for at, (m, w, t) in enumerate(rows)])


@settings(max_examples=40, deadline=None)
@given(candidates=drawn, session=st.sampled_from([45, 60, 90]))
def test_reading_talk_and_spare_add_up_to_the_session(candidates: list[Candidate], session: int) -> None:
    plan = plan_session(candidates, session)
    assert sum(entry.minutes for entry in plan.items) + plan.spare == session
    assert 2 <= len(plan.items) <= 4
    assert len({entry.item for entry in plan.items}) == len(plan.items)
    assert all(entry.talk >= 5 for entry in plan.items)


@pytest.mark.parametrize("session", [30, 45, 60, 90])
def test_a_library_of_common_lengths_leaves_no_spare_time(session: int) -> None:
    plan = plan_session([candidate(at, 6 + at % 8, 1 + at / 10) for at in range(20)], session)
    assert plan.spare == 0
    assert plan.proven


def test_the_worthiest_are_chosen() -> None:
    plan = plan_session([candidate(at, 10, worth) for at, worth in enumerate([0.1, 2, 0.2, 3, 0.1])], 40)
    assert [entry.item for entry in plan.items][:2] == [3, 1]


def test_two_items_of_one_topic_give_way_to_a_nearly_as_good_one() -> None:
    some = [candidate(1, 15, 1.0, "law"), candidate(2, 15, 0.9, "law"), candidate(3, 15, 0.8, "aid")]
    assert {entry.item for entry in plan_session(some, 40).items} == {1, 3}


def test_a_locked_item_stays_whatever_its_worth() -> None:
    some = [candidate(at, 10, 2.0) for at in range(6)] + [candidate(9, 12, 0.0, locked=True)]
    assert 9 in {entry.item for entry in plan_session(some, 60).items}


def test_the_same_input_gives_the_same_plan() -> None:
    some = [candidate(at, 8, 1.0) for at in range(12)]
    assert plan_session(some, 60) == plan_session(some, 60)


@pytest.mark.parametrize(
    ("candidates", "session", "code"),
    [
        ([candidate(1)], 60, "too_few_items"),
        ([candidate(1, 30), candidate(2, 40)], 45, "too_few_items"),
        ([candidate(1, 50, locked=True), candidate(2, 40, locked=True)], 60, "locked_too_long"),
        ([candidate(n, 5, locked=True) for n in range(5)], 90, "too_many_locked"),
    ],
)
def test_what_cannot_be_planned_is_said(candidates: list[Candidate], session: int, code: str) -> None:
    with pytest.raises(NoPlan) as said:
        plan_session(candidates, session)
    assert said.value.code == code
