"""Stage outlook: turnout of every meeting from the days before it. A History in; head counts out."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from redcloud.engine.outlook.turnout.filtering import SETTINGS, Setting, expected_rates
from redcloud.engine.outlook.turnout.history import Floats, History, Ints
from redcloud.engine.outlook.turnout.mixing import Mixture
from redcloud.engine.outlook.turnout.predictive import Predictive
from redcloud.engine.outlook.turnout.sharing import known_before


@dataclass(frozen=True, slots=True)
class Forecasts:
    """One forecast a meeting, in the order of the History; arrays of one length.

    Attributes
    ----------
    known
        Meetings of the same series on earlier days: how much there was to go by.
    rate
        Expected share of those due, 0 to 1.
    median, low, high
        Whole people; both ends belong to the interval.
    """

    known: Ints
    rate: Floats
    median: Ints
    low: Ints
    high: Ints


def forecast(history: History, level: float = 0.9, settings: tuple[Setting, ...] = SETTINGS) -> Forecasts:
    """Forecast each meeting from meetings of earlier days, in one pass over the days.

    A planned meeting (``present`` NaN) is forecast and taught from nothing. Meetings of one day do not
    know of each other. Memory grows with settings x meetings: 0.5 KB a meeting with `SETTINGS`.

    Parameters
    ----------
    level
        Probability that the interval is to have, above 0 and below 1.

    Raises
    ------
    ValueError
        If ``level`` is not between 0 and 1.
    """
    if not 0.0 < level < 1.0:
        raise ValueError("the level must be between 0 and 1")
    expected = expected_rates(settings, history, known_before(history))
    size = len(history.day)
    rate = np.full(size, np.nan)
    counts = np.zeros((size, 3), dtype=np.int64)
    known = np.zeros(size, dtype=np.int64)
    seen = np.zeros(len(history.kind), dtype=np.int64)
    mixture, predictive = Mixture(len(settings), history.kind), Predictive(history.kind, level)
    rates, was_held = history.rate, history.was_held
    for today in history.days():
        ids, due = history.series[today], history.due[today]
        rate[today] = (mixture.weights(ids) * expected[today]).sum(axis=1)
        counts[today] = predictive.head_counts(ids, rate[today], due)
        known[today] = seen[ids]
        held = was_held[today]
        if not held.any():
            continue
        ids, due, was = ids[held], due[held], rates[today][held]
        predictive.learn(ids, rate[today][held], due, history.present[today][held], counts[today][held])
        mixture.learn(ids, int(history.day[today.start]), expected[today][held], due, was)
        np.add.at(seen, ids, 1)
    return Forecasts(known, rate, counts[:, 0], counts[:, 1], counts[:, 2])
