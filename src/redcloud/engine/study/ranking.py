"""Stage study: from scores to at most k different items a learner. Arrays in, arrays out."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from redcloud.engine.study.collaborative.metrics import best
from redcloud.engine.study.interface import FloatArray, IntArray

POOL = 4
"""So many candidates a place are looked at for diversity."""


def choose(
    scores: FloatArray, topics: FloatArray, places: IntArray, sameness: float
) -> tuple[IntArray, IntArray]:
    """Choose items for each learner, the best first, each unlike those before it.

    Maximal marginal relevance (Carbonell and Goldstein, SIGIR 1998) over the best ``POOL`` x k
    candidates, with the cosine of topics as likeness, for all learners at once.

    Parameters
    ----------
    scores
        Learners by items; ``-inf`` where an item must not be sent.
    topics
        Items by topics, 0/1.
    places
        How many items each learner has room for.
    sameness
        What full likeness to an item already chosen costs, in units of score.

    Returns
    -------
    rows, cols
        Positions of learner and item, ordered by learner and place.

    Examples
    --------
    >>> scores = np.array([[0.9, 0.8, 0.7]], dtype=np.float32)
    >>> topics = np.array([[1, 0], [1, 0], [0, 1]], dtype=np.float32)
    >>> choose(scores, topics, np.array([2]), sameness=0.3)[1].tolist()
    [0, 2]
    """
    most = int(places.max(initial=0))
    width = min(POOL * most, scores.shape[1])
    if width == 0:
        return np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64)
    # A stable order inside the pool: by item, so that equal scores resolve the same everywhere.
    pool = np.sort(best(scores, width), axis=1)
    worth = np.take_along_axis(scores, pool, axis=1).astype(np.float64)
    norms = np.sqrt(np.maximum((topics**2).sum(axis=1, keepdims=True), 1.0))
    shapes = (topics / norms)[pool]
    return _greedy(pool, worth, shapes, places, sameness)


def _greedy(
    pool: IntArray,
    worth: npt.NDArray[np.float64],
    shapes: npt.NDArray[np.float64],
    places: IntArray,
    sameness: float,
) -> tuple[IntArray, IntArray]:
    learners = np.arange(len(pool))
    likeness = np.zeros_like(worth)
    taken_rows, taken_cols, taken_place = [], [], []
    for place in range(int(places.max(initial=0))):
        at = np.argmax(worth - sameness * likeness, axis=1)
        open_place = (worth[learners, at] > -np.inf) & (places > place)
        taken_rows.append(learners[open_place])
        taken_cols.append(pool[learners, at][open_place])
        taken_place.append(np.full(int(open_place.sum()), place))
        chosen = shapes[learners, at]
        likeness = np.maximum(likeness, (shapes @ chosen[:, :, None])[:, :, 0])
        worth[learners, at] = -np.inf
    rows, cols = np.concatenate(taken_rows), np.concatenate(taken_cols)
    order = np.lexsort((np.concatenate(taken_place), rows))
    return rows[order].astype(np.int64), cols[order].astype(np.int64)
