"""Stage topics: texts as counts of letter sequences. Texts in, sparse matrices out.

Sequences of one and two characters say in Chinese what words say elsewhere, and need no dictionary.
They are hashed into a fixed number of columns, so that a kept model holds no piece of anybody's text.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_matrix
from sklearn.feature_extraction.text import HashingVectorizer
from sklearn.preprocessing import normalize

from redcloud.engine.topics.wording import plain

COLUMNS = 2**19
MOST_CHARACTERS = 800
LONGEST_SEQUENCE = 2

Sparse = Any  # scipy.sparse.csr_matrix: the library has no types


def counts(texts: Sequence[str]) -> Sparse:
    """Count the hashed sequences of 1 and 2 characters: a matrix (len(texts), COLUMNS) of counts."""
    if not texts:
        return csr_matrix((0, COLUMNS), dtype=np.float32)
    reader = HashingVectorizer(
        analyzer="char",
        ngram_range=(1, LONGEST_SEQUENCE),
        n_features=COLUMNS,
        alternate_sign=False,
        norm=None,
        lowercase=False,
        dtype=np.float32,
    )
    return reader.transform([plain(text)[:MOST_CHARACTERS] for text in texts])


def rarity(found: Sparse) -> npt.NDArray[np.float32]:
    """Weigh each column by how rare it is; 0 for what fewer than two texts have.

    The smoothed inverse document frequency ``ln((1 + n) / (1 + df)) + 1`` (Salton & Buckley 1988; as
    scikit-learn smooths it).
    """
    frequency = np.asarray((found > 0).sum(axis=0)).ravel()
    weights = np.log((1 + found.shape[0]) / (1 + frequency)) + 1
    floor = 2 if found.shape[0] > 50 else 1
    return np.where(frequency >= floor, weights, 0).astype(np.float32)


def weighted(found: Sparse, weights: npt.NDArray[np.float32]) -> Sparse:
    """Give rows of length 1 of ``(1 + ln count) * weight``."""
    rows = found.copy()
    np.log(rows.data, out=rows.data)
    rows.data += 1
    rows.data *= weights[rows.indices]
    return normalize(rows, copy=False)


def presence(found: Sparse, weights: npt.NDArray[np.float32]) -> Sparse:
    """Give rows of length 1 in which each sequence that is there has its column's weight."""
    rows = found.copy()
    rows.data = weights[rows.indices]
    return normalize(rows, copy=False)
