"""The life of a need: who may do what when, and that only the resident closes it as solved."""

from __future__ import annotations

from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from redcloud.engine.needs.states import CLOSED, STATES, WAITING, Step, StepRefused, after, allows, status_of

HANDLER_STEPS = ("take", "answer", "mark_solved", "pass_on", "release")
STEPS = get_args(Step)


@given(st.lists(st.sampled_from(HANDLER_STEPS), max_size=12))
def test_no_step_of_a_handler_closes_a_need(steps: list[Step]) -> None:
    state = "received"
    for step in steps:
        if allows(state, step):
            state = after(state, step)
        assert status_of(state) == "open"


@given(st.lists(st.sampled_from(STEPS), max_size=20))
def test_confirmed_comes_only_from_the_resident_and_can_be_reopened(steps: list[Step]) -> None:
    state = "received"
    for step in steps:
        if not allows(state, step):
            continue
        before, state = state, after(state, step)
        if state == "confirmed" and before != "confirmed":
            assert step == "confirm"
        if state in ("confirmed", "unconfirmed", "marked_solved"):
            assert after(state, "reopen") == "reopened"


def test_what_is_not_allowed_is_refused_and_names_state_and_step() -> None:
    for state in STATES:
        for step in STEPS:
            if allows(state, step):
                assert after(state, step) in STATES
            else:
                with pytest.raises(StepRefused, match=f"{step} does not follow {state}"):
                    after(state, step)


def test_a_withdrawn_need_stays_withdrawn() -> None:
    assert not any(allows("withdrawn", step) for step in STEPS)


def test_open_states_wait_for_the_branch_or_for_the_resident() -> None:
    assert set(STATES) - CLOSED == WAITING | {"marked_solved"}
    assert not WAITING & CLOSED


def test_taking_over_an_answered_need_and_explaining_a_solved_one_keep_the_state() -> None:
    assert after("answered", "take") == "answered"
    assert after("marked_solved", "answer") == "marked_solved"
