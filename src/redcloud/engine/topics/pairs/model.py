"""Stage topics: learns which sentence pairs ask the same. Labelled pairs in, a smooth score a pair out.

A linear reader of letters and of what one sentence has in place of the other's (``swaps``), and one of
how the meanings differ, are cross-fitted; their scores stand beside the overlaps, and a logistic and a tree
model of all of that are averaged in proportions that folds of the training pairs choose.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize_scalar
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from threadpoolctl import threadpool_limits

from redcloud.engine.topics import meaning
from redcloud.engine.topics.folds import folds_of, kin
from redcloud.engine.topics.heads import SEED
from redcloud.engine.topics.pairs.overlaps import overlaps
from redcloud.engine.topics.pairs.swaps import MANY_PAIRS, Swaps
from redcloud.engine.topics.wording import plain, same_key

Floats = npt.NDArray[np.float64]
Vectors = npt.NDArray[np.float32]
FOLDS = 4
FEWEST = 20
FEWEST_FOR_TREES = 1_000


class TooFewPairs(ValueError):  # noqa: N818 - an answer, not a fault
    """There is nothing to learn: too few pairs, or all with one label."""


@dataclass(frozen=True, slots=True)
class _Sides:
    """Both sentences of each pair as numbers, worked out once."""

    letters: Any  # sparse (pairs, columns of swaps)
    meanings: Floats | None  # (pairs, 2 * meaning.SIZE); None where there are pairs enough without
    plain: Floats  # (pairs, features)


class PairModel:
    """Scores pairs between 0 and 1; ``fit`` first. The same pairs give the same scores."""

    _middle: Vectors | None

    def fit(self, left: Sequence[str], right: Sequence[str], labels: Sequence[float]) -> None:
        """Learn from pairs.

        Parameters
        ----------
        labels : how much a pair means the same, on any scale; the lowest is taken as 0, the highest as 1.

        Raises
        ------
        TooFewPairs
        """
        grades = np.asarray(labels, dtype=np.float64)
        if len(grades) < FEWEST or grades.min() == grades.max():
            raise TooFewPairs
        grades = (grades - grades.min()) / (grades.max() - grades.min())
        few = len(left) < MANY_PAIRS
        fewest = 1 if few else 5
        self._rare = TfidfVectorizer(analyzer="char", ngram_range=(1, 3), min_df=fewest, sublinear_tf=True)
        self._rare.fit([plain(text) for text in (*left, *right)])
        self._swaps, self._middle = Swaps(), None
        letters, points = self._swaps.fit(left, right), None
        # With more, the swaps have learnt what means the same, and vectors would cost most of the time.
        if few:
            points = meaning.vectors([*left, *right])
            self._middle = points.mean(axis=0)
        sides = self._sides(left, right, letters, points)
        folds = folds_of(_groups(left, right), (grades > 0.5).astype(np.int64), FOLDS)
        for fold in range(FOLDS):
            outside = grades[folds != fold]
            if not ((outside > 0).any() and (outside < 1).any()):
                raise TooFewPairs
        told = np.zeros((len(grades), 1 if sides.meanings is None else 2))
        for fold in range(FOLDS):
            inside, outside = np.flatnonzero(folds == fold), np.flatnonzero(folds != fold)
            told[inside] = _told(_readers(sides, outside, grades), sides, inside)
        everything = np.arange(len(grades))
        features = np.hstack([sides.plain, told])
        self._trees_share = self._choose(features, grades, folds)
        self._read = _readers(sides, everything, grades)
        self._judges = _judges(features, grades)

    def scores(self, left: Sequence[str], right: Sequence[str]) -> Floats:
        """Give for each pair how likely both sentences ask the same: shape (pairs,), 0 to 1."""
        if not len(left):
            return np.zeros(0)
        points = None if self._middle is None else meaning.vectors([*left, *right])
        sides = self._sides(left, right, self._swaps.rows(left, right), points)
        told = _told(self._read, sides, np.arange(len(left)))
        features = np.hstack([sides.plain, told])
        line = _sure(self._judges[0], features)
        if not self._trees_share:
            return line
        return self._trees_share * _sure(self._judges[1], features) + (1 - self._trees_share) * line

    def _sides(
        self, left: Sequence[str], right: Sequence[str], letters: Any, points: Vectors | None
    ) -> _Sides:
        mine, theirs = (self._rare.transform([plain(text) for text in side]) for side in (left, right))
        rare = np.asarray(mine.multiply(theirs).sum(axis=1))
        features = [overlaps(left, right), rare]
        if points is None or self._middle is None:
            return _Sides(letters, None, np.hstack(features))
        near = (points[: len(left)] * points[len(left) :]).sum(axis=1)
        points = meaning.spread(points, self._middle)
        here, there = points[: len(left)], points[len(left) :]
        cosines = np.column_stack([near, (here * there).sum(axis=1)])
        meanings = 10.0 * np.hstack([np.abs(here - there), here * there]).astype(np.float64)
        return _Sides(letters, meanings, np.hstack([*features, cosines]))

    def _choose(self, features: Floats, grades: Floats, folds: npt.NDArray[np.int64]) -> float:
        """Choose how much the trees say beside the logistic model, by log loss on the folds."""
        if len(grades) * (FOLDS - 1) / FOLDS < FEWEST_FOR_TREES:
            return 0.0
        line, trees = np.zeros(len(grades)), np.zeros(len(grades))
        for fold in range(FOLDS):
            inside, outside = np.flatnonzero(folds == fold), np.flatnonzero(folds != fold)
            judges = _judges(features[outside], grades[outside])
            line[inside], trees[inside] = (_sure(judge, features[inside]) for judge in judges)

        def loss(share: float) -> float:
            mixed = np.clip(share * trees + (1 - share) * line, 1e-6, 1 - 1e-6)
            return float(-(grades * np.log(mixed) + (1 - grades) * np.log(1 - mixed)).mean())

        return float(minimize_scalar(loss, bounds=(0.0, 1.0), method="bounded").x)


def _groups(left: Sequence[str], right: Sequence[str]) -> npt.NDArray[np.int64]:
    """Number the groups of pairs that share a sentence, or rare pieces of one.

    Where that ties most pairs together, there would be no folds: then only the same two sentences make
    a group.
    """
    groups = kin([*left, *right], [*range(len(left)), *range(len(left))])[: len(left)]
    if np.bincount(groups).max() * FOLDS <= len(groups):
        return groups
    keys = ["\t".join(sorted((same_key(a), same_key(b)))) for a, b in zip(left, right, strict=True)]
    return np.unique(keys, return_inverse=True)[1].astype(np.int64)


def _readers(sides: _Sides, rows: npt.NDArray[np.int64], grades: Floats) -> list[Any]:
    found = [_weighed(LogisticRegression(C=0.3, max_iter=200), sides.letters[rows], grades[rows])]
    if sides.meanings is not None:
        meanings = LogisticRegression(C=0.01, max_iter=200)
        found.append(_weighed(meanings, sides.meanings[rows], grades[rows]))
    return found


def _told(readers: Sequence[Any], sides: _Sides, rows: npt.NDArray[np.int64]) -> Floats:
    views = (sides.letters, sides.meanings)
    return np.column_stack(
        [reader.decision_function(view[rows]) for reader, view in zip(readers, views, strict=False)]
    )


def _judges(features: Floats, grades: Floats) -> list[Any]:
    """Fit a logistic model, and trees where there are pairs enough for them."""
    line = make_pipeline(StandardScaler(), LogisticRegression(C=1.0, max_iter=500))
    found = [_weighed(line, features, grades)]
    if len(grades) >= FEWEST_FOR_TREES:
        trees = HistGradientBoostingClassifier(
            max_iter=200,
            learning_rate=0.05,
            max_leaf_nodes=15,
            min_samples_leaf=min(50, len(grades) // 20),
            l2_regularization=1.0,
            early_stopping=False,
            random_state=SEED,
        )
        found.append(_weighed(trees, features, grades))
    return found


def _weighed(machine: Any, rows: Any, grades: Floats) -> Any:
    """Fit a grade of g as g of a pair that asks the same and 1 - g of one that does not."""
    yes, no = np.flatnonzero(grades > 0), np.flatnonzero(grades < 1)
    places = np.concatenate([yes, no])
    truth = np.concatenate([np.ones(len(yes), dtype=int), np.zeros(len(no), dtype=int)])
    weights = np.concatenate([grades[yes], 1 - grades[no]])
    last = machine.steps[-1][0] + "__" if hasattr(machine, "steps") else ""
    with threadpool_limits(limits=1):  # the pieces are small: threads would wait for each other
        return machine.fit(rows[places], truth, **{f"{last}sample_weight": weights})


def _sure(machine: Any, rows: Floats) -> Floats:
    shares: Floats = machine.predict_proba(rows)[:, 1]
    return shares
