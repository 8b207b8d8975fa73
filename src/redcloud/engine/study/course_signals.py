"""Stage study: the signals of courses and of what organisations above propose. A request in, scores out."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa

from redcloud.engine.contracts import ReasonCode
from redcloud.engine.lazily import lazily
from redcloud.engine.study.grounds import Chunk, Facts, FewScores, Scores
from redcloud.engine.study.interface import IntArray, Request
from redcloud.engine.study.tables import Catalogue, column, positions

if TYPE_CHECKING:
    from scipy import sparse
else:
    sparse = lazily("scipy.sparse")

_EPOCH = date(1970, 1, 1)


class BegunSignal:
    """A course in whose middle the learner is: going on with it comes before anything new."""

    code: ReasonCode = "course_begun"

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue

    def _done(self, chunk: Chunk) -> sparse.csr_array:
        """Learners by items: how many parts of a course the learner finished."""
        rows = positions(column(chunk.begun, "learner"), chunk.learners)
        cols = positions(column(chunk.begun, "course"), self._catalogue.items)
        known = (rows >= 0) & (cols >= 0)
        done = column(chunk.begun, "done")[known].astype(np.float32)
        shape = (len(chunk.learners), len(self._catalogue.items))
        return sparse.csr_array((done, (rows[known], cols[known])), shape=shape)

    def score(self, chunk: Chunk, weight: float) -> FewScores:
        """1 where a part is done and the course is not."""
        begun = self._done(chunk)
        begun.data[:] = weight
        return FewScores(begun)

    def cite(self, chunk: Chunk, rows: IntArray, cols: IntArray) -> Facts:
        """How many parts the learner finished."""
        facts = Facts.none(len(rows))
        facts.count = np.asarray(self._done(chunk)[rows, cols]).ravel().astype(np.int64)
        return facts


class ProposedSignal:
    """What an organisation above the learner's branch proposes by a day that has not gone by."""

    code: ReasonCode = "asked_from_above"

    def __init__(self, catalogue: Catalogue, request: Request) -> None:
        self._units = np.unique(column(request.proposed, "unit"))
        days = column_of_days(request.proposed, "by")
        rows = positions(column(request.proposed, "unit"), self._units)
        cols = positions(column(request.proposed, "item"), catalogue.items)
        known = (cols >= 0) & (days >= (request.today - _EPOCH).days)
        # The last row: a learner of no unit. Of several that propose the same the soonest is said.
        shape = (len(self._units) + 1, len(catalogue.items))
        self._places, self._days = np.full(shape, -1, dtype=np.int64), np.full(shape, -1, dtype=np.int64)
        places = column(request.proposed, "place")
        for at in np.lexsort((places, -days)):
            if known[at]:
                self._places[rows[at], cols[at]], self._days[rows[at], cols[at]] = places[at], days[at]

    def score(self, chunk: Chunk, weight: float) -> Scores:
        """1 where it is proposed."""
        units, unit_of = chunk.branches
        found = self._places[positions(units, self._units)] >= 0
        return Scores(found * np.float32(weight), unit_of)

    def cite(self, chunk: Chunk, rows: IntArray, cols: IntArray) -> Facts:
        """Who proposes it, and by which day."""
        facts = Facts.none(len(rows))
        units = positions(chunk.units, self._units)[rows]
        facts.source, facts.day = self._places[units, cols], self._days[units, cols]
        return facts


def column_of_days(table: pa.Table, name: str) -> IntArray:
    """Return a column of days as days since 1970."""
    return np.asarray(table.column(name).cast(pa.int32()).to_numpy(), dtype=np.int64)
