"""Scores of turnout forecasts, worked by hand."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from redcloud.engine.outlook.turnout.forecasting import Forecasts
from redcloud.engine.outlook.turnout.history import Meeting, history_of
from redcloud.engine.outlook.turnout.scoring import score

HISTORY = history_of(
    [Meeting(date(2024, 1, day), "a", "k", 20, count) for day, count in ((1, 10), (2, 14), (3, 18))]
    + [Meeting(date(2024, 1, 3), "b", "k", 10, 9)]
)
FORECASTS = Forecasts(
    known=np.array([0, 1, 2, 0]),
    rate=np.full(4, 0.8),
    median=np.array([0, 0, 15, 8]),
    low=np.array([0, 0, 12, 6]),
    high=np.array([0, 0, 17, 10]),
)


def test_errors_are_means_over_the_scored_meetings() -> None:
    found = score(HISTORY, FORECASTS, date(2024, 1, 3), 0.9)
    assert (found.meetings, found.without_history) == (2, 1)
    assert found.mae == (3 + 1) / 2
    # a: the mean of 10 and 14 is 12, the last is 14. b is new: 24 of 40 came so far, 6 of its 10.
    assert found.mae_mean10 == pytest.approx((6 + 3) / 2)
    assert found.mae_last == pytest.approx((4 + 3) / 2)
    assert found.coverage == 0.5
    assert found.mean_width == 4.5
    lower, middle, upper = (0.05 * 6 + 0.05 * 3) / 2, (0.5 * 3 + 0.5 * 1) / 2, (0.95 * 1 + 0.05 * 1) / 2
    assert found.pinball == pytest.approx((lower + middle + upper) / 3)


def test_without_a_meeting_to_score_nothing_is_claimed() -> None:
    with pytest.raises(ValueError, match="no meeting"):
        score(HISTORY, FORECASTS, date(2024, 2, 1), 0.9)
