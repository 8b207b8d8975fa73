"""Stage study: from scores to at most k different items a learner. Arrays in, arrays out."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from redcloud.engine.study.collaborative.metrics import best
from redcloud.engine.study.courses import Courses
from redcloud.engine.study.interface import FloatArray, IntArray

POOL = 4
"""So many candidates a place are looked at for diversity."""


def choose(
    scores: FloatArray,
    topics: FloatArray,
    places: IntArray,
    sameness: float,
    courses: Courses | None = None,
    room: IntArray | None = None,
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
    courses, room
        What may not stand beside what, and how many courses each learner has room for.

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
    if courses is None or room is None:
        return _greedy(pool, worth, shapes, places, sameness)
    rows, cols = _greedy(pool, worth, shapes, places, sameness, _Apart(courses, room.copy()))
    return _filled(rows, cols, scores, topics, places, sameness, courses, room)


class _Apart:
    """Takes out of the pools what may not stand beside what was chosen."""

    def __init__(self, courses: Courses, room: IntArray) -> None:
        self._courses, self.room = courses, room

    def chosen(self, rows: IntArray, cols: IntArray, pool: IntArray, worth: npt.NDArray[np.float64]) -> None:
        """Note that learners were given items, by position; ``worth`` of others changes in place."""
        courses = self._courses
        concerned = courses.concerns(cols)
        rows, cols = rows[concerned], cols[concerned]
        worth[rows] = np.where(courses.are_apart(cols[:, None], pool[rows]), -np.inf, worth[rows])
        self.room[rows] -= courses.is_course[cols]
        full = rows[self.room[rows] <= 0]
        worth[full] = np.where(courses.is_course[pool[full]], -np.inf, worth[full])


def _filled(
    rows: IntArray,
    cols: IntArray,
    scores: FloatArray,
    topics: FloatArray,
    places: IntArray,
    sameness: float,
    courses: Courses,
    room: IntArray,
) -> tuple[IntArray, IntArray]:
    """Fill what stayed open because a long course took its own parts out of the pool."""
    have = np.bincount(rows, minlength=len(scores))
    # Elsewhere the pool was whole: who got less has nothing left.
    concerned = np.zeros(len(scores), dtype=np.bool_)
    concerned[rows[courses.concerns(cols)]] = True
    short = np.flatnonzero(concerned & (have < places))
    if len(short) == 0:
        return rows, cols
    at = np.full(len(scores), -1, dtype=np.int64)
    at[short] = np.arange(len(short))
    of_short = at[rows] >= 0
    mine, taken = at[rows[of_short]], cols[of_short]
    worth = scores[short].astype(np.float64)
    worth[mine, taken] = -np.inf
    everything = np.broadcast_to(np.arange(scores.shape[1]), worth.shape)
    apart = _Apart(courses, room[short].copy())
    starts = np.flatnonzero(np.diff(mine, prepend=-1))
    turn = np.arange(len(mine)) - np.repeat(starts, np.diff(np.append(starts, len(mine))))
    for number in range(int(turn.max()) + 1):
        now = turn == number
        apart.chosen(mine[now], taken[now], everything, worth)
    more = np.flatnonzero(np.isfinite(worth).any(axis=1))
    if len(more) == 0:
        return rows, cols
    again_rows, again_cols = choose(
        worth[more].astype(np.float32),
        topics,
        (places - have)[short][more],
        sameness,
        courses,
        np.maximum(apart.room[more], 0),
    )
    rows = np.concatenate([rows, short[more][again_rows]])
    cols = np.concatenate([cols, again_cols])
    order = np.argsort(rows, kind="stable")
    return rows[order], cols[order]


def _greedy(
    pool: IntArray,
    worth: npt.NDArray[np.float64],
    shapes: npt.NDArray[np.float64],
    places: IntArray,
    sameness: float,
    apart: _Apart | None = None,
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
        if apart is not None:
            apart.chosen(taken_rows[-1], taken_cols[-1], pool, worth)
    rows, cols = np.concatenate(taken_rows), np.concatenate(taken_cols)
    order = np.lexsort((np.concatenate(taken_place), rows))
    return rows[order].astype(np.int64), cols[order].astype(np.int64)
