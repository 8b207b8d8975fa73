"""The sessions of a term: by the pack's cadence, on the branch's usual day, within the year's hours."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from redcloud.apps.rules.queries import load_pack
from redcloud.engine.contracts import HeldMeeting
from redcloud.engine.study.branch_plan import plan_sessions
from redcloud.engine.study.plan_parts import MOST, SHORTEST_TALK, Candidate, NoPlan, Plan, longest_talk
from redcloud.engine.study.term import Budget, Called, Slot, budget_of, slots, within_budget

PARTY = load_pack("party")
NEW_YEAR = date(2027, 1, 1)


def test_a_half_year_has_its_theme_days_and_classes() -> None:
    found = slots(PARTY, NEW_YEAR, date(2027, 7, 1), [], [])
    assert [slot.kind for slot in found].count("theme_day") == 6
    assert [slot.kind for slot in found].count("class") == 2
    assert len({slot.day for slot in found}) == len(found)
    assert all(slot.day.weekday() < 5 for slot in found)


def test_another_organisation_has_the_sessions_of_its_own_pack() -> None:
    assert {slot.kind for slot in slots(load_pack("union"), NEW_YEAR, date(2028, 1, 1), [], [])} <= {
        "workers_class",
        "members_day",
    }


def test_what_was_called_or_held_is_not_asked_for_again() -> None:
    called = [Called(7, "theme_day", date(2027, 1, 20), 90)]
    held = [HeldMeeting("class", date(2027, 1, 2))]
    found = slots(PARTY, date(2027, 1, 5), date(2027, 4, 1), called, held)
    january = [slot for slot in found if slot.day.month == 1]
    assert january == [Slot("theme_day", date(2027, 1, 20), 90, 7)]
    assert not [slot for slot in found if slot.kind == "class"]


def test_a_proposed_day_is_the_branch_s_usual_one() -> None:
    third_tuesday = HeldMeeting("theme_day", date(2026, 12, 15))
    found = slots(PARTY, NEW_YEAR, date(2027, 4, 1), [], [third_tuesday])
    assert [slot.day for slot in found if slot.kind == "theme_day"] == [
        date(2027, 1, 19),
        date(2027, 2, 16),
        date(2027, 3, 16),
    ]


def test_the_year_s_hours_are_paced_and_what_was_held_is_taken_off() -> None:
    whole = budget_of(PARTY, NEW_YEAR, date(2028, 1, 1), [])
    assert whole == Budget(((2027, 32 * 60),))
    nearly = budget_of(PARTY, date(2027, 7, 1), date(2028, 1, 1), [(date(2027, 3, 1), 31 * 60)])
    assert nearly == Budget(((2027, 60),))
    assert budget_of(load_pack("union"), NEW_YEAR, date(2028, 1, 1), []) is None


@settings(max_examples=60, deadline=None)
@given(
    minutes=st.lists(st.integers(30, 120), min_size=1, max_size=10),
    left=st.integers(0, 2000),
)
def test_shares_of_the_budget_never_exceed_the_meeting_nor_the_hours(minutes: list[int], left: int) -> None:
    found = [Slot("class", NEW_YEAR + timedelta(days=7 * at), one) for at, one in enumerate(minutes)]
    fitted = within_budget(found, Budget(((2027, left),)))
    assert all(new.minutes <= old.minutes for new, old in zip(fitted, found, strict=True))
    assert sum(one.minutes for one in fitted) <= max(left, 30 * len(fitted))


drawn = st.lists(
    st.tuples(
        st.integers(3, 30), st.floats(0, 2), st.sets(st.sampled_from("abcdefgh"), min_size=1, max_size=3)
    ),
    min_size=1,
    max_size=24,
).map(lambda rows: [Candidate(at, m, w, frozenset(t)) for at, (m, w, t) in enumerate(rows)])


@pytest.mark.parametrize("budget", [4, 5, 7])
def test_the_shortest_item_is_left_out_where_it_would_overrun_the_hours(budget: int) -> None:
    (plan,) = plan_sessions([Candidate(0, 3, 0.0, frozenset("a"))], [30], budget=budget)
    assert plan.items == ()
    (plan,) = plan_sessions([Candidate(0, 3, 0.0, frozenset("a"))], [30], budget=8)
    assert [entry.minutes for entry in plan.items] == [8]


@settings(max_examples=40, deadline=None)
@given(
    candidates=drawn,
    sessions=st.lists(st.sampled_from([30, 45, 60, 90, 120]), min_size=1, max_size=5),
    budget=st.one_of(st.none(), st.integers(0, 400)),
    locks=st.dictionaries(st.integers(0, 23), st.integers(0, 4), max_size=4),
)
def test_a_term_keeps_time_locks_and_hours_and_repeats_nothing(
    candidates: list[Candidate], sessions: list[int], budget: int | None, locks: dict[int, int]
) -> None:
    some = [
        Candidate(c.item, c.minutes, c.worth, c.topics, True, locks[c.item])
        if locks.get(c.item, 9) < len(sessions)
        else c
        for c in candidates
    ]
    try:
        plans = plan_sessions(some, sessions, budget=budget, studied="ab", work_limit=0.1)
    except NoPlan as said:
        needed = [c.minutes + SHORTEST_TALK for c in some if c.locked and c.place == said.session]
        too_long = sum(needed) > sessions[said.session] or len(needed) > MOST
        assert too_long or all(c.minutes + SHORTEST_TALK > max(sessions) for c in some)
        return
    chosen = [entry.item for plan in plans for entry in plan.items]
    assert len(set(chosen)) == len(chosen)
    for at, plan in enumerate(plans):
        assert sum(entry.minutes for entry in plan.items) + plan.spare == sessions[at]
        assert len(plan.items) <= MOST
        assert all(SHORTEST_TALK <= entry.talk <= longest_talk(entry.reading) for entry in plan.items)
        assert {c.item for c in some if c.locked and c.place == at} <= {entry.item for entry in plan.items}
    total = sum(entry.minutes for plan in plans for entry in plan.items)
    forced = sum(c.minutes + SHORTEST_TALK for c in some if c.locked)
    if budget is not None:
        assert total <= max(budget, forced)


def test_breadth_what_was_studied_before_gives_way() -> None:
    some = [
        Candidate(at, 15, w, frozenset({t}))
        for at, (t, w) in enumerate([("law", 1.0), ("aid", 0.9), ("farming", 0.9)])
    ]
    assert _chosen(plan_sessions(some, [35, 35])) == [0, 1]
    assert _chosen(plan_sessions(some, [35, 35], studied=["law"])) == [1, 2]


def _chosen(plans: list[Plan]) -> list[int]:
    return sorted(entry.item for plan in plans for entry in plan.items)


def test_an_item_goes_where_it_fits_best_and_not_where_it_must_not() -> None:
    season = Candidate(1, 15, 0, frozenset("a"), worths=(0.1, 1.0))
    late = Candidate(2, 15, 0, frozenset("b"), worths=(1.0, -1.0))
    others = [Candidate(n, 15, 0.3, frozenset({str(n)})) for n in range(3, 6)]
    first, second = plan_sessions([season, late, *others], [40, 40])
    assert 2 in {entry.item for entry in first.items}
    assert 1 in {entry.item for entry in second.items}


@pytest.mark.parametrize(("count", "code"), [(3, "locked_too_long"), (5, "too_many_locked")])
def test_locked_choices_that_cannot_be_say_where_and_how_much(count: int, code: str) -> None:
    some = [Candidate(n, 20, 1.0, frozenset(), True, 1) for n in range(count)]
    with pytest.raises(NoPlan) as said:
        plan_sessions(some, [60, 60])
    assert (said.value.code, said.value.session, said.value.needed) == (code, 1, 25 * count)
