"""Stage outlook: how good turnout forecasts were. A History and its Forecasts in; errors in people out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np

from redcloud.engine.outlook.turnout.forecasting import Forecasts
from redcloud.engine.outlook.turnout.history import EPOCH, Floats, History, Ints

_LAST = 10


@dataclass(frozen=True, slots=True)
class Scores:
    """Means over the meetings that were scored.

    Attributes
    ----------
    meetings, without_history
        How many were scored; how many of them had no earlier meeting of their series.
    mae, mae_mean10, mae_last
        Mean absolute error in people: of the forecast, of the mean of the series' last ten head counts,
        of its last one. Without an earlier meeting the two take the usual rate of all.
    coverage
        Share of meetings within their interval, its ends included.
    mean_width
        Mean of ``high - low``, in people.
    pinball
        Mean pinball loss of the lower end, the median and the upper end, in people (Koenker & Bassett 1978).
    """

    meetings: int
    without_history: int
    mae: float
    mae_mean10: float
    mae_last: float
    coverage: float
    mean_width: float
    pinball: float


def score(history: History, forecasts: Forecasts, test_from: date, level: float) -> Scores:
    """Score the forecasts of the meetings held on ``test_from`` or later.

    Raises
    ------
    ValueError
        If no meeting was held from that day on.
    """
    chosen = (history.day >= (test_from - EPOCH).days) & ~np.isnan(history.present)
    if not chosen.any():
        raise ValueError(f"no meeting was held on {test_from} or later")
    present = history.present[chosen]
    mean10, last = plain_forecasts(history)
    low, median, high = (one[chosen] for one in (forecasts.low, forecasts.median, forecasts.high))
    tail = (1.0 - level) / 2.0
    quantiles = ((low, tail), (median, 0.5), (high, 1.0 - tail))
    return Scores(
        meetings=int(chosen.sum()),
        without_history=int((forecasts.known[chosen] == 0).sum()),
        mae=float(np.abs(median - present).mean()),
        mae_mean10=float(np.abs(mean10[chosen] - present).mean()),
        mae_last=float(np.abs(last[chosen] - present).mean()),
        coverage=float(((low <= present) & (present <= high)).mean()),
        mean_width=float((high - low).mean()),
        pinball=float(np.mean([_pinball(present, one, share) for one, share in quantiles])),
    )


def _pinball(present: Floats, quantile: Floats | Ints, share: float) -> float:
    off = present - quantile
    return float(np.maximum(share * off, (share - 1.0) * off).mean())


def plain_forecasts(history: History) -> tuple[Floats, Floats]:
    """Return what the mean of the last ten, and the last, would have forecast, from earlier days only."""
    mean10, last = np.zeros(len(history.day)), np.zeros(len(history.day))
    counts: dict[int, list[float]] = {}
    heads, due = 0.0, 0.0
    for today in history.days():
        for at in range(today.start, today.stop):
            earlier = counts.get(int(history.series[at]))
            usual = history.due[at] * (heads / due if due else 0.0)
            mean10[at] = np.mean(earlier) if earlier else usual
            last[at] = earlier[-1] if earlier else usual
        for at in range(today.start, today.stop):
            if np.isnan(history.present[at]):
                continue
            kept = counts.setdefault(int(history.series[at]), [])
            kept.append(float(history.present[at]))
            del kept[:-_LAST]
            heads, due = heads + history.present[at], due + history.due[at]
    return mean10, last
