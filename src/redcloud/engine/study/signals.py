"""Stage study: the signals that a recommender mixes. A request and what was learnt in, scores out.

Each signal is one class: ``score`` says how well each item fits each learner of a chunk, between 0
and 1, and ``cite`` gives the facts of the reason when that signal decided. A signal scores above 0
only where it can cite a true fact; one that cannot always do so says where by ``cites``.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from redcloud.engine.contracts import ReasonCode
from redcloud.engine.lazily import lazily
from redcloud.engine.study.costudy import CoStudy, moved, spread
from redcloud.engine.study.grounds import Chunk, Facts, Scores
from redcloud.engine.study.interface import FloatArray, IntArray, Request
from redcloud.engine.study.seasons import topics_in_season
from redcloud.engine.study.tables import Catalogue, column, pairs, positions

if TYPE_CHECKING:
    from scipy import sparse
else:
    sparse = lazily("scipy.sparse")

_EPOCH = date(1970, 1, 1)
FRESH_DAYS = 60
"""An item counts as new for this long."""


def share(part: npt.NDArray[Any], whole: npt.NDArray[Any]) -> FloatArray:
    """Return part / whole in single precision, 0 where whole is 0."""
    over = np.divide(1.0, whole, out=np.zeros(whole.shape, dtype=np.float64), where=whole > 0)
    return np.asarray(part * over.astype(np.float32), dtype=np.float32)


def _same_for_all(row: FloatArray, chunk: Chunk, weight: float) -> Scores:
    """One row of scores that serves every learner."""
    return Scores(row * np.float32(weight), np.zeros(len(chunk.learners), dtype=np.int64))


class TopicSignal:
    """Topics of the learner's own records, with their half-life; sensitive topics left out."""

    code: ReasonCode = "topic_of_yours"

    def __init__(self, catalogue: Catalogue) -> None:
        self.catalogue = catalogue
        spread = np.sqrt(np.maximum(catalogue.topics.sum(axis=1), 1.0)).astype(np.float32)
        self._items = np.ascontiguousarray((catalogue.steering / spread[:, None]).T)

    def _shares(self, chunk: Chunk) -> FloatArray:
        """Learners by topics: each topic's share of the learner's strongest, less where records are few."""
        weights = self._cells(chunk, "weight") * (1.0 - self.catalogue.sensitive)
        records = self._cells(chunk, "records")
        strongest = weights.max(axis=1, initial=0.0, keepdims=True)
        # One record says less than many: shrunk towards nothing as n / (n + 1).
        return share(weights, strongest) * share(records, records + 1)

    def _cells(self, chunk: Chunk, name: str) -> IntArray:
        codes = pa.array(self.catalogue.topic_codes, pa.string())
        rows = positions(column(chunk.interests, "learner"), chunk.learners)
        found = pc.index_in(chunk.interests.column("topic"), value_set=codes).fill_null(-1)
        cols = np.asarray(found.to_numpy(), dtype=np.int64)
        values = chunk.interests.column(name)
        if name == "last_day":
            values = values.cast(pa.int32())
        dense = np.zeros((len(chunk.learners), len(codes)), dtype=np.int64)
        known = (rows >= 0) & (cols >= 0)
        dense[rows[known], cols[known]] = np.asarray(values.to_numpy(), dtype=np.int64)[known]
        return dense

    def score(self, chunk: Chunk, weight: float) -> Scores:
        """The share of the item's topics in the learner's interests, at most 1."""
        found = (self._shares(chunk) * np.float32(weight)) @ self._items
        return Scores(np.minimum(found, np.float32(weight), out=found))

    def cite(self, chunk: Chunk, rows: IntArray, cols: IntArray) -> Facts:
        """The strongest topic that the item shares with the learner, and its records."""
        facts = Facts.none(len(rows))
        shared = self._shares(chunk)[rows] * self.catalogue.steering[cols]
        facts.topic = shared.argmax(axis=1).astype(np.int64)
        facts.count = self._cells(chunk, "records")[rows, facts.topic]
        facts.day = self._cells(chunk, "last_day")[rows, facts.topic]
        return facts


