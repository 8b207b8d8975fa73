"""Stage study: models that see nothing but protected counts. Counts in, item scores out.

What the platform sends is scored by these: they are made from how many people finished each item and
each pair of items, with counts below ten dropped and the others rounded down (see ``costudy``). No
row of a learner enters, so none can be got out of what is kept. Their settings are chosen on
held-out items like those of every other family.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np

from redcloud.engine.study.collaborative.interactions import Csr, FloatArray, IntArray
from redcloud.engine.study.collaborative.model import Axes, Fitted, Ground, Settings, scaled, scaled_rows
from redcloud.engine.study.collaborative.neighbours import narrowed
from redcloud.engine.study.collaborative.spectral import decompose_gram, response

STEP: Final = 5
RANK: Final = 192


def protect(counts: np.ndarray, fewest: int) -> IntArray:
    """Return counts of people rounded down to the step, 0 where fewer than ``fewest``.

    Examples
    --------
    >>> import numpy as np
    >>> protect(np.array([4, 9, 10, 14, 23]), 10).tolist()
    [0, 0, 10, 10, 20]
    """
    whole = np.asarray(counts, dtype=np.int64)
    rounded = np.maximum((whole // STEP) * STEP, fewest)
    return np.where(whole >= fewest, rounded, 0).astype(np.int64)


@dataclass(frozen=True)
class Counts:
    """Protected numbers of people: of each item, and of each pair of items (nothing on the diagonal)."""

    people: IntArray
    pairs: Csr

    @classmethod
    def of(cls, known: Csr, fewest: int) -> Counts:
        """Count people of items and of pairs; users by items in, ones."""
        ones = Csr((np.ones(known.nnz, dtype=np.int64), known.indices, known.indptr), shape=known.shape)
        together = Csr(ones.T @ ones)
        people = protect(together.diagonal(), fewest)
        together.setdiag(0)
        together.data = protect(together.data, fewest)
        together.eliminate_zeros()
        return cls(people, together)


@dataclass(frozen=True, slots=True)
class FilterModel:
    """A row is weighed, filtered through thin matrices, and weighed again."""

    inside: FloatArray
    vectors: FloatArray
    passes: FloatArray
    out: FloatArray

    def scores(self, rows: Csr) -> FloatArray:
        """Filter some rows."""
        found = self.folded(rows) @ self.vectors.T
        found *= self.out
        return np.asarray(found, dtype=np.float32)

    def folded(self, rows: Csr) -> FloatArray:
        """What is kept of each row: rows by rank."""
        kept = np.asarray(scaled(rows, self.inside) @ self.vectors) * self.passes
        return np.asarray(kept, dtype=np.float32)


class CountedFilter:
    """The spectral family on counts; see ``spectral`` for the settings."""

    name = "counted_filter"

    def fits(self, ground: Ground) -> bool:
        """With anything."""
        return bool(ground.known.nnz > 0)

    def start(self, ground: Ground) -> Settings:
        """A normalised ridge."""
        return {"b": 0.25, "d": 0.0, "e": 0.0, "l": 0.1, "q": 1.0}

    def axes(self, ground: Ground) -> Axes:
        """First the filter."""
        return {
            "l": (0.003, 0.01, 0.02, 0.03, 0.06, 0.1, 0.2, 0.3, 0.6, 1.0),
            "d": (-0.3, -0.2, -0.1, 0.0, 0.1, 0.2, 0.3),
            "b": (0.0, 0.25, 0.35, 0.5),
            "e": (0.0, 0.5, 1.0),
            "q": (1.0, 1.5, 2.5, 6.0),
        }

    def fit(self, ground: Ground, settings: Settings) -> Fitted:
        """Count, protect, filter."""
        return self.of_counts(_counts_of(ground), settings)

    def of_counts(self, counts: Counts, settings: Settings) -> FilterModel:
        """Decompose the counts with everybody's own on the diagonal, and filter."""
        of_item = np.maximum(counts.people, 1).astype(np.float32)
        inside = of_item ** np.float32(-settings["b"])
        gram = Csr(counts.pairs.astype(np.float32))
        gram.setdiag(counts.people.astype(np.float32))
        spectrum = decompose_gram(scaled(scaled_rows(gram, inside), inside), RANK, seed=0)
        passes = response(spectrum.values, settings).astype(np.float32)
        out = of_item ** np.float32(settings["b"] + settings["d"])
        if settings["e"]:
            own = (spectrum.vectors**2) @ passes
            out = out * np.maximum(1 - own, 0.02) ** np.float32(-settings["e"])
        kept = np.flatnonzero(passes > 1e-3)[:RANK]
        return FilterModel(inside, np.ascontiguousarray(spectrum.vectors[:, kept]), passes[kept], out)


@dataclass(frozen=True, slots=True)
class NearModel:
    """Items by items, applied to rows."""

    weights: Csr

    def scores(self, rows: Csr) -> FloatArray:
        """Add up what is near to each row's items."""
        return np.asarray((rows @ self.weights).toarray(), dtype=np.float32)


class CountedNeighbours:
    """Pairs over the people of both, ``pair^q / (n_i n_j)^b``, the nearest of each item."""

    name = "counted_neighbours"

    def fits(self, ground: Ground) -> bool:
        """With anything."""
        return bool(ground.known.nnz > 0)

    def start(self, ground: Ground) -> Settings:
        """Cosine (Sarwar et al., WWW 2001)."""
        return {"b": 0.5, "d": 0.0, "q": 1.0, "n": 400.0}

    def axes(self, ground: Ground) -> Axes:
        """What likeness is made of, then how many count."""
        return {
            "b": (0.25, 0.35, 0.5, 0.65),
            "d": (-0.3, -0.2, -0.1, 0.0, 0.1, 0.2, 0.3),
            "q": (0.5, 1.0, 1.5, 2.0),
            "n": (20.0, 50.0, 100.0, 200.0, 400.0),
        }

    def fit(self, ground: Ground, settings: Settings) -> Fitted:
        """Count, protect, normalise."""
        return self.of_counts(_counts_of(ground), settings)

    def of_counts(self, counts: Counts, settings: Settings) -> NearModel:
        """Normalise the counts of pairs."""
        of_item = np.maximum(counts.people, 1).astype(np.float32)
        scale = of_item ** np.float32(-settings["b"])
        near = scaled(scaled_rows(Csr(counts.pairs.astype(np.float32)), scale), scale)
        near = narrowed(near, int(settings["n"]))
        near.data = near.data ** np.float32(settings["q"])
        return NearModel(scaled(near, of_item ** np.float32(settings["d"])))


def _counts_of(ground: Ground) -> Counts:
    if "counts" not in ground.shared:
        ground.shared["counts"] = Counts.of(ground.known, ground.fewest_people)
    found: Counts = ground.shared["counts"]
    return found


COUNTED: Final[Mapping[str, CountedFilter | CountedNeighbours]] = {
    family.name: family for family in (CountedNeighbours(), CountedFilter())
}
"""Families whose models may be kept and served. A kept model names one by its place: add at the end."""
