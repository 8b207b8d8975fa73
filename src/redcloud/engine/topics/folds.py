"""Stage topics: parts of the training texts that judge each other. Texts and labels in, a fold a text out.

Texts of one message, and texts that copy each other, share a fold; otherwise a judge would be asked what
it was told.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components
from sklearn.feature_extraction.text import HashingVectorizer

from redcloud.engine.topics.heads import SEED, Ints
from redcloud.engine.topics.wording import same_key

_PIECE = 5
_RARE = 4
_SHARED = 4


def kin(texts: Sequence[str], rows: Sequence[int]) -> npt.NDArray[np.int64]:
    """Number the groups of texts that belong together.

    Two texts are kin when they belong to one row, when they are the same but for punctuation, or when
    they share at least four sequences of five characters that at most four texts have: a title and the
    message below it, or one message sent twice with another beginning.
    """
    keys = [same_key(text) for text in texts]
    first: dict[str, int] = {}
    same = [first.setdefault(key or f"\0{place}", place) for place, key in enumerate(keys)]
    head: dict[int, int] = {}
    of_row = [head.setdefault(row, place) for place, row in enumerate(rows)]
    here = np.arange(len(texts))
    alike = _sharing(keys)
    ends = np.concatenate([same, of_row, alike.row]), np.concatenate([here, here, alike.col])
    graph = coo_matrix((np.ones(len(ends[0]), dtype=np.int8), ends), shape=(len(texts), len(texts)))
    _, groups = connected_components(graph, directed=False)
    return np.asarray(groups, dtype=np.int64)


def _sharing(keys: Sequence[str]) -> Any:
    reader = HashingVectorizer(
        analyzer="char", ngram_range=(_PIECE, _PIECE), n_features=2**22, alternate_sign=False, norm=None
    )
    there = reader.transform([key[:1_000] for key in keys]).tocsc()
    there.data[:] = 1
    frequency = np.diff(there.indptr)
    rare = there[:, (frequency >= 2) & (frequency <= _RARE)].tocsr()
    shared = (rare @ rare.T).tocoo()
    enough = shared.data >= _SHARED
    return coo_matrix((shared.data[enough], (shared.row[enough], shared.col[enough])), shape=shared.shape)


def folds_of(groups: Ints, labels: Ints, count: int) -> npt.NDArray[np.int64]:
    """Deal the groups of each label out over ``count`` folds in turn, the same way every time.

    A group counts for the label of its first text.
    """
    names, first = np.unique(groups, return_index=True)
    order = np.random.default_rng(SEED).permutation(len(names))
    order = order[np.argsort(labels[first[order]], kind="stable")]
    dealt = np.empty(len(names), dtype=np.int64)
    dealt[order] = np.arange(len(names)) % count
    return dealt[np.searchsorted(names, groups)]