class CoStudySignal:
    """What people finished who also finished items of the learner's, by the model chosen in training.

    The model works on protected counts, and may find an item by way of others. It is cited only
    where at least ten people finished the item and one of the learner's own; elsewhere it moves the
    order and another ground is the reason.
    """

    code: ReasonCode = "next_to_done"

    def __init__(self, catalogue: Catalogue, learnt: CoStudy) -> None:
        self._catalogue, self._learnt = catalogue, learnt
        self._same_axis = np.array_equal(catalogue.items, learnt.items)
        self._model = learnt.scorer()
        people = np.sqrt(np.maximum(learnt.people_on(catalogue.items), 1)).astype(np.float32)
        self._pairs = learnt.pairs_on(catalogue.items)
        scale = sparse.diags_array(1.0 / people)
        self._near = (scale @ self._pairs @ scale).tocsr()

    def score(self, chunk: Chunk, weight: float) -> Scores:
        """What the model says, relative to the learner's best item; nothing below 0."""
        axis = self._learnt.items
        if self._same_axis:
            total = self._model.scores(chunk.done)
        else:
            rows = moved(chunk.done, self._catalogue.items, axis)
            total = spread(self._model.scores(rows), axis, self._catalogue.items)
        np.maximum(total, 0, out=total)
        best = total.max(axis=1, initial=0.0, keepdims=True)
        total *= np.divide(weight, best, out=np.zeros(best.shape), where=best > 0).astype(np.float32)
        return Scores(total)

    def cites(self, chunk: Chunk, rows: IntArray, cols: IntArray) -> npt.NDArray[np.bool_]:
        """Whether an own item of each learner was finished with the chosen one, by enough people."""
        together = chunk.done[rows].multiply(self._pairs[cols])
        return np.asarray(together.sum(axis=1)).ravel() > 0

    def cite(self, chunk: Chunk, rows: IntArray, cols: IntArray) -> Facts:
        """The learner's own finished item that is nearest, and the protected number of people."""
        facts = Facts.none(len(rows))
        own = sparse.csr_array(chunk.done[rows].multiply(self._near[cols])).tocoo()
        # By row, then nearness, then the first of equals: the last of each row is taken.
        order = np.lexsort((-own.col, own.data, own.row))
        last = np.flatnonzero(np.diff(own.row[order], append=-1))
        at, source = own.row[order][last], own.col[order][last]
        facts.source[at] = source
        facts.count[at] = np.asarray(self._pairs[source, cols[at]]).ravel().astype(np.int64)
        return facts


class FreshSignal:
    """New in the library, fading over ``FRESH_DAYS``."""

    code: ReasonCode = "new_in_library"

    def __init__(self, catalogue: Catalogue, request: Request) -> None:
        self.catalogue = catalogue
        today = (request.today - _EPOCH).days
        age = today - catalogue.published
        fresh = np.where((age >= 0) & (age < FRESH_DAYS), 1.0 - age / FRESH_DAYS, 0.0)
        self._row = fresh.astype(np.float32)[None, :]

    def score(self, chunk: Chunk, weight: float) -> Scores:
        """1 on the day of publication, 0 from ``FRESH_DAYS`` on."""
        return _same_for_all(self._row, chunk, weight)

    def cite(self, chunk: Chunk, rows: IntArray, cols: IntArray) -> Facts:
        """The day of publication."""
        facts = Facts.none(len(rows))
        facts.day = self.catalogue.published[cols]
        return facts


class UseSignal:
    """Finished by many, from ten people on."""

    code: ReasonCode = "widely_used"

    def __init__(self, catalogue: Catalogue, learnt: CoStudy) -> None:
        self._people = learnt.people_on(catalogue.items)
        most = max(int(self._people.max(initial=0)), 1)
        # Square root: the most used item must not crowd out the rest for ever.
        self._row = np.sqrt(self._people / most).astype(np.float32)[None, :]

    def score(self, chunk: Chunk, weight: float) -> Scores:
        """The root of the share of the most used item's people."""
        return _same_for_all(self._row, chunk, weight)

    def cite(self, chunk: Chunk, rows: IntArray, cols: IntArray) -> Facts:
        """The protected number of people."""
        facts = Facts.none(len(rows))
        facts.count = self._people[cols]
        return facts


