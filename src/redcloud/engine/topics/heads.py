"""Stage topics: judges of a text that see it differently. Views of texts in, a score a label out.

``Letters`` and ``Steady`` weigh letter sequences, ``Meaning`` compares what is said whatever the words. A
judge is fitted on row numbers of views that were made once, so that cross-fitting costs no reading of texts.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt
from sklearn.linear_model import Ridge
from sklearn.svm import SVC

from redcloud.engine.topics import letters, meaning

Floats = npt.NDArray[np.floating[Any]]
Ints = npt.NDArray[np.integer[Any]]
State = Mapping[str, npt.NDArray[np.generic]]

SEED = 20_240_601
MEANT_UP_TO = 80
"""Longer texts say by their letters what they are about: vectors cost much there and add nothing."""


@dataclass(frozen=True, slots=True)
class Views:
    """Texts as the judges read them: hashed counts, and unit vectors of their meaning; a row a text."""

    counts: letters.Sparse
    vectors: npt.NDArray[np.float32]

    def at(self, rows: Ints) -> Views:
        """Give the views of some of the texts."""
        return Views(self.counts[rows], self.vectors[rows])


def views_of(texts: Sequence[str], *, meant: bool = True) -> Views:
    """Read texts once for all judges.

    Texts of more than ``MEANT_UP_TO`` characters, and all without ``meant``, have the zero vector.
    """
    short = [text if meant and len(text) <= MEANT_UP_TO else "" for text in texts]
    return Views(letters.counts(texts), meaning.vectors(short))


class Judge(Protocol):
    """What scores texts by label: higher is likelier, 0 is undecided, no scale is promised."""

    def fit(self, views: Views, labels: Ints, label_count: int) -> None:
        """Learn from texts with labels 0 .. label_count - 1; a label may be without texts."""

    def scores(self, views: Views) -> Floats:
        """Give scores of shape (texts, label_count)."""

    def state(self) -> State:
        """Give what was learnt as named arrays."""

    def restore(self, state: State) -> None:
        """Take back what ``state`` gave."""


class Letters:
    """Ridge regression of the labels on letter sequences; what is rare and tells labels apart weighs most.

    On texts it stands up to a support vector machine (Zhang & Oles 2001, "Text Categorization Based on
    Regularized Linear Classification Methods"), and on long ones it is several times as fast.
    """

    pull = 0.2

    def fit(self, views: Views, labels: Ints, label_count: int) -> None:
        """Learn a plane a label: 1 on the label's texts, -1 on others."""
        self._weights = letters.telling(views.counts, labels, label_count)
        rows = letters.weighted(views.counts, self._weights)
        wanted = np.where(labels[:, None] == np.arange(label_count), 1.0, -1.0)
        machine = Ridge(alpha=self.pull, solver="sparse_cg", tol=1e-3).fit(rows, wanted)
        self._planes = machine.coef_.astype(np.float32)
        self._offsets = machine.intercept_.astype(np.float32)

    def scores(self, views: Views) -> Floats:
        """Give what the planes say of each label, about -1 to 1, to the power of 1.5 with its sign.

        A plane aims at -1 and 1, so that certainty grows faster than what it says: bent like this, the
        blend's softmax is honest near the border and far from it.
        """
        found: Floats = letters.weighted(views.counts, self._weights) @ self._planes.T + self._offsets
        bent: Floats = found * np.sqrt(np.abs(found))
        return bent

    def state(self) -> State:
        """Give weights and planes of the columns that were seen."""
        seen = np.flatnonzero(self._weights)
        return {
            "seen": seen,
            "weights": self._weights[seen],
            "planes": self._planes[:, seen].astype(np.float16),
            "offsets": self._offsets,
        }

    def restore(self, state: State) -> None:
        """Take the columns back."""
        self._weights = np.zeros(letters.COLUMNS, dtype=np.float32)
        self._weights[state["seen"]] = state["weights"]
        self._planes = np.zeros((len(state["offsets"]), letters.COLUMNS), dtype=np.float32)
        self._planes[:, state["seen"]] = state["planes"]
        self._offsets = np.asarray(state["offsets"], dtype=np.float32)


class Steady(Letters):
    """The same with its planes pulled harder to 0: a short text has fewer letters to go by."""

    pull = 1.0


class Meaning:
    """Support vector machine with a Gaussian kernel over sentence vectors, a label against a label.

    It learns from texts that have a vector, and says 0 of every label of those that have none.
    """

    cost = 5.0
    gamma = 1.0

    def fit(self, views: Views, labels: Ints, label_count: int) -> None:
        """Keep the texts' points near the borders between labels."""
        meant = views.vectors.any(axis=1)
        views, labels = views.at(np.flatnonzero(meant)), labels[meant]
        self._middle = views.vectors.mean(axis=0) if meant.any() else np.zeros(meaning.SIZE, np.float32)
        self._count = label_count
        self._present = np.unique(labels)
        if len(self._present) < 2:
            self._points = np.zeros((0, meaning.SIZE), dtype=np.float32)
            self._coefficients = np.zeros((0, 0), dtype=np.float32)
            self._offsets = np.zeros(0, dtype=np.float32)
            return
        machine = SVC(C=self.cost, gamma=self.gamma, cache_size=500)
        machine.fit(meaning.spread(views.vectors, self._middle), labels)
        self._points = machine.support_vectors_.astype(np.float32)
        self._coefficients, self._offsets = _one_against_one(machine)

    def scores(self, views: Views) -> Floats:
        """Give the sum of a label's margins against each other label."""
        meant = views.vectors.any(axis=1)
        out = np.zeros((len(views.vectors), self._count))
        out[meant] = self._margins(views.vectors[meant])
        return out

    def _margins(self, vectors: npt.NDArray[np.float32]) -> Floats:
        out = np.full((len(vectors), self._count), -1.0)
        if len(self._present) < 2:
            out[:, self._present] = 1.0
            return out
        points = meaning.spread(vectors, self._middle)
        apart = (points**2).sum(1)[:, None] + (self._points**2).sum(1)[None] - 2 * points @ self._points.T
        margins = np.exp(-self.gamma * apart) @ self._coefficients + self._offsets
        sums = np.zeros((len(points), len(self._present)))
        pairs = [(i, j) for i in range(len(self._present)) for j in range(i + 1, len(self._present))]
        for column, (first, second) in enumerate(pairs):
            bounded = np.clip(margins[:, column], -1.5, 1.5)
            sums[:, first] += bounded
            sums[:, second] -= bounded
        out[:, self._present] = sums / max(1, len(self._present) - 1)
        return out

    def state(self) -> State:
        """Give the kept points and their weights."""
        return {
            "middle": self._middle,
            "count": np.array(self._count),
            "present": self._present,
            "points": self._points.astype(np.float16),
            "coefficients": self._coefficients,
            "offsets": self._offsets,
        }

    def restore(self, state: State) -> None:
        """Take the points back."""
        self._middle = np.asarray(state["middle"], dtype=np.float32)
        self._count = int(state["count"])
        self._present = np.asarray(state["present"], dtype=np.int64)
        self._points = np.asarray(state["points"], dtype=np.float32)
        self._coefficients = np.asarray(state["coefficients"], dtype=np.float32)
        self._offsets = np.asarray(state["offsets"], dtype=np.float32)


def _one_against_one(machine: Any) -> tuple[npt.NDArray[np.float32], npt.NDArray[np.float32]]:
    """Lay libsvm's packed dual coefficients out: one column a pair of labels, one row a support vector."""
    ends = np.cumsum(machine.n_support_)
    starts = ends - machine.n_support_
    count = len(machine.classes_)
    columns = []
    for first in range(count):
        for second in range(first + 1, count):
            column = np.zeros(ends[-1], dtype=np.float32)
            mine, theirs = slice(starts[first], ends[first]), slice(starts[second], ends[second])
            column[mine] = machine.dual_coef_[second - 1, mine]
            column[theirs] = machine.dual_coef_[first, theirs]
            columns.append(column)
    offsets = machine.intercept_.astype(np.float32)
    if count == 2:  # libsvm's binary machine counts the second label as the positive one
        return -np.stack(columns, axis=1), -offsets
    return np.stack(columns, axis=1), offsets


JUDGES: dict[str, type[Judge]] = {"letters": Letters, "steady": Steady, "meaning": Meaning}
"""By name, in the order of the blend's weights."""
