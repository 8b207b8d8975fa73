"""Stage topics: parts of the training texts that judge each other. Texts and labels in, a fold a text out.

Texts of one message, and texts that copy each other, share a fold; otherwise a judge would be asked what
it was told.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy.sparse import coo_matrix, csr_matrix
from scipy.sparse.csgraph import connected_components

from redcloud.engine.topics.heads import SEED, Ints
from redcloud.engine.topics.wording import same_key

_PIECE = 5
_RARE = 4
_SHARED = 4
_SHARED_PART = 0.05
_MOST_CHARACTERS = 1_000
_FACTORS = np.random.default_rng(SEED).integers(1, 2**64 - 1, _PIECE, dtype=np.uint64)


def kin(texts: Sequence[str], rows: Sequence[int]) -> npt.NDArray[np.int64]:
    """Number the groups of texts that belong together.

    Two texts are kin when they belong to one row, when they are the same but for punctuation, or when
    they share enough sequences of five characters that at most four texts have (``sharing``): a title and
    the message below it, or one message sent twice with another beginning.
    """
    keys = [same_key(text) for text in texts]
    first: dict[str, int] = {}
    same = [first.setdefault(key or f"\0{place}", place) for place, key in enumerate(keys)]
    head: dict[int, int] = {}
    of_row = [head.setdefault(row, place) for place, row in enumerate(rows)]
    here = np.arange(len(texts))
    alike = sharing(keys)
    ends = np.concatenate([same, of_row, alike.row]), np.concatenate([here, here, alike.col])
    graph = coo_matrix((np.ones(len(ends[0]), dtype=np.int8), ends), shape=(len(texts), len(texts)))
    _, groups = connected_components(graph, directed=False)
    return np.asarray(groups, dtype=np.int64)


def sharing(keys: Sequence[str]) -> Any:
    """Count the rare sequences that two keys share, where there are enough: a sparse matrix of keys by keys.

    Enough is at least four, and a twentieth of the shorter key: by one phrase, long letters of strangers
    were chained until a tenth of all texts was one group. Sequences are told apart by 64 bits, since in a
    hashed column long texts share some by chance.
    """
    cut = [key[:_MOST_CHARACTERS] for key in keys]
    letters = np.frombuffer("".join(cut).encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
    owners = np.repeat(np.arange(len(cut)), [len(key) for key in cut])
    count = max(0, len(letters) - _PIECE + 1)
    pieces = np.zeros(count, dtype=np.uint64)
    for place, factor in enumerate(_FACTORS):
        pieces += letters[place : place + count].astype(np.uint64) * factor
    whole = owners[:count] == owners[_PIECE - 1 :][:count]
    pieces, owners = pieces[whole], owners[:count][whole]
    order = np.lexsort((owners, pieces))
    pieces, owners = pieces[order], owners[order]
    new = np.append(True, pieces[1:] != pieces[:-1])[: len(pieces)]
    first = new | np.append(True, owners[1:] != owners[:-1])[: len(pieces)]
    column = (np.cumsum(new) - 1)[first]
    owners, frequency = owners[first], np.bincount(column)
    rare = ((frequency >= 2) & (frequency <= _RARE))[column]
    cells = (np.ones(int(rare.sum()), dtype=np.int32), (owners[rare], column[rare]))
    there = csr_matrix(cells, shape=(len(keys), len(frequency)))
    shared = (there @ there.T).tocoo()
    sizes = np.maximum([len(key) - _PIECE + 1 for key in cut], 1)
    shorter = np.minimum(sizes[shared.row], sizes[shared.col])
    enough = shared.data >= np.maximum(_SHARED, _SHARED_PART * shorter)
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