class SeasonSignal:
    """Topics whose public season is this month."""

    code: ReasonCode = "in_season"

    def __init__(self, catalogue: Catalogue, request: Request) -> None:
        self.month = request.today.month
        season = catalogue.by_topic(dict.fromkeys(topics_in_season(self.month), 1.0))
        self._of_item = catalogue.steering * season
        row = self._of_item.max(axis=1, initial=0.0)[None, :]
        self._row: FloatArray = np.asarray(row, dtype=np.float32)

    def score(self, chunk: Chunk, weight: float) -> Scores:
        """1 where a topic of the item is in season."""
        return _same_for_all(self._row, chunk, weight)

    def cite(self, chunk: Chunk, rows: IntArray, cols: IntArray) -> Facts:
        """The topic and the month."""
        facts = Facts.none(len(rows))
        facts.topic = self._of_item[cols].argmax(axis=1).astype(np.int64)
        facts.count = np.full(len(rows), self.month, dtype=np.int64)
        return facts


class NeedSignal:
    """What residents near the branch ask for: protected counts by topic."""

    code: ReasonCode = "need_nearby"

    def __init__(self, catalogue: Catalogue, request: Request) -> None:
        self.catalogue = catalogue
        self._steering = np.ascontiguousarray(catalogue.steering.T, dtype=np.float32)
        self._units = np.unique(column(request.needs, "unit"))
        codes = {code: at for at, code in enumerate(catalogue.topic_codes)}
        rows = positions(column(request.needs, "unit"), self._units)
        cols = np.array([codes.get(t, -1) for t in request.needs.column("topic").to_pylist()], dtype=np.int64)
        counts = column(request.needs, "needs")
        known = cols >= 0
        self._needs = np.zeros((len(self._units) + 1, len(codes)), dtype=np.float32)
        self._needs[rows[known], cols[known]] = counts[known]  # the last row: a learner of no unit
        self._places = np.full(self._needs.shape, -1, dtype=np.int64)
        self._places[rows[known], cols[known]] = column(request.needs, "place")[known]

    def _of_learners(self, chunk: Chunk) -> FloatArray:
        return np.asarray(self._needs[positions(chunk.units, self._units)])

    def score(self, chunk: Chunk, weight: float) -> Scores:
        """The share of the branch's most asked topic among the item's topics."""
        units, unit_of = chunk.branches
        needs = self._needs[positions(units, self._units)]
        most = needs.max(axis=1, initial=0.0, keepdims=True)
        found = share(needs, most) @ self._steering
        np.minimum(found, np.float32(1.0), out=found)
        found *= np.float32(weight)
        return Scores(found, unit_of)

    def cite(self, chunk: Chunk, rows: IntArray, cols: IntArray) -> Facts:
        """The most asked topic of the item, its protected count and the place it is counted in."""
        facts = Facts.none(len(rows))
        asked = self._of_learners(chunk)[rows] * self.catalogue.steering[cols]
        facts.topic = asked.argmax(axis=1).astype(np.int64)
        facts.count = asked.max(axis=1, initial=0.0).astype(np.int64)
        facts.source = self._places[positions(chunk.units, self._units)[rows], facts.topic]
        return facts


class AskedSignal:
    """What the learner's branch has planned for a coming session."""

    code: ReasonCode = "asked_by_branch"

    def __init__(self, catalogue: Catalogue, request: Request) -> None:
        self._units = np.unique(column(request.asked, "unit"))
        self._asked = pairs(request.asked, ("unit", self._units), ("item", catalogue.items)).toarray()
        self._asked = np.vstack([self._asked, np.zeros((1, len(catalogue.items)))]).astype(np.float32)
        self._plans: dict[tuple[int, int], int] = {}
        rows = positions(column(request.asked, "unit"), self._units)
        cols = positions(column(request.asked, "item"), catalogue.items)
        for row, col, plan in zip(rows, cols, column(request.asked, "plan"), strict=True):
            self._plans[int(row), int(col)] = int(plan)

    def score(self, chunk: Chunk, weight: float) -> Scores:
        """1 where the branch planned the item."""
        units, unit_of = chunk.branches
        return Scores(self._asked[positions(units, self._units)] * np.float32(weight), unit_of)

    def cite(self, chunk: Chunk, rows: IntArray, cols: IntArray) -> Facts:
        """The plan."""
        facts = Facts.none(len(rows))
        units = positions(chunk.units, self._units)[rows]
        facts.source = np.array(
            [self._plans[int(u), int(c)] for u, c in zip(units, cols, strict=True)], dtype=np.int64
        )
        return facts
