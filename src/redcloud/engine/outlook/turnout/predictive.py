"""Stage outlook: from an expected rate to head counts. Rates in; a median and an interval out.

A normal distribution cut to 0..due and to whole numbers, as wide as a series' forecasts were off so
far, then recalibrated by the distribution of past probability integral transforms (Kuleshov et al.,
"Accurate uncertainties for deep learning using calibrated regression", ICML 2018; Czado et al.,
"Predictive model assessment for count data", Biometrics 2009, for the randomised transform). Counts are
coarse: of one person due, "1" may hold 87% and "0 to 1" all. An interval is therefore the one whose
probability is *nearest* to the level, so that small units are as honest as large ones on the whole.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.special import ndtr

from redcloud.engine.outlook.turnout.history import Floats, Ints

_GRID = np.linspace(0.0, 1.0, 401)
_PRIOR_MEETINGS = 20.0
_HALF_LIFE_MEETINGS = 400.0
_OWN_HALF_LIFE_MEETINGS = 60.0
_BORROWED_MEETINGS = 8.0
_AIM_STEP, _AIM_ROOM = 0.01, 0.8
"""How far one meeting moves the aim; how far it may go, as a share of what the interval may miss."""

_RATE_BOUNDS = (0.02, 0.98)
"""Within these the spread of a rate is taken as binomial; nearer to 0 or 1 it would vanish."""


@dataclass(frozen=True, slots=True)
class HeadCount:
    """A forecast in whole people: the median, and an interval with its ends."""

    median: int
    low: int
    high: int


class Predictive:
    """What past forecasts say about how far the next will be off."""

    def __init__(self, kinds: Ints, level: float, seed: int = 0) -> None:
        series = len(kinds)
        most = int(kinds.max()) + 1 if series else 0
        self._kinds = kinds
        self._level = level
        self._draw = np.random.default_rng(seed)
        self._excess, self._count = np.zeros(series), np.zeros(series)
        self._kind_excess, self._kind_count = np.ones(most), np.ones(most)
        self._transforms = np.zeros((most, len(_GRID)))
        self._transformed = np.zeros(most)
        self._aim = np.full(most, level)

    def _spread(self, ids: Ints, rate: Floats, due: Floats) -> Floats:
        kind = self._kinds[ids]
        usual = self._kind_excess[kind] / self._kind_count[kind]
        excess = (self._excess[ids] + _BORROWED_MEETINGS * usual) / (self._count[ids] + _BORROWED_MEETINGS)
        out: Floats = np.sqrt(np.maximum(_binomial_variance(rate, due) * excess, 1e-6))
        return out

    def _cumulative(self, mean: float, spread: float, due: int) -> Floats:
        """Return P(count <= k) for k = -1..due, before recalibration."""
        raw = ndtr((np.arange(-1, due + 1) + 0.5 - mean) / spread)
        out: Floats = (raw - raw[0]) / (raw[-1] - raw[0])
        return out

    def _recalibrated(self, kind: int, cumulative: Floats) -> Floats:
        seen = np.interp(cumulative, _GRID, self._transforms[kind])
        out: Floats = (seen + _PRIOR_MEETINGS * cumulative) / (self._transformed[kind] + _PRIOR_MEETINGS)
        out[0], out[-1] = 0.0, 1.0
        return out

    def head_counts(self, ids: Ints, rate: Floats, due: Floats) -> list[HeadCount]:
        """Return the forecast of each of one day's meetings."""
        spread = self._spread(ids, rate, due)
        out = []
        for at, series in enumerate(ids):
            raw = self._cumulative(rate[at] * due[at], spread[at], int(due[at]))
            kind = self._kinds[series]
            out.append(_head_count(self._recalibrated(kind, raw), self._aim[kind]))
        return out

    def learn(self, ids: Ints, rate: Floats, due: Floats, present: Floats, heads: list[HeadCount]) -> None:
        """Take in what one day's meetings were, beside what `head_counts` had said of them."""
        self._move_aim(ids, present, heads)
        spread = self._spread(ids, rate, due)
        keep = 0.5 ** (1.0 / _HALF_LIFE_MEETINGS)
        for at, series in enumerate(ids):
            kind = self._kinds[series]
            below = self._cumulative(rate[at] * due[at], spread[at], int(due[at]))
            count = int(min(present[at], due[at]))
            drawn = below[count] + (below[count + 1] - below[count]) * self._draw.random()
            self._transforms[kind] = self._transforms[kind] * keep + (drawn <= _GRID)
            self._transformed[kind] = self._transformed[kind] * keep + 1.0
        excess = (present - rate * due) ** 2 / np.maximum(_binomial_variance(rate, due), 1e-6)
        own = 0.5 ** (1.0 / _OWN_HALF_LIFE_MEETINGS)
        self._excess[ids] = self._excess[ids] * own + excess
        self._count[ids] = self._count[ids] * own + 1.0
        np.add.at(self._kind_excess, self._kinds[ids], excess)
        np.add.at(self._kind_count, self._kinds[ids], 1.0)

    def _move_aim(self, ids: Ints, present: Floats, heads: list[HeadCount]) -> None:
        """Aim higher after misses and lower after hits, so that the long run has the level.

        Adaptive conformal inference: Gibbs & Candes, NeurIPS 2021, equation 2.
        """
        held = np.array([one.low <= count <= one.high for one, count in zip(heads, present, strict=True)])
        np.add.at(self._aim, self._kinds[ids], _AIM_STEP * (self._level - held))
        room = _AIM_ROOM * (1.0 - self._level)
        np.clip(self._aim, self._level - room, self._level + room, out=self._aim)


def _binomial_variance(rate: Floats, due: Floats) -> Floats:
    within = np.clip(rate, *_RATE_BOUNDS)
    out: Floats = due * within * (1.0 - within)
    return out


def _head_count(cumulative: Floats, level: float) -> HeadCount:
    """Choose the median and the interval from P(count <= k), k = -1..due."""
    tail = (1.0 - level) / 2.0
    at_most = cumulative[1:]
    median = int(np.searchsorted(at_most, 0.5))
    low = int(np.searchsorted(at_most, tail, side="right"))
    high = int(np.searchsorted(at_most, 1.0 - tail - 1e-12))
    ends = [(low, high), (low + 1, high), (low, high - 1), (low + 1, high - 1)]
    held = [(abs(cumulative[b + 1] - cumulative[a] - level), b - a, a, b) for a, b in ends if a <= b]
    _, _, low, high = min(held)
    return HeadCount(median, min(low, median), max(high, median))
