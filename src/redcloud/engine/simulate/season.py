"""Simulate: the year's rhythm; month weights in, days of the window out.

Days are counted from the first day of the window (0), so that they are small integers.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

import numpy as np

from redcloud.engine.simulate.arrays import Floats, Ints

# Weights by month, January first. Spring Festival and harvest are quiet, the end of the year is not.
MEETINGS: Final = (0.95, 0.62, 1.0, 1.0, 0.97, 1.0, 1.08, 0.82, 0.93, 0.88, 1.0, 1.05)
STUDY: Final = (0.9, 0.5, 1.1, 1.0, 1.0, 1.2, 1.3, 0.7, 0.9, 1.0, 1.2, 1.2)
VOLUNTEERING: Final = (1.2, 0.7, 2.2, 1.2, 1.0, 0.9, 0.8, 0.7, 1.0, 1.3, 0.9, 1.1)


@dataclass(frozen=True, slots=True)
class Season:
    """Draws days of a window by month weights.

    Attributes
    ----------
    cumulative
        Share of the window's weight that lies before each day; one value more than days.
    """

    cumulative: Floats

    @classmethod
    def of(cls, weights: tuple[float, ...], since: date, days: int) -> Season:
        """Lay twelve month weights over a window of ``days`` days from ``since``."""
        by_day = np.array([weights[(since + timedelta(days=d)).month - 1] for d in range(days)])
        total = np.concatenate([[0.0], np.cumsum(by_day)])
        return cls(total / total[-1])

    def draw(self, rng: np.random.Generator, first: Ints, end: Ints) -> Ints:
        """Draw one day in ``[first, end)`` for each pair; busy months are drawn more often."""
        low, high = self.cumulative[first], self.cumulative[end]
        at = low + rng.random(len(first)) * (high - low)
        day = np.searchsorted(self.cumulative, at, side="right") - 1
        return np.clip(day, first, np.maximum(end - 1, first)).astype(np.int64)
