"""Stage outlook: dynamic linear models of turnout. A day's regressors and rates in; expected rates out.

West & Harrison, "Bayesian Forecasting and Dynamic Models" (2nd ed., 1997), ch. 4: the level of a series
walks, effects of weekday, month and place in a run stay, and every state has a prior, which is what
lets a series with three meetings be forecast at all. Variances are in units of the variance of one
meeting's rate. Many settings of many series are filtered at once.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product

import numpy as np

from redcloud.engine.outlook.turnout.history import Floats, Ints
from redcloud.engine.outlook.turnout.regressors import MONTHS, PLACES, WEEKDAYS, WIDTH

_LEVEL_VARIANCE = 4.0
_FORGET = 0.98
"""A meeting's weight in the rate that a new series begins with, against the next one's."""


@dataclass(frozen=True, slots=True)
class Setting:
    """One dynamic linear model.

    Attributes
    ----------
    walk
        Variance that the level gains from one meeting to the next.
    drift
        Variance that it gains a day.
    effect, season
        Prior standard deviation of the effects of weekday and place, and of the months.
    shared
        How much of the effects that all series of a kind share is expected in each (0 or 1), and with
        what standard deviation (`shared_spread`).
    """

    walk: float
    drift: float
    effect: float
    season: float
    shared: float = 0.0
    shared_spread: float = 0.0

    def prior_variance(self) -> Floats:
        """Return the variances of the states, ``(WIDTH + 1,)``; the last is the shared effect's weight."""
        out = np.empty(WIDTH + 1)
        out[0] = _LEVEL_VARIANCE
        out[WEEKDAYS] = out[PLACES] = self.effect**2
        out[MONTHS] = self.season**2
        out[WIDTH] = self.shared_spread**2
        return out


SETTINGS: tuple[Setting, ...] = tuple(
    [
        Setting(*one)
        for one in product((0.003, 0.02, 0.1, 0.3), (0.0, 0.005), (0.1, 0.3, 1.0, 3.0), (0.01, 0.3))
    ]
    + [
        Setting(*one, shared=1.0, shared_spread=0.3)
        for one in product((0.02, 0.1, 0.3), (0.0,), (0.03, 0.1, 0.3), (0.01, 0.3))
    ]
)
"""From a level that hardly moves to one that follows the last meetings; with and without shared effects."""


class Filters:
    """The states of every setting and series: means ``(settings, series, states)`` and covariances."""

    def __init__(self, settings: tuple[Setting, ...], kinds: Ints) -> None:
        series = len(kinds)
        prior = np.array([one.prior_variance() for one in settings])
        states = prior.shape[1]
        self._walk = np.array([one.walk for one in settings])[:, None]
        self._drift = np.array([one.drift for one in settings])[:, None]
        self._mean = np.zeros((len(settings), series, states))
        self._mean[:, :, WIDTH] = np.array([one.shared for one in settings])[:, None]
        self._covariance = np.repeat((prior[:, :, None] * np.eye(states))[:, None], series, axis=1)
        self._begun = np.zeros(series, dtype=bool)
        self._kinds = kinds
        most = int(kinds.max()) + 1 if series else 0
        self._sum, self._weight = np.full(most, 0.8), np.ones(most)

    def begin(self, ids: Ints) -> None:
        """Give series that are met for the first time the rate usual for their kind."""
        new = ids[~self._begun[ids]]
        kinds = self._kinds[new]
        self._mean[:, new, 0] = self._sum[kinds] / self._weight[kinds]

    def expected(self, ids: Ints, rows: Floats) -> Floats:
        """Return the expected rates of one day's meetings, ``(len(ids), settings)``, within 0 and 1."""
        rates: Floats = np.clip(np.einsum("np,snp->ns", rows, self._mean[:, ids]), 0.0, 1.0)
        return rates

    def learn(self, ids: Ints, rows: Floats, gap_days: Floats, rate: Floats) -> None:
        """Take in what one day's meetings were."""
        mean, covariance = self._mean[:, ids], self._covariance[:, ids]
        covariance[:, :, 0, 0] += np.where(self._begun[ids], self._walk + self._drift * gap_days, 0.0)
        across = np.einsum("snpq,nq->snp", covariance, rows)
        variance = np.einsum("np,snp->sn", rows, across) + 1.0
        gain = across / variance[:, :, None]
        error = rate - np.einsum("np,snp->sn", rows, mean)
        self._mean[:, ids] = mean + gain * error[:, :, None]
        self._covariance[:, ids] = covariance - gain[:, :, :, None] * across[:, :, None, :]
        self._begun[ids] = True
        for kind in np.unique(self._kinds[ids]):
            self._sum[kind] = self._sum[kind] * _FORGET + rate[self._kinds[ids] == kind].mean()
            self._weight[kind] = self._weight[kind] * _FORGET + 1.0


class SharedEffects:
    """Effects of weekday, month and place that all series of a kind have in common.

    A regression, over days, of the mean deviation of a kind's series from their own recent rates.
    """

    _EFFECT, _SEASON, _HALF_LIFE_MEETINGS = 1.0, 0.3, 6.0

    def __init__(self, kinds: Ints) -> None:
        most = int(kinds.max()) + 1 if len(kinds) else 0
        variance = Setting(0, 0, self._EFFECT, self._SEASON).prior_variance()[1:WIDTH]
        self._kinds = kinds
        self._mean = np.zeros((most, WIDTH - 1))
        self._covariance = np.repeat(np.diag(variance)[None], most, axis=0)
        self._sum, self._weight = np.zeros(len(kinds)), np.zeros(len(kinds))

    def expected(self, ids: Ints, rows: Floats) -> Floats:
        """Return the shared effect on each meeting's rate."""
        effect: Floats = np.einsum("np,np->n", rows[:, 1:WIDTH], self._mean[self._kinds[ids]])
        return effect

    def learn(self, ids: Ints, rows: Floats, due: Floats, rate: Floats) -> None:
        """Take in what one day's meetings were."""
        effect = self.expected(ids, rows)
        for kind in np.unique(self._kinds[ids]):
            known = (self._kinds[ids] == kind) & (self._weight[ids] > 0)
            if known.any():
                self._regress(kind, ids[known], rows[known, 1:WIDTH], due[known], rate[known])
        keep = 0.5 ** (1 / self._HALF_LIFE_MEETINGS)
        self._sum[ids] = self._sum[ids] * keep + rate - effect
        self._weight[ids] = self._weight[ids] * keep + 1.0

    def _regress(self, kind: int, ids: Ints, rows: Floats, due: Floats, rate: Floats) -> None:
        # Rates of people who come together vary more than by the number due alone: weight levels off.
        weight = due / (1.0 + 0.05 * np.maximum(due - 1.0, 0.0))
        weight = weight / max(weight.sum(), 1e-9)
        row = weight @ rows
        deviation = weight @ (rate - self._sum[ids] / self._weight[ids])
        across = self._covariance[kind] @ row
        gain = across / (row @ across + 1.0)
        self._mean[kind] += gain * (deviation - row @ self._mean[kind])
        self._covariance[kind] -= np.outer(gain, across)
