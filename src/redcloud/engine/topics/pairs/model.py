"""Stage topics: learns which sentence pairs ask the same. Labelled pairs in, a smooth score a pair out.

Two linear readers, one of the letters that only one sentence has and that both have, one of how the
meanings differ, are cross-fitted; their scores stand beside the overlaps, and a logistic and a tree
model of all of that are averaged in proportions that folds of the training pairs choose.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize_scalar
from scipy.sparse import hstack
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.feature_extraction.text import CountVectorizer, TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from threadpoolctl import threadpool_limits

from redcloud.engine.topics import meaning
from redcloud.engine.topics.folds import folds_of, kin
from redcloud.engine.topics.heads import SEED
from redcloud.engine.topics.pairs.overlaps import overlaps
from redcloud.engine.topics.wording import plain, same_key

Floats = npt.NDArray[np.float64]
FOLDS = 4
FEWEST = 20
FEWEST_FOR_TREES = 1_000


class TooFewPairs(ValueError):  # noqa: N818 - an answer, not a fault
    """There is nothing to learn: too few pairs, or all with one label."""


@dataclass(frozen=True, slots=True)
class _Sides:
    """Both sentences of each pair as numbers, worked out once."""

    letters: Any  # sparse (pairs, 2 * columns): what one side has alone, what both have
    meanings: Floats  # (pairs, 2 * meaning.SIZE)
    plain: Floats  # (pairs, features)


class PairModel:
    """Scores pairs between 0 and 1; ``fit`` first. The same pairs give the same scores."""

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
        self._learn_columns([*left, *right])
        sides = self._sides(left, right)
        folds = folds_of(_groups(left, right), (grades > 0.5).astype(np.int64), FOLDS)
        for fold in range(FOLDS):
            outside = grades[folds != fold]
            if not ((outside > 0).any() and (outside < 1).any()):
                raise TooFewPairs
        told = np.zeros((len(grades), 2))
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
        sides = self._sides(left, right)
        told = _told(self._read, sides, np.arange(len(left)))
        features = np.hstack([sides.plain, told])
        line = _sure(self._judges[0], features)
        if not self._trees_share:
            return line
        return self._trees_share * _sure(self._judges[1], features) + (1 - self._trees_share) * line

    def _learn_columns(self, sentences: list[str]) -> None:
        texts = [plain(sentence) for sentence in sentences]
        fewest = 5 if len(texts) > 5_000 else 1
        self._pieces = CountVectorizer(analyzer="char", ngram_range=(1, 2), min_df=fewest, binary=True)
        self._rare = TfidfVectorizer(analyzer="char", ngram_range=(1, 3), min_df=fewest, sublinear_tf=True)
        self._pieces.fit(texts)
        self._rare.fit(texts)
        self._middle = meaning.vectors(sentences[:4_000]).mean(axis=0)

    def _sides(self, left: Sequence[str], right: Sequence[str]) -> _Sides:
        mine, theirs = [plain(text) for text in left], [plain(text) for text in right]
        first, second = self._pieces.transform(mine), self._pieces.transform(theirs)
        both = first.multiply(second)
        alone = first + second - 2 * both
        points = meaning.vectors([*left, *right])
        near = (points[: len(left)] * points[len(left) :]).sum(axis=1)
        points = meaning.spread(points, self._middle)
        here, there = points[: len(left)], points[len(left) :]
        rare = self._rare.transform(mine).multiply(self._rare.transform(theirs)).sum(axis=1)
        cosines = np.column_stack([near, (here * there).sum(axis=1), np.asarray(rare).ravel()])
        return _Sides(
            letters=hstack([alone, both]).tocsr().astype(np.float64),
            meanings=10.0 * np.hstack([np.abs(here - there), here * there]).astype(np.float64),
            plain=np.hstack([overlaps(left, right), cosines]),
        )

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


def _readers(sides: _Sides, rows: npt.NDArray[np.int64], grades: Floats) -> tuple[Any, Any]:
    letters = LogisticRegression(C=0.03, max_iter=200)
    meanings = LogisticRegression(C=0.01, max_iter=200)
    return _weighed(letters, sides.letters[rows], grades[rows]), _weighed(
        meanings, sides.meanings[rows], grades[rows]
    )


def _told(readers: tuple[Any, Any], sides: _Sides, rows: npt.NDArray[np.int64]) -> Floats:
    return np.column_stack(
        [
            readers[0].decision_function(sides.letters[rows]),
            readers[1].decision_function(sides.meanings[rows]),
        ]
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
