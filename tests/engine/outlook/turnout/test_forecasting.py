"""Turnout forecasts: from earlier days only, in whole people, honest for small units and large ones."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from redcloud.engine.outlook.turnout.filtering import Setting
from redcloud.engine.outlook.turnout.forecasting import forecast
from redcloud.engine.outlook.turnout.history import Meeting, history_of
from tests.engine.outlook.turnout.making import FIRST_DAY, meetings_of

FEW = (Setting(0.02, 0.0, 0.3, 0.1), Setting(0.1, 0.0, 0.1, 0.01, shared=1.0, shared_spread=0.3))


@st.composite
def any_meetings(draw: st.DrawFn) -> list[Meeting]:
    rows = st.tuples(st.integers(0, 60), st.integers(0, 3), st.integers(0, 30), st.integers(0, 40))
    return [
        Meeting(FIRST_DAY + timedelta(days=day), f"u{unit}", "k", due, present)
        for day, unit, due, present in draw(st.lists(rows, min_size=1, max_size=25))
    ]


@given(any_meetings())
@settings(max_examples=30, deadline=None)
def test_a_forecast_is_of_people_who_are_due(meetings: list[Meeting]) -> None:
    history = history_of(meetings)
    found = forecast(history, 0.8, FEW)
    assert ((found.low >= 0) & (found.low <= found.median) & (found.median <= found.high)).all()
    assert (found.high <= history.due).all()
    assert ((found.rate >= 0) & (found.rate <= 1)).all()


@given(any_meetings(), st.integers(0, 60), st.integers(0, 40))
@settings(max_examples=30, deadline=None)
def test_nothing_of_a_day_or_later_changes_its_forecast(
    meetings: list[Meeting], after: int, count: int
) -> None:
    first = FIRST_DAY + timedelta(days=after)
    changed = [replace(one, present=count) if one.day >= first else one for one in meetings]
    before, later = (forecast(history_of(rows), 0.8, FEW) for rows in (meetings, changed))
    days = history_of(meetings).day <= (first - date(1970, 1, 1)).days
    for name in ("rate", "median", "low", "high", "known"):
        np.testing.assert_array_equal(getattr(before, name)[days], getattr(later, name)[days])


def test_a_planned_meeting_is_forecast_and_teaches_nothing() -> None:
    held = meetings_of([20, 12], 10)
    planned = Meeting(FIRST_DAY + timedelta(days=200), "unit 0", "meeting", 20, None)
    with_plan = forecast(history_of([*held, planned]), 0.9, FEW)
    without = forecast(history_of(held), 0.9, FEW)
    np.testing.assert_array_equal(with_plan.median[:-1], without.median)
    assert with_plan.known[-1] == 10
    assert 0 < with_plan.low[-1] <= with_plan.median[-1] <= with_plan.high[-1] <= 20


def test_a_new_unit_borrows_the_rate_that_is_usual() -> None:
    held = meetings_of([22] * 12, 12, usual=0.9)
    newcomer = Meeting(FIRST_DAY + timedelta(days=200), "new", "meeting", 22, None)
    found = forecast(history_of([*held, newcomer]), 0.9, FEW)
    assert found.known[-1] == 0
    assert 17 <= found.median[-1] <= 22


@pytest.mark.parametrize("due", [3, 22, 120])
def test_intervals_hold_what_they_say_for_small_units_and_large_ones(due: int) -> None:
    history = history_of(meetings_of([due] * 25, 40, seed=due))
    found = forecast(history, 0.9, FEW)
    later = history.day > history.day[len(history.day) // 3]
    inside = (found.low <= history.present) & (history.present <= found.high)
    assert 0.87 <= inside[later].mean() <= 0.94


def test_a_month_that_lowers_turnout_everywhere_is_learnt() -> None:
    history = history_of(meetings_of([30] * 8, 60, every_days=14))
    found = forecast(history)
    second_july = (history.month == 7) & (history.day > history.day[0] + 400)
    level = found.rate[(history.month == 6) & (history.day > history.day[0] + 400)].mean()
    assert found.rate[second_july].mean() < 0.93 * level


@pytest.mark.parametrize("level", [0.0, 1.0, float("nan")])
def test_a_level_that_is_no_probability_is_refused(level: float) -> None:
    with pytest.raises(ValueError, match="level"):
        forecast(history_of(meetings_of([5], 2)), level)
