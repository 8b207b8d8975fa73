"""Stage study: which items are finished by the same people. Training in, arrays out.

Counts of fewer than ``fewest_people`` are dropped here, while training, so that no later step and
no stored model holds a figure about a small group (PRODUCT line 5). Counts that stay are rounded
down to a multiple of ``STEP``: two models a week apart do not give away that one more person
finished an item. What scores items is made of these counts alone; which of the counted families it
is, and with which settings, is chosen on finished items held out of the training.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
import pyarrow.compute as pc

from redcloud.engine.lazily import lazily
from redcloud.engine.study.collaborative.choosing import search_families
from redcloud.engine.study.collaborative.counted import (
    COUNTED,
    CountedNeighbours,
    Counts,
    FilterModel,
)
from redcloud.engine.study.collaborative.interactions import pairs_of, split
from redcloud.engine.study.collaborative.model import Fitted, Ground, Settings
from redcloud.engine.study.collaborative.search import Clock, Judge
from redcloud.engine.study.interface import FloatArray, IntArray, State, Training
from redcloud.engine.study.tables import Catalogue, column, positions

if TYPE_CHECKING:
    from scipy import sparse
else:
    sparse = lazily("scipy.sparse")

FEWEST_TO_CHOOSE = 200
"""Learners with something held out; below, a choice would follow noise and the first settings stand."""
MOST_TO_CHOOSE = 100_000
"""Learners that the choice looks at; more say nothing else."""
CHOOSE_S = 120.0
_HELD, _LENGTH = 0.2, 20
_MOST_RUNS = 100
_FILTER = ("inside", "vectors", "passes", "out")


@dataclass(frozen=True, slots=True)
class Model:
    """The counted family in use, its settings, and the filter where it is one."""

    family: str
    settings: Settings
    filter: FilterModel | None = None

    @classmethod
    def first(cls) -> Model:
        """What is used before anything was chosen: cosine of counts."""
        return cls(CountedNeighbours.name, CountedNeighbours().start(Ground(sparse.csr_array((0, 0)))))


@dataclass(frozen=True)
class CoStudy:
    """Protected counts (people who finished each item, and each pair of items), and what scores by them."""

    items: IntArray
    people: IntArray
    pairs: sparse.csr_array
    model: Model = field(default_factory=Model.first)

    @classmethod
    def empty(cls) -> CoStudy:
        """What is known before anything was learnt."""
        none = np.zeros(0, dtype=np.int64)
        return cls(none, none, sparse.csr_array((0, 0), dtype=np.int64))

    @classmethod
    def of(cls, training: Training, *, choosing: bool = False) -> CoStudy:
        """Count distinct people by item and by pair of items, protected; choose what scores by it.

        Items with a sensitive topic are counted nowhere.
        """
        catalogue = Catalogue.of(training.items, training.sensitive)
        countable = catalogue.items[~catalogue.is_sensitive]
        finished = _finished(training, countable)
        counts = Counts.of(finished, training.fewest_people)
        model = choose_model(finished, training.fewest_people) if choosing else Model.first()
        return cls(countable, counts.people, counts.pairs, _made(counts, model))

    @property
    def state(self) -> State:
        """The counts as named arrays, and what was made of them."""
        pairs = self.pairs.tocoo()
        settings = [self.model.settings[name] for name in sorted(self.model.settings)]
        made = self.model.filter
        return {
            "items": self.items,
            "people": self.people,
            "pair_row": pairs.row.astype(np.int64),
            "pair_col": pairs.col.astype(np.int64),
            "pair_people": pairs.data.astype(np.int64),
            "model": np.array([list(COUNTED).index(self.model.family), *settings], dtype=np.float64),
            **({} if made is None else {name: getattr(made, name) for name in _FILTER}),
        }

    @classmethod
    def restored(cls, state: State) -> CoStudy:
        """Take back what ``state`` gave; a state of before there were models is cosine."""
        items = np.asarray(state["items"], dtype=np.int64)
        cells = (np.asarray(state["pair_row"]), np.asarray(state["pair_col"]))
        counts = np.asarray(state["pair_people"], dtype=np.int64)
        matrix = sparse.csr_array((counts, cells), shape=(len(items), len(items)))
        people = np.asarray(state["people"], dtype=np.int64)
        return cls(items, people, matrix, _restored_model(state))

    def people_on(self, axis: IntArray) -> IntArray:
        """Return the protected number of people of each item of another sorted axis, 0 if hidden."""
        at = positions(axis, self.items)
        if len(self.items) == 0:
            return np.zeros(len(axis), dtype=np.int64)
        return np.where(at >= 0, self.people[np.maximum(at, 0)], 0)

    def pairs_on(self, axis: IntArray) -> sparse.csr_array:
        """Return the protected pair counts on another sorted axis; what is hidden is not stored."""
        cells = self.pairs.tocoo()
        shape = (len(axis), len(axis))
        if len(self.items) == 0:
            return sparse.csr_array(shape, dtype=np.float32)
        row = positions(self.items[cells.row], axis)
        col = positions(self.items[cells.col], axis)
        both = (row >= 0) & (col >= 0)
        counts = cells.data[both].astype(np.float32)
        return sparse.csr_array((counts, (row[both], col[both])), shape=shape)

    def scorer(self) -> Fitted:
        """What scores rows on the axis of ``items``."""
        if self.model.filter is not None:
            return self.model.filter
        return COUNTED[self.model.family].of_counts(Counts(self.people, self.pairs), self.model.settings)


def choose_model(finished: sparse.csr_array, fewest_people: int) -> Model:
    """Choose a counted family and its settings on items held out of each learner's, seeded.

    Parameters
    ----------
    finished
        Learners by items, ones.
    """
    sample = finished
    if finished.shape[0] > MOST_TO_CHOOSE:
        some = np.random.default_rng(0).choice(finished.shape[0], MOST_TO_CHOOSE, replace=False)
        sample = finished[np.sort(some)]
    rows, cols = sample.nonzero()
    parts = split(pairs_of(rows.astype(np.int64), cols.astype(np.int64)), _HELD, seed=0)
    kept, held = (
        sparse.csr_array((np.ones(len(part), np.float32), (part.users, part.items)), shape=sample.shape)
        for part in parts
    )
    judge = Judge(kept, held, _LENGTH, seed=0)
    if len(judge.users) < FEWEST_TO_CHOOSE:
        return Model.first()
    ground = Ground(kept, fewest_people=fewest_people)
    best = search_families(ground, judge, Clock(CHOOSE_S), tuple(COUNTED.values()))[0][0]
    return Model(best.family, dict(best.settings))


def _made(counts: Counts, model: Model) -> Model:
    """Decompose once, while training, what is not made anew from the counts in no time."""
    made = COUNTED[model.family].of_counts(counts, model.settings)
    return Model(model.family, model.settings, made if isinstance(made, FilterModel) else None)


def _restored_model(state: State) -> Model:
    if "model" not in state:
        return Model.first()
    code, *values = np.asarray(state["model"], dtype=np.float64).tolist()
    family = list(COUNTED)[int(code)]
    names = sorted(COUNTED[family].start(Ground(sparse.csr_array((0, 0)))))
    arrays = [np.asarray(state[name], dtype=np.float32) for name in _FILTER if name in state]
    return Model(family, dict(zip(names, values, strict=True)), FilterModel(*arrays) if arrays else None)


def moved(done: sparse.csr_array, axis: IntArray, to: IntArray) -> sparse.csr_array:
    """Put rows over one sorted axis of items on another, leaving out what is not on it."""
    at = positions(axis, to)[done.indices] if len(axis) else done.indices
    on = at >= 0
    rows = np.repeat(np.arange(done.shape[0]), np.diff(done.indptr))
    return sparse.csr_array((done.data[on], (rows[on], at[on])), shape=(done.shape[0], len(to)))


def spread(scores: FloatArray, axis: IntArray, to: IntArray) -> FloatArray:
    """Put scores over one sorted axis of items on another, 0 where nothing is known."""
    at = positions(to, axis)
    out = np.zeros((len(scores), len(to)), dtype=np.float32)
    known = np.flatnonzero(at >= 0)
    # The axes are sorted: what lies side by side on both is copied at once.
    breaks = np.flatnonzero((np.diff(known) != 1) | (np.diff(at[known]) != 1)) + 1
    if len(breaks) > _MOST_RUNS:
        out[:, known] = scores[:, at[known]]
        return out
    for run in np.split(known, breaks) if len(known) else ():
        out[:, run[0] : run[-1] + 1] = scores[:, at[run[0]] : at[run[-1]] + 1]
    return out


def _finished(training: Training, items: IntArray) -> sparse.csr_array:
    """People by items, one where finished, whatever number of times."""
    done = training.interactions.filter(pc.field("done"))
    learners, rows = np.unique(column(done, "learner"), return_inverse=True)
    cols = positions(column(done, "item"), items)
    known = cols >= 0
    ones = np.ones(int(known.sum()), dtype=np.float32)
    matrix = sparse.csr_array((ones, (rows[known], cols[known])), shape=(len(learners), len(items)))
    matrix.sum_duplicates()
    matrix.data[:] = 1
    return matrix
