"""Stage outlook: turnout of every meeting from the days before it. A History in; head counts out."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from redcloud.engine.outlook.turnout.filtering import SETTINGS, Filters, Setting, SharedEffects
from redcloud.engine.outlook.turnout.history import Floats, History, Ints
from redcloud.engine.outlook.turnout.mixing import Mixture
from redcloud.engine.outlook.turnout.predictive import Predictive
from redcloud.engine.outlook.turnout.regressors import Runs


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
    know of each other. Memory grows with settings x series: about 0.2 MB a series with `SETTINGS`.

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
    size = len(history.day)
    rate = np.full(size, np.nan)
    counts = np.zeros((size, 3), dtype=np.int64)
    known = np.zeros(size, dtype=np.int64)
    seen = np.zeros(len(history.kind), dtype=np.int64)
    runs, shared = Runs(len(history.kind)), SharedEffects(history.kind)
    filters = Filters(settings, history.kind)
    mixture, predictive = Mixture(len(settings), history.kind), Predictive(history.kind, level)
    for today in history.days():
        ids, due, day = history.series[today], history.due[today], int(history.day[today.start])
        rows = runs.row(ids, day, int(history.month[today.start]))
        rows = np.column_stack((rows, shared.expected(ids, rows)))
        filters.begin(ids)
        expected = filters.expected(ids, rows)
        rate[today] = (mixture.weights(ids) * expected).sum(axis=1)
        heads = predictive.head_counts(ids, rate[today], due)
        counts[today] = [(one.median, one.low, one.high) for one in heads]
        known[today] = seen[ids]
        held = ~np.isnan(history.present[today]) & (due > 0)
        if not held.any():
            continue
        ids, due, rows, was = ids[held], due[held], rows[held], history.rate[today][held]
        said = [one for one, was_held in zip(heads, held, strict=True) if was_held]
        predictive.learn(ids, rate[today][held], due, history.present[today][held], said)
        mixture.learn(ids, day, expected[held], due, was)
        shared.learn(ids, rows, due, was)
        filters.learn(ids, rows, runs.gap_days(ids, day), was)
        runs.took_place(ids, day)
        seen[ids] += 1
    return Forecasts(known, rate, counts[:, 0], counts[:, 1], counts[:, 2])
