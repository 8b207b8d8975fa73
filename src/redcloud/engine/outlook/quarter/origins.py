"""Stage outlook: past quarters, forecast as they would have been. Counts in; families and what came, out.

Every past quarter is forecast from what was known then (rolling origin). Where that was less than
``LEAST_QUARTERS`` quarters, it is forecast from those just before it: that shows how much counts scatter, so
that it helps to choose a family, and is never shown as a back-test.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from redcloud.engine.outlook.quarter.counts import Counts, Floats
from redcloud.engine.outlook.quarter.families import FAMILIES, Ahead, families_for

LEVEL = 0.9
"""The share of quarters that an interval should hold."""
LEAST_QUARTERS = 2
"""With fewer whole quarters of its own a unit has not enough to go by."""
MOST_TRIED = 8
LEAST_TRIED = 2
"""A back-test of fewer quarters is not shown."""
SURE = 2.0
"""Standard errors from which one way is taken to be better than another."""

BASE_RATE = "base_rate"


@dataclass(frozen=True, slots=True)
class Origin:
    """One past quarter as every family would have forecast it.

    Attributes
    ----------
    column
        Which quarter, and ``then``: what was known.
    was, base
        What came, and the mean of all quarters before.
    compared
        Units that had enough quarters and of which it is known what came.
    true_to_life
        Whether it would have been forecast at all: from as far away as today, in a season that was seen.
    found
        The forecast of each family.
    """

    column: int
    then: Counts
    was: Floats
    base: Floats
    compared: NDArray[np.bool_]
    true_to_life: bool
    found: dict[str, Ahead]


def origins_of(counts: Counts, level: float = LEVEL) -> list[Origin]:
    """Forecast the last ``MOST_TRIED`` quarters by every family that can."""
    columns = counts.table.shape[1]
    origins = []
    for column in range(max(LEAST_QUARTERS, columns - MOST_TRIED), columns):
        then = counts.until(column)
        far = then.table.shape[1] >= LEAST_QUARTERS
        if not far:
            then = counts.before(column)
        was = counts.table[:, column]
        known = (~np.isnan(then.table)).sum(axis=1) >= LEAST_QUARTERS
        compared = known & ~np.isnan(was)
        if compared.any():
            found = {name: FAMILIES[name](then, level) for name in families_for(counts)}
            base = means(then.table)
            origins.append(
                Origin(column, then, np.nan_to_num(was), base, compared, far and season_seen(then), found)
            )
    return origins


def best_family(origins: Sequence[Origin]) -> str:
    """The family with the best mean log-score over past quarters; the first where there are none."""
    if not origins:
        return next(iter(FAMILIES))
    chances = {
        name: np.concatenate([one.found[name].log_chance(one.was)[one.compared] for one in origins]).mean()
        for name in origins[0].found
    }
    return max(chances, key=lambda name: float(chances[name]))


def base_is_better(origins: Sequence[Origin], family: str) -> bool:
    """Whether the base rate, as a whole number, was surely nearer to what came than the family's median."""
    if len(origins) < LEAST_TRIED:
        return False
    further = np.concatenate(
        [
            (np.abs(one.found[family].median - one.was) - np.abs(np.rint(one.base) - one.was))[one.compared]
            for one in origins
        ]
    )
    error = float(further.std()) / len(further) ** 0.5
    return bool(further.mean() > SURE * error)


def season_seen(counts: Counts) -> bool:
    """Whether a quarter of the year to be forecast is known of any unit."""
    same = counts.table[:, counts.season == counts.target_season]
    return bool((~np.isnan(same)).any())


def means(table: Floats) -> Floats:
    """Mean of the known quarters of each unit, 0 without any."""
    known = ~np.isnan(table)
    found: Floats = np.nansum(table, axis=1) / np.maximum(known.sum(axis=1), 1)
    return found
