"""The bench of outlook forecasts what nobody has told it, and serves every branch."""

from __future__ import annotations

import numpy as np
import pytest

from redcloud.bench.outlook.making import MONTHLY, QUARTERLY, make_province
from redcloud.bench.outlook.running import BRANCHES, _ours, organisations
from redcloud.engine.outlook.turnout.filtering import Setting
from redcloud.engine.outlook.turnout.forecasting import forecast


def test_each_series_has_two_years_and_one_planned_meeting_whose_truth_is_kept_apart() -> None:
    made = make_province(50, seed=1)
    history = made.history

    assert (np.diff(history.day) >= 0).all()
    assert sorted(history.series[made.planned]) == list(range(100))
    counts = np.bincount(history.series)
    assert set(counts[history.kind == MONTHLY]) == {25}
    assert set(counts[history.kind == QUARTERLY]) == {9}
    assert np.isnan(history.present[made.planned]).all()
    assert (made.truth <= history.due[made.planned]).all()
    assert set(history.month) == set(range(1, 13))


def test_the_next_meetings_of_all_branches_are_forecast_with_an_honest_interval() -> None:
    got = _ours((120, 1))

    assert got.missed.meetings == got.series == 240
    assert got.missed.error / got.missed.meetings < 3
    assert 0.82 <= got.missed.held / got.missed.meetings <= 0.96


@pytest.mark.parametrize("seed", [1, 2])
def test_intervals_hold_what_they_say_where_hundreds_meet_on_one_day(seed: int) -> None:
    made, few = (
        make_province(1000, seed),
        (Setting(0.02, 0.0, 0.3, 0.1), Setting(0.1, 0.0, 0.1, 0.01, 1.0, 0.3)),
    )
    found, at = forecast(made.history, 0.9, few), made.planned

    held = (found.low[at] <= made.truth) & (made.truth <= found.high[at])

    assert 0.88 <= held.mean() <= 0.92


def test_two_million_members_are_forecast_an_organisation_at_a_time() -> None:
    assert sum(size for size, _ in organisations(BRANCHES)) == BRANCHES
    assert len({seed for _, seed in organisations(BRANCHES)}) == len(organisations(BRANCHES))
