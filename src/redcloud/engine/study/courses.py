"""Stage study: courses among the items of a request. Which items are parts of which in, what keeps apart out.

A course stands on the same axis as items. It and its own parts never stand on one list, and a list has at
most ``MOST_COURSES`` of them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from redcloud.engine.lazily import lazily
from redcloud.engine.study.interface import MOST_COURSES, FloatArray, IntArray, Request
from redcloud.engine.study.tables import Catalogue, column, pairs, positions

if TYPE_CHECKING:
    from scipy import sparse
else:
    sparse = lazily("scipy.sparse")


@dataclass(frozen=True)
class Courses:
    """What may not stand beside what.

    Attributes
    ----------
    is_course
        Which items are courses.
    place
        Where an item that is a course or a part stands on the axes of ``apart``; the last place for others.
    apart
        True where one is a course and the other a part of it.
    """

    is_course: npt.NDArray[np.bool_]
    place: IntArray
    apart: npt.NDArray[np.bool_]

    @classmethod
    def of(cls, catalogue: Catalogue, request: Request) -> Courses | None:
        """The courses of a request; None where it has none, so that nothing is looked at."""
        items = catalogue.items
        courses = positions(column(request.parts, "course"), items)
        parts = positions(column(request.parts, "item"), items)
        courses, parts = courses[(known := (courses >= 0) & (parts >= 0))], parts[known]
        if len(courses) == 0:
            return None
        is_course = np.zeros(len(items), dtype=np.bool_)
        is_course[courses] = True
        concerned = np.unique(np.concatenate([courses, parts]))
        place = np.full(len(items), len(concerned), dtype=np.int64)
        place[concerned] = np.arange(len(concerned))
        apart = np.zeros((len(concerned) + 1, len(concerned) + 1), dtype=np.bool_)
        apart[place[courses], place[parts]] = apart[place[parts], place[courses]] = True
        return cls(is_course, place, apart)

    def concerns(self, items: IntArray) -> npt.NDArray[np.bool_]:
        """Which items are courses or parts of one."""
        return np.asarray(self.place[items] < len(self.apart) - 1)

    def are_apart(self, items: IntArray, others: IntArray) -> npt.NDArray[np.bool_]:
        """Whether items may not stand beside others; the two are broadcast."""
        return np.asarray(self.apart[self.place[items], self.place[others]])

    def bar(self, scores: FloatArray, part: Request, items: IntArray) -> IntArray:
        """Take out what stands on a list already in another shape; how many courses each list has room for.

        A course that was begun comes beside its own parts nevertheless: whoever sends takes them off.

        Parameters
        ----------
        scores
            Learners by items; changed in place.
        part
            The request of these learners.
        """
        axes = (("learner", part.learners), ("item", items))
        standing = pairs(part.standing, *axes)
        concerned = np.flatnonzero(self.concerns(np.arange(len(items))))
        small = sparse.csr_array(
            standing[:, concerned] @ sparse.csr_array(self.apart[:-1, :-1], dtype=np.float32)
        )
        near = sparse.csr_array((small.data, concerned[small.indices], small.indptr), shape=standing.shape)
        begun = pairs(part.begun, axes[0], ("course", items))
        near = sparse.csr_array(near - near.multiply(begun > 0))
        rows = np.repeat(np.arange(near.shape[0]), np.diff(near.indptr))
        hit = near.data > 0
        scores[rows[hit], near.indices[hit]] = -np.inf
        have = np.asarray(standing @ self.is_course.astype(np.float32)).astype(np.int64)
        room = np.maximum(MOST_COURSES - have, 0)
        full = np.flatnonzero(room == 0)
        scores[np.ix_(full, np.flatnonzero(self.is_course))] = -np.inf
        return room
