"""Stage outlook: what to expect of one planned meeting. Past head counts in; a number with its proof out."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from redcloud.engine.contracts import CountedMeeting
from redcloud.engine.outlook.turnout.forecasting import forecast
from redcloud.engine.outlook.turnout.history import Floats, History, Meeting, history_of
from redcloud.engine.outlook.turnout.scoring import plain_forecasts

LEAST_KNOWN = 5
"""With fewer earlier meetings of its series a forecast says too little (docs/outlook/quality.md)."""

LEAST_TRIED = 5
"""A back-test of fewer meetings is not shown: three of three says nothing."""


@dataclass(frozen=True, slots=True)
class BackTest:
    """How the same forecast would have done at this branch's past meetings of the series.

    Attributes
    ----------
    meetings, within
        How many were forecast from earlier ones alone, and how many of them fell into the interval.
    off, off_mean10
        Mean absolute error in people: of the forecast, and of the mean of the last ten head counts.
    """

    meetings: int
    within: int
    off: float
    off_mean10: float


@dataclass(frozen=True, slots=True)
class Expectation:
    """What is expected of a planned meeting; ``likely`` and the interval are whole people.

    Attributes
    ----------
    known
        Earlier meetings of the series. Below ``LEAST_KNOWN`` there is not enough to go by.
    due, likely, low, high
        Head counts; both ends belong to the interval. 0 where there is not enough to go by.
    probability
        What the interval is to have.
    usual_pct
        Base rate: present of due over all earlier meetings of the series, in whole percent.
    """

    known: int
    due: int
    likely: int
    low: int
    high: int
    probability: float
    usual_pct: int
    back_test: BackTest | None

    @property
    def enough(self) -> bool:
        """Whether there is enough to go by."""
        return self.known >= LEAST_KNOWN and self.due > 0


def expect(past: Iterable[CountedMeeting], planned: CountedMeeting, level: float = 0.9) -> Expectation:
    """Forecast a planned meeting from earlier meetings of its kind, with the proof beside the number.

    Parameters
    ----------
    past
        Meetings of one branch. Those of other kinds and of the planned day or later are left out.
    planned
        The meeting to come; ``present`` is None.

    Examples
    --------
    >>> from datetime import date
    >>> planned = CountedMeeting("class", "1", date(2026, 3, 1), 20, None)
    >>> expect([], planned).enough
    False
    """
    earlier = [one for one in past if one.kind == planned.kind and one.day < planned.day]
    own = [one for one in earlier if one.unit == planned.unit]
    due = sum(one.due for one in own)
    usual_pct = round(100 * sum(one.present or 0 for one in own) / due) if due else 0
    if len(own) < LEAST_KNOWN or not planned.due:
        return Expectation(len(own), planned.due, 0, 0, 0, level, usual_pct, None)
    history = history_of(Meeting(m.day, m.unit, m.kind, m.due, m.present) for m in (*earlier, planned))
    found = forecast(history, level)
    last = int(np.flatnonzero(history.order == len(earlier))[0])
    low, likely, high = (int(counts[last]) for counts in (found.low, found.median, found.high))
    tried = (history.series == history.series[last]) & (found.known >= LEAST_KNOWN)
    tried &= ~np.isnan(history.present)
    shown = _back_test(history, tried, found.low, found.median, found.high)
    return Expectation(len(own), planned.due, likely, low, high, level, usual_pct, shown)


def _back_test(
    history: History, tried: np.ndarray, low: np.ndarray, median: np.ndarray, high: np.ndarray
) -> BackTest | None:
    if tried.sum() < LEAST_TRIED:
        return None
    was: Floats = history.present[tried]
    mean10, _last = plain_forecasts(history)
    return BackTest(
        meetings=len(was),
        within=int(((low[tried] <= was) & (was <= high[tried])).sum()),
        off=float(np.abs(median[tried] - was).mean()),
        off_mean10=float(np.abs(mean10[tried] - was).mean()),
    )
