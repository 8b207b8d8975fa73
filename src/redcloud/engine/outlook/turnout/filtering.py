"""Stage outlook: dynamic linear models of turnout. Regressors and rates of meetings in; expected rates out.

West & Harrison, "Bayesian Forecasting and Dynamic Models" (2nd ed., 1997), ch. 4: the level of a series
walks, effects of weekday, month and place in a run stay, and every state has a prior, which is what
lets a series with three meetings be forecast at all. Variances are in units of the variance of one
meeting's rate. No series knows of another here: what they share comes in with the regressors (`sharing`).
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product

import numpy as np
import numpy.typing as npt

from redcloud.engine.outlook.turnout.history import Floats, History, Ints
from redcloud.engine.outlook.turnout.regressors import MONTHS, PLACES, WEEKDAYS, WIDTH

_LEVEL_VARIANCE = 4.0
_SERIES_AT_ONCE = 4
"""Their states, for every setting, stay in a core's own memory: more at once are slower, not faster."""


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


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of each meeting before it is held, besides the earlier rates of its series.

    Attributes
    ----------
    rows
        Regressors, ``(meetings, WIDTH + 1)``; the last is the effect that its kind shares.
    gap_days
        Days since the last meeting of the series.
    start
        The rate that a series begins with which has held none yet.
    """

    rows: Floats
    gap_days: Floats
    start: Floats


def expected_rates(settings: tuple[Setting, ...], history: History, known: Known) -> Floats:
    """Return what each setting expects of each meeting, ``(meetings, settings)``, within 0 and 1.

    Each from meetings of the same series on earlier days. Memory is that of the answer.
    """
    out = np.empty((len(history.day), len(settings)))
    order = np.lexsort((history.day, history.series))
    firsts = np.flatnonzero(np.diff(history.series[order], prepend=-1))
    counts = np.diff(firsts, append=len(order))
    # The longest first: then those that have a k-th meeting are the first ones of a group.
    ranked = np.argsort(-counts, kind="stable")
    places = [order[first : first + count] for first, count in zip(firsts, counts, strict=True)]
    walk = _Walk(settings, known, history.day, history.rate, history.was_held, out)
    for begin in range(0, len(ranked), _SERIES_AT_ONCE):
        walk.along([places[one] for one in ranked[begin : begin + _SERIES_AT_ONCE]])
    return out


@dataclass(frozen=True, slots=True)
class _Walk:
    """From meeting to meeting of some series at once; arrays by meeting."""

    settings: tuple[Setting, ...]
    known: Known
    day: Ints
    rate: Floats
    was_held: npt.NDArray[np.bool_]
    out: Floats

    def along(self, series: list[Ints]) -> None:
        """Fill in what is expected; ``series`` are the places of their meetings, the longest first."""
        states, known = _States(self.settings, len(series)), self.known
        for step in range(len(series[0])):
            at = np.array([one[step] for one in series if len(one) > step])
            before = np.array([one[max(step - 1, 0)] for one in series[: len(at)]])
            expected = states.expected(known.rows[at], known.start[at])
            # Meetings of one day do not know of each other.
            same_day = (self.day[before] == self.day[at]) & (before != at)
            self.out[at] = np.where(same_day[:, None], self.out[before], expected)
            held = self.was_held[at]
            if held.any():
                states.learn(known.rows[at], known.gap_days[at], self.rate[at], held)


class _States:
    """Means ``(series, settings, states)`` and covariances of a few series."""

    def __init__(self, settings: tuple[Setting, ...], series: int) -> None:
        prior = np.array([one.prior_variance() for one in settings])
        states = prior.shape[1]
        self._walk = np.array([one.walk for one in settings])
        self._drift = np.array([one.drift for one in settings])
        self._mean = np.zeros((series, len(settings), states))
        self._mean[:, :, WIDTH] = np.array([one.shared for one in settings])
        self._covariance = np.repeat((prior[:, :, None] * np.eye(states))[None], series, axis=0)
        self._begun = np.zeros(series, dtype=bool)

    def expected(self, rows: Floats, start: Floats) -> Floats:
        """Return expected rates of the first series, ``(len(rows), settings)``."""
        new = np.flatnonzero(~self._begun[: len(rows)])
        self._mean[new, :, 0] = start[new, None]
        rates: Floats = np.clip(_dot(self._mean[: len(rows)], rows), 0.0, 1.0)
        return rates

    def learn(self, rows: Floats, gap_days: Floats, rate: Floats, held: npt.NDArray[np.bool_]) -> None:
        """Take in what one meeting of each of the first series was, where it was ``held``."""
        count = len(rows)
        mean, covariance = self._mean[:count], self._covariance[:count]
        moved = np.where(held & self._begun[:count], 1.0, 0.0)[:, None]
        covariance[:, :, 0, 0] += moved * (self._walk + self._drift * gap_days[:, None])
        across = np.matmul(covariance, rows[:, None, :, None])[..., 0]
        variance = _dot(across, rows) + 1.0
        error = np.where(held, rate, 0.0)[:, None] - _dot(mean, rows)
        gain = across * (held[:, None] / variance)[:, :, None]
        mean += gain * error[:, :, None]
        covariance -= gain[:, :, :, None] * across[:, :, None, :]
        self._begun[:count] |= held


def _dot(states: Floats, rows: Floats) -> Floats:
    """Return the products of states ``(series, settings, states)`` with one row a series."""
    out: Floats = np.matmul(states, rows[:, :, None])[..., 0]
    return out
