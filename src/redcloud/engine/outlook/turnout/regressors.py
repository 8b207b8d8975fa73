"""Stage outlook: what is known of a meeting before it is held. Days in; a row of regressors a meeting out.

Only the meeting's own date and the dates of earlier meetings of its series count: a plan of later
meetings is not looked at.
"""

from __future__ import annotations

import numpy as np

from redcloud.engine.outlook.turnout.history import Floats, Ints

LONG_GAP_DAYS = 10
"""After a longer pause a new run of meetings begins (a session of a chamber, a campaign of a branch)."""

_RUN_DECAY = 3.0
_LONGEST_RUN = 30
WEEKDAYS, PLACES, MONTHS = slice(1, 8), slice(8, 12), slice(12, 24)
WIDTH = 24
"""Columns: level; 7 weekdays; first of the week, first of a run, decay and growth within a run; 12 months."""


class Runs:
    """Where each series stands: its last day, and how many meetings its run has had."""

    def __init__(self, series: int) -> None:
        self.last = np.full(series, np.iinfo(np.int32).min, dtype=np.int64)
        self.length = np.zeros(series)

    def gap_days(self, ids: Ints, day: int) -> Floats:
        """Days since the last meeting of each series, at most a year."""
        return np.minimum(day - self.last[ids], 365).astype(np.float64)

    def row(self, ids: Ints, day: int, month: int) -> Floats:
        """Return the regressors of one day's meetings, ``(len(ids), WIDTH)``."""
        gap = self.gap_days(ids, day)
        weekday = (day + 3) % 7  # 1970-01-01 was a Thursday; 0 = Monday
        run = np.where(gap <= LONG_GAP_DAYS, self.length[ids], 0.0)
        out = np.zeros((len(ids), WIDTH))
        out[:, 0] = 1.0
        out[:, WEEKDAYS.start + weekday] = 1.0
        out[:, PLACES] = np.column_stack(
            (gap > weekday, gap > LONG_GAP_DAYS, np.exp(-run / _RUN_DECAY), np.minimum(run / _LONGEST_RUN, 1))
        )
        out[:, MONTHS.start + month - 1] = 1.0
        return out

    def took_place(self, ids: Ints, day: int) -> None:
        """Count one day's meetings."""
        gap = self.gap_days(ids, day)
        self.length[ids] = np.where(gap <= LONG_GAP_DAYS, self.length[ids] + 1, 1)
        self.last[ids] = day
