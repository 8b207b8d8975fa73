"""Stage topics: what one sentence says in place of what the other says. Pairs in, sparse columns out.

Two questions are told apart less by what they share than by what stands in one where something else stands
in the other: "how" for "why" keeps nothing the same, "apply for" for "open" does. So each piece that only
one sentence has is crossed with each that only the other has, whichever comes first.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy import sparse
from sklearn.feature_extraction.text import CountVectorizer
from sklearn.preprocessing import normalize

from redcloud.engine.topics.wording import plain

COLUMNS = 2**20
MOST_PIECES = 30
"""Of what one sentence has alone, the rarest; else two long texts would cross by the ten thousand."""
MANY_PAIRS = 2_000
"""From so many pairs on, a piece or a swap that hardly any has is not looked at."""
_PIECE_FLOOR, _SWAP_FLOOR = 5, 3
_LETTERS, _SWAPS = 3.0, 4.0  # lengths of the two parts of a row, chosen on pairs held out of training
_AT_ONCE = 4_096

Sparse = Any  # scipy.sparse.csr_matrix: the library has no types
Ints = npt.NDArray[np.int64]


class Swaps:
    """Reads pairs as rows: pieces that one side has alone, that both have, and the swaps of the alone."""

    def fit(self, left: Sequence[str], right: Sequence[str]) -> Sparse:
        """Choose the columns, and give the rows of these pairs."""
        many = len(left) >= MANY_PAIRS
        self._pieces = CountVectorizer(
            analyzer="char",
            ngram_range=(1, 2),
            min_df=_PIECE_FLOOR if many else 1,
            binary=True,
            dtype=np.float32,
        )
        there = self._pieces.fit_transform([plain(text) for text in (*left, *right)])
        self._frequency = np.diff(there.tocsc().indptr)
        letters, swaps = self._parts(left, right)
        counts = np.diff(swaps.tocsc().indptr)
        self._kept = np.flatnonzero(counts >= (_SWAP_FLOOR if many else 1))
        return _joined(letters, swaps[:, self._kept])

    def rows(self, left: Sequence[str], right: Sequence[str]) -> Sparse:
        """Give the rows of other pairs."""
        letters, swaps = self._parts(left, right)
        return _joined(letters, swaps[:, self._kept])

    def _parts(self, left: Sequence[str], right: Sequence[str]) -> tuple[Sparse, Sparse]:
        mine = self._pieces.transform([plain(text) for text in left])
        theirs = self._pieces.transform([plain(text) for text in right])
        both = mine.multiply(theirs).tocsr()
        alone, other = _without(mine, both), _without(theirs, both)
        letters = sparse.hstack([alone + other, both]).tocsr()
        alone, other = (_rarest(side, self._frequency, MOST_PIECES) for side in (alone, other))
        parts = [
            crossed(alone[start : start + _AT_ONCE], other[start : start + _AT_ONCE])
            for start in range(0, len(left), _AT_ONCE)
        ]
        return letters, sparse.vstack(parts).tocsr()


def crossed(alone: Sparse, other: Sparse) -> Sparse:
    """Cross each stored column of a row with each of the same row of ``other``; hashed, order forgotten.

    Examples
    --------
    >>> one, two = sparse.csr_matrix([[1, 0, 1, 0]]), sparse.csr_matrix([[0, 1, 0, 1]])
    >>> crossed(one, two).nnz, (crossed(one, two) != crossed(two, one)).nnz
    (4, 0)
    """
    mine, theirs = np.diff(alone.indptr).astype(np.int64), np.diff(other.indptr).astype(np.int64)
    ends = np.concatenate([[0], np.cumsum(mine * theirs)])
    row = np.repeat(np.arange(alone.shape[0]), mine * theirs)
    place = np.arange(ends[-1]) - ends[row]
    first = alone.indices[alone.indptr[row] + place // theirs[row]].astype(np.uint64)
    second = other.indices[other.indptr[row] + place % theirs[row]].astype(np.uint64)
    low, high = np.minimum(first, second), np.maximum(first, second)
    mixed = low * np.uint64(11_400_714_819_323_198_485) + high * np.uint64(14_029_467_366_897_019_727)
    column = (mixed >> np.uint64(40)).astype(np.int64) % COLUMNS
    found = sparse.csr_matrix((np.ones(len(row), np.float32), (row, column)), (alone.shape[0], COLUMNS))
    found.data[:] = 1
    return found


def _without(side: Sparse, both: Sparse) -> Sparse:
    alone = (side - both).tocsr()
    alone.eliminate_zeros()
    return alone


def _rarest(side: Sparse, frequency: Ints, most: int) -> Sparse:
    """Keep of each row the ``most`` columns that fewest sentences have."""
    if not (np.diff(side.indptr) > most).any():
        return side
    row = np.repeat(np.arange(side.shape[0]), np.diff(side.indptr))
    order = np.lexsort((side.indices, frequency[side.indices], row))
    kept = order[np.arange(side.nnz) - side.indptr[row] < most]  # rows stay where they were in the order
    return sparse.csr_matrix((side.data[kept], (row[kept], side.indices[kept])), side.shape)


def _joined(letters: Sparse, swaps: Sparse) -> Sparse:
    """Set both parts side by side, each of one length a row."""
    parts = [_LETTERS * normalize(letters), _SWAPS * normalize(swaps)]
    return sparse.hstack(parts).tocsr().astype(np.float64)
