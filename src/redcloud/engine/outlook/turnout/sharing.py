"""Stage outlook: what the series of a kind share. Rates of earlier days in; a start and effects out.

What a quiet branch lacks it borrows from its kind: the rate that a new series begins with, and the effects of
weekday, month and place that all have in common.
"""

from __future__ import annotations

import numpy as np

from redcloud.engine.outlook.turnout.filtering import Known, Setting
from redcloud.engine.outlook.turnout.history import Floats, History, Ints
from redcloud.engine.outlook.turnout.regressors import WIDTH, Runs

A_DAY = 10.0
"""What moves the meetings of one day moves them together: more of a kind than this say no more than this."""

_FORGET = 0.98
"""A day's weight in the rate that a new series begins with, against the next one's."""


def known_before(history: History) -> Known:
    """Return what is known of each meeting before it is held; each from earlier days only."""
    size = len(history.day)
    found = Known(np.empty((size, WIDTH + 1)), np.empty(size), np.empty(size))
    runs, start, shared = Runs(len(history.kind)), _UsualRate(history.kind), _SharedEffects(history.kind)
    rates, was_held = history.rate, history.was_held
    for today in history.days():
        ids, day = history.series[today], int(history.day[today.start])
        rows = runs.row(ids, day, int(history.month[today.start]))
        rows = np.column_stack((rows, shared.expected(ids, rows)))
        found.rows[today], found.gap_days[today] = rows, runs.gap_days(ids, day)
        found.start[today] = start.of(ids)
        held = was_held[today]
        if held.any():
            ids, rate = ids[held], rates[today][held]
            shared.learn(ids, rows[held], history.due[today][held], rate)
            start.learn(ids, rate)
            runs.took_place(ids, day)
    return found


class _UsualRate:
    """The rate of late of each kind."""

    def __init__(self, kinds: Ints) -> None:
        most = int(kinds.max()) + 1 if len(kinds) else 0
        self._kinds = kinds
        self._sum, self._weight = np.full(most, 0.8), np.ones(most)

    def of(self, ids: Ints) -> Floats:
        """Return the usual rate of each meeting's kind."""
        kinds = self._kinds[ids]
        usual: Floats = self._sum[kinds] / self._weight[kinds]
        return usual

    def learn(self, ids: Ints, rate: Floats) -> None:
        """Take in what one day's meetings were."""
        for kind in np.unique(self._kinds[ids]):
            self._sum[kind] = self._sum[kind] * _FORGET + rate[self._kinds[ids] == kind].mean()
            self._weight[kind] = self._weight[kind] * _FORGET + 1.0


class _SharedEffects:
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
        gain = across / (row @ across + min(1.0, A_DAY / len(ids)))
        self._mean[kind] += gain * (deviation - row @ self._mean[kind])
        self._covariance[kind] -= np.outer(gain, across)
