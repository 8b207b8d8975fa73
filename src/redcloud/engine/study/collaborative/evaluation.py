"""Stage study: a recommender measured on files. Files of pairs in, a report out.

The test file is opened by `test` alone, which needs a finished model: until then nothing of it
is known, not even which users are in it.
"""

from __future__ import annotations

import resource
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from redcloud.engine.study.collaborative import cold as cold_items
from redcloud.engine.study.collaborative.blend import Blend
from redcloud.engine.study.collaborative.choosing import Choice, Part, choose, fitted
from redcloud.engine.study.collaborative.interactions import (
    Axes,
    Csr,
    FloatArray,
    IntArray,
    Pairs,
    read_pairs,
    split,
)
from redcloud.engine.study.collaborative.metrics import Quality, measure
from redcloud.engine.study.collaborative.model import Ground
from redcloud.engine.study.collaborative.neighbours import TextNeighbours
from redcloud.engine.study.collaborative.texts import Texts, on_axis, read_items, similar_items, vectors

HELD_SHARE = 0.15
"""Of each user's items, held out to choose by where no file for it is given."""


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked of ``redcloud evaluate recommend``."""

    train: Path
    test: Path
    valid: Path | None = None
    items: Path | None = None
    k: int = 20
    train_only: bool = False
    cold_share: float = 0.0
    budget_s: float = 600.0
    seed: int = 0


@dataclass(frozen=True, slots=True)
class Known:
    """What was read before fitting, aligned."""

    axes: Axes
    train: Csr
    valid: Csr | None
    text_vectors: Csr | None

    @property
    def everything(self) -> Csr:
        """Train and valid: what is known of each user."""
        return self.train if self.valid is None else _together(self.train, self.valid)


def _together(one: Csr, other: Csr) -> Csr:
    both = Csr(one + other)
    both.data[:] = 1
    return both


def read_known(question: Question) -> Known:
    """Read everything but the test file.

    Raises
    ------
    LineError, ItemsError
        If a file is not as it should be.
    ValueError
        If nothing is in the train file.
    """
    train = read_pairs(question.train)
    if len(train) == 0:
        raise ValueError(f"{question.train} holds no item of any user")
    valid = read_pairs(question.valid) if question.valid else None
    texts: Texts | None = read_items(question.items) if question.items else None
    many = (train,) if valid is None else (train, valid)
    axes = Axes.of(*many, items=None if texts is None else texts.items)
    found = None if texts is None else vectors(on_axis(texts, axes.items))
    matrix = axes.matrix(train)
    return Known(axes, matrix, None if valid is None else _new(axes.matrix(valid), matrix), found)


def _new(matrix: Csr, known: Csr) -> Csr:
    """Leave out what is known already."""
    rest = Csr(matrix - matrix.multiply(known))
    rest.eliminate_zeros()
    return rest


@dataclass(frozen=True, slots=True)
class Fit:
    """A finished model, how it was come by, and how long that took."""

    question: Question
    known: Known
    choice: Choice
    model: Blend
    choose_s: float
    fit_s: float


def fit(question: Question, known: Known, tell: Callable[[str], None]) -> Fit:
    """Choose on held-out items and train what was chosen on all that may be trained on."""
    began = time.monotonic()
    similar = None if known.text_vectors is None else similar_items(known.text_vectors)
    kept, held = known.train, known.valid
    if held is None:
        kept, held = _split(known, question.seed)
    choice = choose(
        kept, held, k=question.k, seed=question.seed, budget_s=question.budget_s, similar=similar, tell=tell
    )
    chosen_at = time.monotonic()
    tell(f"training {choice.name}")
    on = known.train if question.train_only else known.everything
    model = fitted(Ground(on, similar, question.seed), choice.parts)
    return Fit(question, known, choice, model, chosen_at - began, time.monotonic() - chosen_at)


def _split(known: Known, seed: int) -> tuple[Csr, Csr]:
    rows, cols = known.train.nonzero()
    pairs = Pairs(known.axes.users[rows], known.axes.items[cols])
    kept, held = split(pairs, HELD_SHARE, seed)
    return known.axes.matrix(kept), known.axes.matrix(held)


@dataclass(frozen=True, slots=True)
class Report:
    """What the test file said of a finished model.

    Attributes
    ----------
    quality
        With everything masked that is known: train, and valid where it was given.
    strict
        With the train file alone masked, as published figures often are; None where no valid was given.
    """

    fit: Fit
    quality: Quality
    strict: Quality | None
    recommend_s: float
    cold: cold_items.ColdQuality | None
    peak_rss_mb: int


def test(done: Fit) -> Report:
    """Open the test file and measure.

    Raises
    ------
    LineError
        If the test file is not as it should be.
    ValueError
        If nothing is in it.
    """
    pairs = read_pairs(done.question.test)
    if len(pairs) == 0:
        raise ValueError(f"{done.question.test} holds no item of any user")
    known, k = done.known, done.question.k
    began = time.monotonic()
    everywhere = Everywhere(known.axes, pairs)
    on = known.train if done.question.train_only else known.everything
    score = everywhere.scorer(done.model, on)
    quality = measure(score, everywhere.spread(known.everything), everywhere.test, k)
    recommend_s = time.monotonic() - began
    strict = None
    if known.valid is not None:
        strict = measure(score, everywhere.spread(known.train), everywhere.test, k)
    chilled = _cold(done, pairs) if done.question.cold_share else None
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    return Report(done, quality, strict, recommend_s, chilled, peak)


class Everywhere:
    """The axes of known and test together: users and items that only the test file has are there too."""

    def __init__(self, axes: Axes, pairs: Pairs) -> None:
        users = np.union1d(pairs.users, axes.users)
        self.axes = Axes(users, np.union1d(pairs.items, axes.items))
        self.test = self.axes.matrix(pairs)
        self._rows: IntArray = np.searchsorted(users, axes.users)
        self._cols: IntArray = np.searchsorted(self.axes.items, axes.items)

    def spread(self, known: Csr) -> Csr:
        """Put a matrix of the known axes on these."""
        cells = known.tocoo()
        places = (self._rows[cells.row], self._cols[cells.col])
        return Csr((cells.data, places), shape=self.test.shape)

    def scorer(self, model: Blend, known: Csr) -> Callable[[IntArray], FloatArray]:
        """Score rows of these axes; an item that only the test file has is ranked last."""
        users = np.full(self.test.shape[0], -1, dtype=np.int64)
        users[self._rows] = np.arange(known.shape[0])
        widened = Csr(
            (known.data, known.indices, np.append(known.indptr, known.indptr[-1])),
            shape=(known.shape[0] + 1, known.shape[1]),
        )

        def score(part: IntArray) -> FloatArray:
            given = model.scores(Csr(widened[users[part] % widened.shape[0]]))
            if given.shape[1] == self.test.shape[1]:
                return given
            found = np.full((len(part), self.test.shape[1]), -np.inf, dtype=np.float32)
            found[:, self._cols] = given
            return found

        return score


def _cold(done: Fit, pairs: Pairs) -> cold_items.ColdQuality:
    """Hold items out of what is known entirely, and rank them by text for the test's users."""
    known, question = done.known, done.question
    assert known.text_vectors is not None  # noqa: S101  (the command asks for --items)
    everything = known.train if question.train_only else known.everything
    counts = np.asarray(everything.sum(axis=0), dtype=np.float32).ravel()
    cold = cold_items.held_items(counts, question.cold_share, question.seed)
    rest = cold_items.without(everything, cold)

    def train(matrix: Csr) -> Blend:
        return fitted(Ground(matrix, None, question.seed), _without_texts(done.choice))

    settings = cold_items.choose_text_settings(
        rest, known.text_vectors, train, question.k, question.cold_share, question.seed
    )
    alike = cold_items.likeness_to_warm(known.text_vectors, rest, cold)
    ranker = cold_items.TextRanker(alike, train(rest), settings)
    wanted = Csr(known.axes.matrix(pairs)[:, cold])
    return cold_items.measure_cold(ranker, rest, wanted, counts[cold], question.k, question.seed)


def _without_texts(choice: Choice) -> tuple[Part, ...]:
    """The collaborative models of a choice; the best of those searched where it took none."""
    parts = tuple(part for part in choice.parts if part.family != TextNeighbours.name)
    if parts:
        return parts
    best = next(trial for trial in choice.trials if trial.family != TextNeighbours.name)
    return (Part(best.family, best.settings, 1.0),)
