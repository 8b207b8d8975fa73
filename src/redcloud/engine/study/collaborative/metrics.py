"""Stage study: how good a ranking is. Scores and what was really chosen in, recall and NDCG out.

The definitions of the LightGCN evaluation (He et al., SIGIR 2020): all items are ranked, what is
known of a user is masked; recall@k is hits / |test items| and NDCG@k has binary gains, a log2
discount and an ideal over min(k, |test items|); both are averaged over users with test items.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np

from redcloud.engine.study.collaborative.interactions import Csr, FloatArray, IntArray

DEEPEST = 64
"""So many items are looked at as one, at most, when the best are found."""
CELLS_AT_ONCE = 16_000_000
"""Scores held at one time: 64 MB."""


@dataclass(frozen=True, slots=True)
class Quality:
    """Averages over users, and the share of the ranked items that somebody was shown."""

    recall: float
    ndcg: float
    coverage: float
    users: int

    @property
    def merit(self) -> float:
        """What a model is chosen by: recall and NDCG alike."""
        return (self.recall + self.ndcg) / 2


def best(scores: FloatArray, k: int) -> IntArray:
    """Find the k best columns of each row, best first; equal scores go to the lower column.

    The k-th highest of the maxima of groups of columns is no higher than the k-th best score, so
    that only what reaches it is sorted. Rows with fewer than k columns give fewer.

    Parameters
    ----------
    scores
        Rows by items; ``-inf`` is last.
    """
    rows, items = scores.shape
    k = min(k, items)
    if k == 0 or rows == 0:
        return np.zeros((rows, k), dtype=np.int64)
    deep = min(DEEPEST, items // (4 * k))
    if deep < 2:
        return _best_of(scores, k)
    reached = scores >= _floor(scores, k, deep)
    found = np.count_nonzero(reached, axis=1)
    many = found > 4 * k  # equal scores by the hundred, as in a row of zeros
    top = np.empty((rows, k), dtype=np.int64)
    top[many] = _best_of(scores[many], k)
    reached[many] = False
    row, col = np.divmod(np.flatnonzero(reached), items)
    order = np.lexsort((-scores[row, col], row))
    found[many] = 0
    first = (np.cumsum(found) - found)[~many]
    top[~many] = col[order[first[:, None] + np.arange(k)]]
    return top


def _floor(scores: FloatArray, k: int, deep: int) -> FloatArray:
    """A score that at least k columns of each row reach: the k-th highest maximum of strided groups."""
    rows, items = scores.shape
    groups = items // deep
    highest = scores[:, : groups * deep].reshape(rows, deep, groups).max(axis=1)
    rest = items - groups * deep
    if rest:
        # Fewer than ``deep``, which may be more than there are groups.
        highest[:, 0] = np.maximum(highest[:, 0], scores[:, groups * deep :].max(axis=1))
    return np.asarray(np.partition(highest, groups - k, axis=1)[:, groups - k][:, None])


def _best_of(values: FloatArray, k: int) -> IntArray:
    """The columns of the k highest values by a partition of whole rows."""
    rows, width = values.shape
    if k < width:
        floor = np.partition(values, width - k, axis=1)[:, width - k][:, None]
        above = values > floor
        tied = values == floor
        room = k - above.sum(axis=1, keepdims=True)
        keep = above | (tied & (np.cumsum(tied, axis=1) <= room))
        at = np.nonzero(keep)[1].reshape(rows, k)
    else:
        at = np.broadcast_to(np.arange(width), values.shape)
    order = np.argsort(-np.take_along_axis(values, at, axis=1), axis=1, kind="stable")
    return np.take_along_axis(at, order, axis=1).astype(np.int64)


def mask(scores: FloatArray, known: Csr) -> None:
    """Put ``-inf`` where a user is known to have an item, in place."""
    rows = np.repeat(np.arange(known.shape[0]), np.diff(known.indptr))
    scores[rows, known.indices] = -np.inf


def per_user(top: IntArray, wanted: Csr, k: int) -> tuple[FloatArray, FloatArray]:
    """Recall and NDCG at k of each row.

    Parameters
    ----------
    top
        Users by at most k columns, best first.
    wanted
        Users by items: what they really chose; no row may be empty.
    """
    rows = np.arange(wanted.shape[0])
    asked = rows[:, None] * wanted.shape[1] + top
    really = np.repeat(rows, np.diff(wanted.indptr)) * wanted.shape[1] + wanted.indices
    hits = np.isin(asked, really)
    sizes = np.diff(wanted.indptr)
    discount = 1.0 / np.log2(np.arange(k) + 2.0)
    ideal = np.cumsum(discount)[np.minimum(sizes, k) - 1]
    recall = hits.sum(axis=1) / sizes
    ndcg = (hits * discount[: top.shape[1]]).sum(axis=1) / ideal
    return recall.astype(np.float32), ndcg.astype(np.float32)


def chunks(rows: IntArray, items: int) -> Iterator[IntArray]:
    """Cut row numbers into parts whose scores fit in memory."""
    size = max(1, CELLS_AT_ONCE // max(items, 1))
    for start in range(0, len(rows), size):
        yield rows[start : start + size]


def measure(
    score: Callable[[IntArray], FloatArray], known: Csr, wanted: Csr, k: int, users: IntArray | None = None
) -> Quality:
    """Rank all items for every user with something wanted, and compare.

    Parameters
    ----------
    score
        Gives dense scores for some row numbers, in an array that may be written to.
    known, wanted
        Users by items, of the same shape. Known cells are masked.
    users
        Row numbers to look at; all with something wanted when None.
    """
    some = np.flatnonzero(np.diff(wanted.indptr) > 0)
    if users is not None:
        some = np.intersect1d(some, users)
    recalls, ndcgs = [np.zeros(0, np.float32)], [np.zeros(0, np.float32)]
    shown = np.zeros(wanted.shape[1], dtype=bool)
    for part in chunks(some, wanted.shape[1]):
        scores = score(part)
        mask(scores, known[part])
        top = best(scores, k)
        shown[top] = True
        recall, ndcg = per_user(top, wanted[part], k)
        recalls.append(recall)
        ndcgs.append(ndcg)
    if len(some) == 0:
        return Quality(0.0, 0.0, 0.0, 0)
    return Quality(
        recall=float(np.concatenate(recalls).astype(np.float64).mean()),
        ndcg=float(np.concatenate(ndcgs).astype(np.float64).mean()),
        coverage=float(shown.mean()),
        users=len(some),
    )
