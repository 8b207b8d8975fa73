"""Stage study: which items are finished by the same people. Training in, arrays out.

Counts of fewer than ``fewest_people`` are dropped here, while training, so that no later step and
no stored model holds a figure about a small group (PRODUCT line 5). Counts that stay are rounded
down to a multiple of ``STEP``: two models a week apart do not give away that one more person
finished an item.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow.compute as pc
from scipy import sparse

from redcloud.engine.study.interface import IntArray, State, Training
from redcloud.engine.study.tables import Catalogue, column, positions

STEP = 5


@dataclass(frozen=True)
class CoStudy:
    """Protected counts: people who finished each item, and each pair of items."""

    items: IntArray
    people: IntArray
    pairs: sparse.csr_array

    @classmethod
    def empty(cls) -> CoStudy:
        """What is known before anything was learnt."""
        none = np.zeros(0, dtype=np.int64)
        return cls(none, none, sparse.csr_array((0, 0), dtype=np.int64))

    @classmethod
    def of(cls, training: Training) -> CoStudy:
        """Count distinct people by item and by pair of items, protected.

        Items with a sensitive topic are counted nowhere.
        """
        catalogue = Catalogue.of(training.items, training.sensitive)
        countable = catalogue.items[~catalogue.is_sensitive]
        finished = _finished(training, countable)
        together = (finished.T @ finished).tocsr()
        people = protect(together.diagonal(), training.fewest_people)
        together.setdiag(0)
        together.data = protect(together.data, training.fewest_people)
        together.eliminate_zeros()
        return cls(countable, people, together)

    @property
    def state(self) -> State:
        """The counts as named arrays."""
        pairs = self.pairs.tocoo()
        return {
            "items": self.items,
            "people": self.people,
            "pair_row": pairs.row.astype(np.int64),
            "pair_col": pairs.col.astype(np.int64),
            "pair_people": pairs.data.astype(np.int64),
        }

    @classmethod
    def restored(cls, state: State) -> CoStudy:
        """Take back what ``state`` gave."""
        items = np.asarray(state["items"], dtype=np.int64)
        cells = (np.asarray(state["pair_row"]), np.asarray(state["pair_col"]))
        counts = np.asarray(state["pair_people"], dtype=np.int64)
        matrix = sparse.csr_array((counts, cells), shape=(len(items), len(items)))
        return cls(items, np.asarray(state["people"], dtype=np.int64), matrix)

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


def protect(counts: np.ndarray, fewest: int) -> IntArray:
    """Return counts of people rounded down to the step, 0 where fewer than ``fewest``.

    Examples
    --------
    >>> import numpy as np
    >>> protect(np.array([4, 9, 10, 14, 23]), 10).tolist()
    [0, 0, 10, 10, 20]
    """
    whole = np.asarray(counts, dtype=np.int64)
    rounded = np.maximum((whole // STEP) * STEP, fewest)
    return np.where(whole >= fewest, rounded, 0).astype(np.int64)


def _finished(training: Training, items: IntArray) -> sparse.csr_array:
    """People by items, one where finished, whatever number of times."""
    done = training.interactions.filter(pc.field("done"))
    learners, rows = np.unique(column(done, "learner"), return_inverse=True)
    cols = positions(column(done, "item"), items)
    known = cols >= 0
    ones = np.ones(int(known.sum()), dtype=np.int64)
    matrix = sparse.csr_array((ones, (rows[known], cols[known])), shape=(len(learners), len(items)))
    matrix.sum_duplicates()
    matrix.data[:] = 1
    return matrix
