"""Stage outlook: settings weighed by how well they have forecast. Losses so far in; a mean of forecasts out.

Exponential weights on the mean absolute error of one-step forecasts (Cesa-Bianchi & Lugosi, "Prediction,
Learning, and Games", 2006, ch. 2), each series' own record drawn towards that of its kind: a series with
a dozen meetings cannot choose among forty settings by itself. No setting is chosen by hand, and none
on meetings that are to be forecast.
"""

from __future__ import annotations

import numpy as np

from redcloud.engine.outlook.turnout.history import Floats, Ints

SHARPNESS = 5.0
"""How fast the weight of a setting falls with its error, relative to the best."""

BORROWED_MEETINGS = 20.0
"""Meetings of its own after which a series counts as much as its kind."""

HALF_LIFE_DAYS = 1000.0


class Mixture:
    """Losses by series and by kind."""

    def __init__(self, settings: int, kinds: Ints) -> None:
        most = int(kinds.max()) + 1 if len(kinds) else 0
        self._kinds = kinds
        self._loss = np.zeros((len(kinds), settings))
        self._count = np.zeros(len(kinds))
        self._kind_loss = np.zeros((most, settings))
        self._kind_count = np.full(most, 1e-9)
        self._day: int | None = None

    def weights(self, ids: Ints) -> Floats:
        """Return weights that sum to one, ``(len(ids), settings)``."""
        kind = self._kinds[ids]
        of_kind = self._kind_loss[kind] / self._kind_count[kind][:, None]
        borrowed = self._loss[ids] + BORROWED_MEETINGS * of_kind
        loss = borrowed / (self._count[ids] + BORROWED_MEETINGS)[:, None]
        best = np.maximum(loss.min(axis=1, keepdims=True), 1e-9)
        weight = np.exp(-SHARPNESS * (loss - best) / best)
        normalised: Floats = weight / weight.sum(axis=1, keepdims=True)
        return normalised

    def learn(self, ids: Ints, day: int, expected: Floats, due: Floats, rate: Floats) -> None:
        """Take in how far the expected rates ``(len(ids), settings)`` of one day were off."""
        if self._day is not None:
            keep = 0.5 ** ((day - self._day) / HALF_LIFE_DAYS)
            for total in (self._loss, self._count, self._kind_loss, self._kind_count):
                total *= keep
        self._day = day
        # The error of a rate falls with the root of the number due: large and small units count alike.
        loss = np.abs(expected - rate[:, None]) * np.sqrt(due)[:, None]
        self._loss[ids] += loss
        self._count[ids] += 1.0
        np.add.at(self._kind_loss, self._kinds[ids], loss)
        np.add.at(self._kind_count, self._kinds[ids], 1.0)
