"""Stage study: scores from nearest neighbours. A matrix of users by items in, item scores out.

``item_neighbours`` holds item-item cosine, its popularity-damped forms and RP3beta (Paudel et al.,
TiiS 2017: a = 0.5, d < 0 and a power); ``user_neighbours`` is the same on the other side; and
``text_neighbours`` takes the likeness of texts, so that an item without any user is scored too.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from redcloud.engine.lazily import lazily
from redcloud.engine.study.collaborative.interactions import Csr, FloatArray
from redcloud.engine.study.collaborative.model import Axes, Ground, Settings, scaled, scaled_rows

if TYPE_CHECKING:
    from scipy import sparse
else:
    sparse = lazily("scipy.sparse")

MOST_CELLS = 60_000_000
"""Dense cells worked on at one time: 240 MB."""
MOST_WORK = 20_000_000_000
"""Multiplications that a product may take before the family is left out."""
WIDEST = 400
"""So many neighbours are kept; fewer are then taken from them."""
_NEIGHBOURS = (10.0, 20.0, 40.0, 80.0, 150.0, 250.0, 400.0)


def strongest(scores: FloatArray, most: int) -> Csr:
    """Keep the positive ones among the ``most`` highest of each row of a dense array."""
    rows, width = scores.shape
    if most < width:
        floor = np.partition(scores, width - most, axis=1)[:, width - most][:, None]
        kept = (scores >= floor) & (scores > 0)
    else:
        kept = scores > 0
    row, col = np.nonzero(kept)
    return Csr((scores[row, col], (row, col)), shape=(rows, width))


def strongest_stored(found: Csr, most: int) -> Csr:
    """Keep the ``most`` highest of what each row of a sparse matrix stores.

    A row at a time: rows store a small part of their width, and dense ones would cost it all.
    """
    kept = []
    for row in np.flatnonzero(np.diff(found.indptr) > 0):
        start, end = found.indptr[row], found.indptr[row + 1]
        if end - start > most:
            kept.append(start + np.argpartition(found.data[start:end], end - start - most)[-most:])
        else:
            kept.append(np.arange(start, end))
    at = np.concatenate(kept) if kept else np.zeros(0, dtype=np.int64)
    counts = np.minimum(np.diff(found.indptr), most)
    of_row = np.repeat(np.arange(found.shape[0]), counts)
    return Csr((found.data[at], (of_row, found.indices[at])), shape=found.shape)


def narrowed(neighbours: Csr, most: int) -> Csr:
    """Keep the strongest ``most`` of each row of a sparse matrix; equal ones by column."""
    rows = np.repeat(np.arange(neighbours.shape[0]), np.diff(neighbours.indptr))
    order = np.lexsort((neighbours.indices, -neighbours.data, rows))
    place = np.arange(neighbours.nnz) - np.repeat(neighbours.indptr[:-1], np.diff(neighbours.indptr))
    chosen = order[place < most]
    cells = (rows[chosen], neighbours.indices[chosen])
    return Csr((neighbours.data[chosen], cells), shape=neighbours.shape)


def nearest(matrix: Csr, most: int) -> Csr:
    """Find the strongest ``most`` of each row of ``matrix' matrix``, itself left out."""
    turned = matrix.T.tocsr()
    items = matrix.shape[1]
    size = max(1, MOST_CELLS // max(items, 1))
    parts = []
    for start in range(0, items, size):
        part = (turned[start : start + size] @ matrix).tocoo()
        other = part.col != part.row + start
        cells = (part.data[other], (part.row[other], part.col[other]))
        parts.append(strongest_stored(Csr(cells, shape=part.shape), most))
    return Csr(sparse.vstack(parts, format="csr")) if parts else Csr((0, 0), dtype=np.float32)


@dataclass(frozen=True, slots=True)
class NeighbourModel:
    """Items by items, applied to rows; ``out`` weighs the items that are scored."""

    weights: Csr
    out: FloatArray

    def scores(self, rows: Csr) -> FloatArray:
        """Add up the neighbours of what is in each row."""
        found = np.asarray((rows @ self.weights).toarray(), dtype=np.float32)
        found *= self.out
        return found


class ItemNeighbours:
    """Items liked by the same users. The widest neighbourhoods are shared between settings."""

    name = "item_neighbours"

    def fits(self, ground: Ground) -> bool:
        """Where the products of all pairs of a user's items are not too many."""
        return ground.known.nnz > 0 and float((ground.of_user.astype(np.float64) ** 2).sum()) < MOST_WORK

    def start(self, ground: Ground) -> Settings:
        """Cosine, damped."""
        return {"a": 0.25, "b": 0.5, "d": 0.0, "n": 150.0, "q": 1.0}

    def axes(self, ground: Ground) -> Axes:
        """Neighbours, then what the likeness is made of."""
        return {
            "n": _NEIGHBOURS,
            "d": (-0.6, -0.4, -0.2, 0.0, 0.2, 0.4),
            "a": (0.0, 0.25, 0.5, 0.75),
            "b": (0.25, 0.5, 0.75, 1.0),
            "q": (0.5, 0.75, 1.0, 1.5, 2.0),
        }

    def fit(self, ground: Ground, settings: Settings) -> NeighbourModel:
        """Count likeness where it is not counted yet, take neighbours."""
        key = (self.name, settings["a"], settings["b"])
        if key not in ground.shared:
            normal = scaled_rows(ground.known, ground.of_user ** np.float32(-settings["a"]))
            normal = scaled(normal, ground.of_item ** np.float32(-settings["b"]))
            ground.shared[key] = nearest(normal, WIDEST)
        return _model_of(ground, ground.shared[key], settings)


class TextNeighbours:
    """Items whose texts are alike. Only where texts are given."""

    name = "text_neighbours"

    def fits(self, ground: Ground) -> bool:
        """With texts."""
        return ground.similar is not None and ground.similar.nnz > 0

    def start(self, ground: Ground) -> Settings:
        """A few near texts."""
        return {"n": 20.0, "q": 1.5, "d": 0.2}

    def axes(self, ground: Ground) -> Axes:
        """How near."""
        return {
            "n": _NEIGHBOURS[:4],
            "q": (0.5, 1.0, 1.5, 2.0, 3.0),
            "d": (-0.2, 0.0, 0.2, 0.4, 0.6, 0.8),
        }

    def fit(self, ground: Ground, settings: Settings) -> NeighbourModel:
        """Take neighbours."""
        assert ground.similar is not None  # noqa: S101  (``fits`` was asked)
        return _model_of(ground, ground.similar, settings)


def _model_of(ground: Ground, likeness: Csr, settings: Settings) -> NeighbourModel:
    weights = narrowed(likeness, int(settings["n"]))
    weights.data = weights.data ** np.float32(settings["q"])
    return NeighbourModel(weights, ground.of_item ** np.float32(settings["d"]))


@dataclass(frozen=True, slots=True)
class UserNeighbourModel:
    """Rows are compared with every known user; the nearest ones' items count."""

    normal: Csr
    known: Csr
    inside: FloatArray
    out: FloatArray
    most: int
    power: float

    def scores(self, rows: Csr) -> FloatArray:
        """Add up what the nearest users have."""
        weighted = scaled(rows, self.inside)
        size = max(1, MOST_CELLS // max(self.normal.shape[0], 1))
        turned = self.normal.T.tocsr()
        parts = []
        for start in range(0, rows.shape[0], size):
            near = strongest_stored(Csr(weighted[start : start + size] @ turned), self.most)
            near.data = near.data ** np.float32(self.power)
            parts.append((near @ self.known).toarray())
        found = np.concatenate(parts) if parts else np.zeros((0, self.known.shape[1]), np.float32)
        found *= self.out
        return np.asarray(found, dtype=np.float32)


class UserNeighbours:
    """Users with the same items. A user is among their own neighbours: only masked cells feel it."""

    name = "user_neighbours"

    def fits(self, ground: Ground) -> bool:
        """Where the products of all pairs of an item's users are not too many."""
        return ground.known.nnz > 0 and float((ground.of_item.astype(np.float64) ** 2).sum()) < MOST_WORK

    def start(self, ground: Ground) -> Settings:
        """Cosine, rare items first."""
        return {"a": 0.5, "b": 0.25, "d": 0.0, "n": 80.0, "q": 1.0}

    def axes(self, ground: Ground) -> Axes:
        """Neighbours, then what the likeness is made of."""
        return {
            "n": (*_NEIGHBOURS, 800.0),
            "b": (0.0, 0.15, 0.25, 0.35, 0.5),
            "d": (-0.4, -0.3, -0.2, -0.1, 0.0, 0.1),
            "q": (0.5, 0.75, 1.0, 1.5, 2.0, 3.0),
            "a": (0.0, 0.25, 0.5, 0.75),
        }

    def fit(self, ground: Ground, settings: Settings) -> UserNeighbourModel:
        """Nothing but the scales is prepared."""
        inside = ground.of_item ** np.float32(-settings["b"])
        normal = scaled(scaled_rows(ground.known, ground.of_user ** np.float32(-settings["a"])), inside)
        return UserNeighbourModel(
            normal,
            ground.known,
            inside,
            ground.of_item ** np.float32(settings["d"]),
            int(settings["n"]) + 1,
            settings["q"],
        )
