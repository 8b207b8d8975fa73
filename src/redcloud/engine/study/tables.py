"""Stage study: Arrow tables to aligned arrays and sparse matrices. Used by signals and recommenders.

Ids outside the given axis are left out: an archived item in somebody's history, a learner who is
not in the chunk at work.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa

from redcloud.engine.lazily import lazily
from redcloud.engine.study.interface import FloatArray, IntArray, Request

if TYPE_CHECKING:
    from scipy import sparse
else:
    sparse = lazily("scipy.sparse")


def column(table: pa.Table, name: str) -> IntArray:
    """Return a column of whole numbers as int64."""
    return np.asarray(table.column(name).to_numpy(zero_copy_only=False), dtype=np.int64)


def positions(ids: IntArray, axis: IntArray) -> IntArray:
    """Return where each id stands on a sorted axis; -1 where it does not."""
    if len(axis) == 0:
        return np.full(len(ids), -1, dtype=np.int64)
    found = np.minimum(np.searchsorted(axis, ids), len(axis) - 1)
    return np.where(axis[found] == ids, found, -1).astype(np.int64)


def pairs(table: pa.Table, rows: tuple[str, IntArray], cols: tuple[str, IntArray]) -> sparse.csr_array:
    """Return a 0/1 matrix with a one for each (row id, column id) of the table on both axes."""
    i = positions(column(table, rows[0]), rows[1])
    j = positions(column(table, cols[0]), cols[1])
    on_both = (i >= 0) & (j >= 0)
    i, j = i[on_both], j[on_both]
    ones = np.ones(len(i), dtype=np.float32)
    matrix = sparse.csr_array((ones, (i, j)), shape=(len(rows[1]), len(cols[1])))
    matrix.sum_duplicates()
    matrix.data[:] = 1.0
    return matrix


@dataclass(frozen=True)
class Catalogue:
    """The items of a request on a sorted axis, with their topics as a matrix."""

    items: IntArray
    topic_codes: tuple[str, ...]
    topics: sparse.csr_array
    published: IntArray
    minutes: IntArray
    sensitive: FloatArray

    @classmethod
    def of(cls, table: pa.Table, sensitive: frozenset[str]) -> Catalogue:
        """Align a STUDY_ITEMS table; the axis is the sorted item key."""
        table = table.sort_by("item")
        lists = table.column("topics").to_pylist()
        codes = tuple(sorted({code for topics in lists for code in topics}))
        column_of = {code: at for at, code in enumerate(codes)}
        cells = [(row, column_of[code]) for row, topics in enumerate(lists) for code in set(topics)]
        index = np.array(cells, dtype=np.int64).reshape(-1, 2)
        ones = np.ones(len(cells), dtype=np.float32)
        return cls(
            items=column(table, "item"),
            topic_codes=codes,
            topics=sparse.csr_array((ones, (index[:, 0], index[:, 1])), shape=(len(lists), len(codes))),
            published=table.column("published").cast(pa.int32()).to_numpy().astype(np.int64),
            minutes=column(table, "minutes"),
            sensitive=np.array([code in sensitive for code in codes], dtype=np.float32),
        )

    @cached_property
    def is_sensitive(self) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
        """Whether each item has a sensitive topic."""
        return np.asarray(self.topics @ self.sensitive > 0)

    @cached_property
    def steering(self) -> FloatArray:
        """Items by topics, dense, without the sensitive topics: what may steer what is sent."""
        return np.asarray(self.topics.toarray() * (1.0 - self.sensitive), dtype=np.float32)

    def by_topic(self, weights: Mapping[str, float]) -> FloatArray:
        """Return a weight for each topic column, 0 where none is given."""
        return np.array([weights.get(code, 0.0) for code in self.topic_codes], dtype=np.float32)


@dataclass(frozen=True, slots=True)
class SortedRequest:
    """A request whose learners and tables about them are in the order of learners: cut without a search."""

    whole: Request

    def part(self, start: int, end: int) -> Request:
        """The request of the learners from ``start`` to ``end``, by place."""
        whole = self.whole
        learners = whole.learners[start:end]
        about = {name: _cut(getattr(whole, name), learners) for name in _ABOUT}
        return replace(
            whole, learners=learners, units=whole.units[start:end], places=whole.places[start:end], **about
        )


_ABOUT = ("done", "exclude", "interests", "begun", "standing")


def by_learner(request: Request) -> SortedRequest:
    """Bring a request into the order of learners."""
    order = np.argsort(request.learners)
    about = {name: _in_order(getattr(request, name)) for name in _ABOUT}
    return SortedRequest(
        replace(
            request,
            learners=request.learners[order],
            units=request.units[order],
            places=request.places[order],
            **about,
        )
    )


def _in_order(table: pa.Table) -> pa.Table:
    learners = column(table, "learner")
    if len(learners) and (np.diff(learners) < 0).any():
        table = table.take(pa.array(np.argsort(learners, kind="stable")))
    return table.combine_chunks()


def _cut(table: pa.Table, learners: IntArray) -> pa.Table:
    """Rows of some neighbouring learners; others that stand between them are left in."""
    if table.num_rows == 0 or len(learners) == 0:
        return table.slice(0, 0)
    start, end = np.searchsorted(column(table, "learner"), [learners[0], learners[-1] + 1])
    return table.slice(int(start), int(end - start))
