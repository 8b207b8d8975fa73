"""Made-up meetings of made-up units."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

import numpy as np

from redcloud.engine.outlook.turnout.history import Meeting

FIRST_DAY = date(2024, 1, 4)


def meetings_of(
    due_by_unit: Sequence[int], meetings: int, *, seed: int = 0, every_days: int = 14, usual: float = 0.8
) -> list[Meeting]:
    """Every unit has a usual rate of its own around `usual` and less turnout in July."""
    draw = np.random.default_rng(seed)
    made = []
    for unit, due in enumerate(due_by_unit):
        rate = draw.beta(20 * usual, 20 * (1 - usual))
        for number in range(meetings):
            day = FIRST_DAY + timedelta(days=every_days * number + int(draw.integers(0, 4)))
            held = rate * (0.7 if day.month == 7 else 1.0)
            made.append(Meeting(day, f"unit {unit}", "meeting", due, int(draw.binomial(due, held))))
    return made
