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
MOST_CHARACTERS = 2_000
LONGEST_SEQUENCE = 2

_RARITY_POWER = 1.5
_EVEN_PART = 0.3
_FEWEST_OF_A_LABEL = 10.0
_FEWEST_OF_A_COLUMN = 2.0

Ints = npt.NDArray[np.integer[Any]]
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


def telling(found: Sparse, labels: Ints, label_count: int) -> npt.NDArray[np.float32]:
    """Weigh each column by how rare it is and how unevenly the labels have it; 0 where ``rarity`` is.

    ``rarity ** 1.5 * (0.3 + 1 - entropy)``: the entropy, 1 at most, of the labels when each is as usual as
    the others and the text is known to have the sequence. Two texts of no label and ten without sequences
    for each label are added, so that a few texts prove little.

    Parameters
    ----------
    found : counts, shape (texts, columns).
    labels : of each text, 0 .. label_count - 1; a label may be without texts.
    """
    sizes = np.bincount(labels, minlength=label_count)
    present = np.flatnonzero(sizes)
    rare = rarity(found) ** _RARITY_POWER
    if len(present) < 2:
        return rare
    there = csr_matrix((np.ones_like(found.data), found.indices, found.indptr), shape=found.shape)
    having = np.stack([np.asarray(there[labels == label].sum(axis=0)).ravel() for label in present])
    alike = having / (sizes[present, None] + _FEWEST_OF_A_LABEL) * (len(labels) / len(present))
    shares = (alike + _FEWEST_OF_A_COLUMN / len(present)) / (alike.sum(axis=0) + _FEWEST_OF_A_COLUMN)
    entropy = -(shares * np.log(shares)).sum(axis=0) / np.log(len(present))
    weights: npt.NDArray[np.float32] = (rare * (_EVEN_PART + 1 - entropy)).astype(np.float32)
    return weights


def weighted(found: Sparse, weights: npt.NDArray[np.float32]) -> Sparse:
    """Give rows of length 1 of ``(1 + ln count) * weight``."""
    rows = found.copy()
    np.log(rows.data, out=rows.data)
    rows.data += 1
    rows.data *= weights[rows.indices]
    return normalize(rows, copy=False)
