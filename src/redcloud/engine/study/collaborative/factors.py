"""Stage study: implicit alternating least squares. A matrix of users by items in, item scores out.

Hu, Koren and Volinsky (ICDM 2008) as revisited by Rendle et al. (RecSys 2022): the weight of what is
not known is small against one of what is, and the pull to zero grows with what a row holds. Each
half step solves all rows at once by conjugate gradients (Takacs, Pilaszy and Tikk, RecSys 2011).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from redcloud.engine.study.collaborative.interactions import Csr, FloatArray
from redcloud.engine.study.collaborative.model import Axes, Ground, Settings

PAIRS_AT_ONCE = 200_000
STEPS_FIT, STEPS_SCORE = 3, 12
MOST_PAIRS = 3_000_000


def solve(
    rows: Csr, other: FloatArray, start: FloatArray, unknown: float, pull: FloatArray, steps: int
) -> FloatArray:
    """Minimise for each row ``sum over known (1 - x.y)^2 + unknown * sum over all (x.y)^2 + pull |x|^2``.

    Parameters
    ----------
    rows
        n by m, ones.
    other
        m by rank: y, held fixed.
    start
        n by rank: where the descent begins.
    pull
        n: regularisation of each row.
    """
    gram = (other.T @ other) * np.float32(unknown)

    def apply(x: FloatArray) -> FloatArray:
        out = x @ gram + x * pull[:, None]
        out += rows_times(rows, x, other)
        return np.asarray(out, dtype=np.float32)

    x = start.copy()
    rest = np.asarray(rows @ other, dtype=np.float32) - apply(x)
    way = rest.copy()
    length = (rest * rest).sum(axis=1)
    for _ in range(steps):
        image = apply(way)
        along = np.maximum((way * image).sum(axis=1), 1e-20)
        pace = (length / along)[:, None]
        x += pace * way
        rest -= pace * image
        shorter = (rest * rest).sum(axis=1)
        way = rest + (shorter / np.maximum(length, 1e-20))[:, None] * way
        length = shorter
    return x


def rows_times(rows: Csr, x: FloatArray, other: FloatArray) -> FloatArray:
    """Sum over what each row holds of ``(x.y) y``, some pairs at a time in bounded memory."""
    values = np.empty(rows.nnz, dtype=np.float32)
    row_of = np.repeat(np.arange(rows.shape[0]), np.diff(rows.indptr))
    for start in range(0, rows.nnz, PAIRS_AT_ONCE):
        part = slice(start, start + PAIRS_AT_ONCE)
        values[part] = np.einsum("ij,ij->i", x[row_of[part]], other[rows.indices[part]])
    weighted = Csr((values, rows.indices, rows.indptr), shape=rows.shape)
    return np.asarray(weighted @ other, dtype=np.float32)


@dataclass(frozen=True, slots=True)
class FactorModel:
    """Factors of items; a row is folded in by the same least squares that trained it."""

    factors: FloatArray
    unknown: float
    pull: float
    power: float
    out: FloatArray

    def scores(self, rows: Csr) -> FloatArray:
        """Fold rows in and multiply."""
        none = np.zeros((rows.shape[0], self.factors.shape[1]), dtype=np.float32)
        pull = pulls(rows, self.unknown, self.pull, self.power)
        users = solve(rows, self.factors, none, self.unknown, pull, STEPS_SCORE)
        found = users @ self.factors.T
        found *= self.out
        return np.asarray(found, dtype=np.float32)


def pulls(rows: Csr, unknown: float, pull: float, power: float) -> FloatArray:
    """Regularisation of each row: it grows with what the row holds."""
    held = np.diff(rows.indptr) + unknown * rows.shape[1]
    return np.asarray(pull * held**power, dtype=np.float32)


class Factors:
    """The family."""

    name = "factors"

    def fits(self, ground: Ground) -> bool:
        """Where a sweep takes seconds."""
        return bool(0 < ground.known.nnz <= MOST_PAIRS)

    def start(self, ground: Ground) -> Settings:
        """What Rendle et al. found good in the middle."""
        return {"rank": 64.0, "unknown": 0.03, "pull": 0.005, "power": 1.0, "d": 0.0, "sweeps": 8.0}

    def axes(self, ground: Ground) -> Axes:
        """Weight and pull, then size."""
        ranks = (32.0, 64.0, 128.0, 256.0) if ground.known.nnz <= MOST_PAIRS // 10 else (64.0, 128.0)
        return {
            # Too strong a pull leaves nothing but popularity, whatever the other settings: it goes first.
            "pull": (0.001, 0.002, 0.005, 0.01, 0.02, 0.04, 0.1),
            "unknown": (0.003, 0.01, 0.03, 0.1, 0.3),
            "rank": ranks,
            "d": (-0.2, -0.1, 0.0, 0.1, 0.2),
            "power": (0.5, 0.75, 1.0),
            "sweeps": (8.0, 16.0),
        }

    def fit(self, ground: Ground, settings: Settings) -> FactorModel:
        """Alternate from a seeded start."""
        rank, unknown = int(settings["rank"]), settings["unknown"]
        trained = tuple(settings[name] for name in ("rank", "unknown", "pull", "power", "sweeps"))
        key = (self.name, *trained)
        if key not in ground.shared:
            known, turned = ground.known, ground.known.T.tocsr()
            rng = np.random.default_rng(ground.seed)
            items = rng.standard_normal((known.shape[1], rank), dtype=np.float32) * np.float32(
                0.1 / np.sqrt(rank)
            )
            users = np.zeros((known.shape[0], rank), dtype=np.float32)
            of_users = pulls(known, unknown, settings["pull"], settings["power"])
            of_items = pulls(turned, unknown, settings["pull"], settings["power"])
            for _ in range(int(settings["sweeps"])):
                users = solve(known, items, users, unknown, of_users, STEPS_FIT)
                items = solve(turned, users, items, unknown, of_items, STEPS_FIT)
            ground.shared[key] = items
        out = ground.of_item ** np.float32(settings["d"])
        return FactorModel(ground.shared[key], unknown, settings["pull"], settings["power"], out)
