"""Stage study: the yardstick. A matrix of users by items in, how many have each item out."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from redcloud.engine.study.collaborative.interactions import Csr, FloatArray
from redcloud.engine.study.collaborative.model import Axes, Ground, Settings


@dataclass(frozen=True, slots=True)
class PopularityModel:
    """The same order for everybody."""

    people: FloatArray

    def scores(self, rows: Csr) -> FloatArray:
        """Give each row the counts."""
        return np.tile(self.people, (rows.shape[0], 1))


class Popularity:
    """The family; nothing to search."""

    name = "popularity"

    def fits(self, ground: Ground) -> bool:
        """Always."""
        return True

    def start(self, ground: Ground) -> Settings:
        """Nothing to set."""
        return {}

    def axes(self, ground: Ground) -> Axes:
        """Nothing to try."""
        return {}

    def fit(self, ground: Ground, settings: Settings) -> PopularityModel:
        """Count."""
        return PopularityModel(np.asarray(ground.known.sum(axis=0), dtype=np.float32).ravel())
