"""Stage outlook: from an expected rate to head counts. Rates in; a median and an interval out.

A normal distribution cut to 0..due and to whole numbers, as wide as a series' forecasts were off so
far, then recalibrated by the distribution of past probability integral transforms (Kuleshov et al.,
"Accurate uncertainties for deep learning using calibrated regression", ICML 2018; Czado et al.,
"Predictive model assessment for count data", Biometrics 2009, for the randomised transform). Counts are
coarse: of one person due, "1" may hold 87% and "0 to 1" all. An interval is therefore the one whose
probability is *nearest* to the level, so that small units are as honest as large ones on the whole.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from scipy.special import ndtr

from redcloud.engine.outlook.turnout.history import Floats, Ints
from redcloud.engine.outlook.turnout.sharing import A_DAY

_GRID = np.linspace(0.0, 1.0, 401)
_PRIOR_MEETINGS = 20.0
_HALF_LIFE_MEETINGS = 400.0
_OWN_HALF_LIFE_MEETINGS = 60.0
_BORROWED_MEETINGS = 8.0
_AIM_STEP, _AIM_ROOM = 0.01, 0.8
"""How far one meeting moves the aim; how far it may go, as a share of what the interval may miss."""

_CELLS = 1_000_000

_RATE_BOUNDS = (0.02, 0.98)
"""Within these the spread of a rate is taken as binomial; nearer to 0 or 1 it would vanish."""


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

    def head_counts(self, ids: Ints, rate: Floats, due: Floats) -> Ints:
        """Return median, low and high of each of one day's meetings, ``(len(ids), 3)``, in whole people."""
        out = np.empty((len(ids), 3), dtype=np.int64)
        mean, spread, heads = rate * due, self._spread(ids, rate, due), due.astype(np.int64)
        for part in _parts(heads):
            raw = _cumulative(mean[part], spread[part], heads[part])
            kinds = self._kinds[ids[part]]
            out[part] = _head_counts(self._recalibrated(kinds, raw, heads[part]), self._aim[kinds])
        return out

    def _recalibrated(self, kinds: Ints, cumulative: Floats, due: Ints) -> Floats:
        out = np.empty_like(cumulative)
        for kind in np.unique(kinds):
            its = kinds == kind
            seen = np.interp(cumulative[its], _GRID, self._transforms[kind])
            out[its] = (seen + _PRIOR_MEETINGS * cumulative[its]) / (
                self._transformed[kind] + _PRIOR_MEETINGS
            )
        out[:, 0] = 0.0
        out[np.arange(-1, out.shape[1] - 1) >= due[:, None]] = 1.0
        return out

    def learn(self, ids: Ints, rate: Floats, due: Floats, present: Floats, counts: Ints) -> None:
        """Take in what one day's meetings were, beside what `head_counts` had said of them."""
        self._move_aim(ids, present, counts)
        spread = self._spread(ids, rate, due)
        ends = np.stack(
            (np.full(len(ids), -1.0), np.minimum(present, due) - 1, np.minimum(present, due), due)
        )
        least, below, upto, most = ndtr((ends + 0.5 - rate * due) / spread)
        drawn = (below + (upto - below) * self._draw.random(len(ids)) - least) / (most - least)
        kinds = self._kinds[ids]
        for kind in np.unique(kinds):
            self._take_in(kind, drawn[kinds == kind])
        excess = (present - rate * due) ** 2 / np.maximum(_binomial_variance(rate, due), 1e-6)
        own = 0.5 ** (1.0 / _OWN_HALF_LIFE_MEETINGS)
        self._excess[ids] = self._excess[ids] * own + excess
        self._count[ids] = self._count[ids] * own + 1.0
        np.add.at(self._kind_excess, kinds, excess)
        np.add.at(self._kind_count, kinds, 1.0)

    def _take_in(self, kind: int, drawn: Floats) -> None:
        """Add transforms to the distribution of a kind, the last with the greatest weight."""
        each = min(1.0, A_DAY / len(drawn))
        keep = 0.5 ** (each / _HALF_LIFE_MEETINGS)
        weight = each * keep ** np.arange(len(drawn) - 1, -1, -1.0)
        steps = np.bincount(np.searchsorted(_GRID, drawn), weights=weight, minlength=len(_GRID) + 1)
        faded = keep ** len(drawn)
        self._transforms[kind] = self._transforms[kind] * faded + np.cumsum(steps[: len(_GRID)])
        self._transformed[kind] = self._transformed[kind] * faded + weight.sum()

    def _move_aim(self, ids: Ints, present: Floats, counts: Ints) -> None:
        """Aim higher after misses and lower after hits, so that the long run has the level.

        Adaptive conformal inference: Gibbs & Candes, NeurIPS 2021, equation 2.
        """
        held = (counts[:, 1] <= present) & (present <= counts[:, 2])
        kinds = self._kinds[ids]
        for kind in np.unique(kinds):
            off = self._level - held[kinds == kind]
            self._aim[kind] += _AIM_STEP * min(len(off), A_DAY) * off.mean()
        room = _AIM_ROOM * (1.0 - self._level)
        np.clip(self._aim, self._level - room, self._level + room, out=self._aim)


def _binomial_variance(rate: Floats, due: Floats) -> Floats:
    within = np.clip(rate, *_RATE_BOUNDS)
    out: Floats = due * within * (1.0 - within)
    return out


def _parts(due: Ints) -> Iterator[Ints]:
    """Yield places of meetings, those of like size together, so that a table of their counts stays small."""
    order = np.argsort(due, kind="stable")
    begin = 0
    while begin < len(order):
        # The widest of a part is its last: as many as fit when all were as wide as the first, or one.
        room = max(1, _CELLS // (int(due[order[begin]]) + 2))
        end = begin + int(
            np.searchsorted(due[order[begin : begin + room]], 2 * due[order[begin]] + 30, "right")
        )
        yield order[begin : max(end, begin + 1)]
        begin = max(end, begin + 1)


def _cumulative(mean: Floats, spread: Floats, due: Ints) -> Floats:
    """Return P(count <= k) for k = -1..greatest due, before recalibration; 1 from each one's due on."""
    up_to = np.minimum(np.arange(-1, int(due.max()) + 1), due[:, None])
    raw = ndtr((up_to + 0.5 - mean[:, None]) / spread[:, None])
    out: Floats = (raw - raw[:, :1]) / (raw[:, -1:] - raw[:, :1])
    return out


def _head_counts(cumulative: Floats, level: Floats) -> Ints:
    """Choose median and interval from P(count <= k), k = -1..: rows of one meeting each."""
    tail = (1.0 - level[:, None]) / 2.0
    at_most = cumulative[:, 1:]
    median = (at_most < 0.5).sum(axis=1)
    low = (at_most <= tail).sum(axis=1)
    high = (at_most < 1.0 - tail - 1e-12).sum(axis=1)
    # Of intervals that are equally near the level the narrowest, then the lowest.
    lows, highs = np.stack((low + 1, low, low + 1, low), 1), np.stack((high - 1, high - 1, high, high), 1)
    rows, most = np.arange(len(low))[:, None], cumulative.shape[1] - 1
    held = cumulative[rows, np.clip(highs + 1, 0, most)] - cumulative[rows, np.clip(lows, 0, most)]
    off = np.where(lows <= highs, np.abs(held - level[:, None]), np.inf)
    chosen = off.argmin(axis=1)[:, None]
    low, high = (np.take_along_axis(ends, chosen, 1)[:, 0] for ends in (lows, highs))
    return np.stack((median, np.minimum(low, median), np.maximum(high, median)), 1)
