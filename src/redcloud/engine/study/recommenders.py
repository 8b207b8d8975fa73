"""Stage study: the recommenders that ship. Training and Request in, RECOMMENDATIONS out.

``MixedRecommender`` mixes topics and co-study with public signals; ``PublicRecommender`` uses the
public signals alone, for members who switched personalisation off and for branches.
"""

from __future__ import annotations

import os
from abc import ABC, abstractmethod
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import pairwise
from typing import get_args

import numpy as np
import pyarrow as pa
from threadpoolctl import threadpool_limits

from redcloud.engine.contracts import ReasonCode
from redcloud.engine.study import signals as on
from redcloud.engine.study.costudy import CoStudy
from redcloud.engine.study.course_signals import BegunSignal, ProposedSignal
from redcloud.engine.study.courses import Courses
from redcloud.engine.study.grounds import Chunk, Facts, FewScores, Scores, Signal
from redcloud.engine.study.interface import (
    RECOMMENDATIONS,
    FloatArray,
    IntArray,
    Request,
    State,
    Training,
)
from redcloud.engine.study.ranking import choose
from redcloud.engine.study.reading import Reading
from redcloud.engine.study.tables import Catalogue, by_learner, pairs

_CODES: tuple[ReasonCode, ...] = get_args(ReasonCode)
_CELLS_AT_ONCE = 4_000_000
_GRAIN = 10_000.0
"""Scores are told apart to a ten-thousandth."""


@dataclass(frozen=True, slots=True)
class Mix:
    """How much each signal counts. Weights are relative; 0 leaves a signal out.

    Attributes
    ----------
    sameness
        What an item costs that has the very topics of one already chosen.
    language
        What it adds that an item is written in the language of the learner's pages: less than any ground of
        weight, so that it decides between much the same.
    spread
        Height of the seeded noise that orders items of equal merit.
    """

    begun: float = 3.0
    topic: float = 1.0
    costudy: float = 0.9
    asked: float = 0.8
    proposed: float = 0.7
    need: float = 0.5
    season: float = 0.35
    fresh: float = 0.5
    use: float = 0.3
    language: float = 0.15
    sameness: float = 0.8
    spread: float = 0.02
    seed: int = 0


class _Weighted(ABC):
    """Sum of weighted signals, then diversity, then the reason of the strongest signal."""

    name: str
    personal: bool

    def __init__(self, mix: Mix | None = None) -> None:
        self.mix = mix or Mix()
        self.learnt = CoStudy.empty()

    def fit(self, training: Training) -> None:
        """Count, protected, who finished what together."""
        self.learnt = CoStudy.of(training, choosing=self.personal)

    def state(self) -> State:
        """The protected counts; no learner is in them."""
        return self.learnt.state

    def restore(self, state: State) -> None:
        """Take back protected counts."""
        self.learnt = CoStudy.restored(state)

    def recommend(self, request: Request) -> pa.Table:
        """Choose for all learners of the request, a chunk at a time in bounded memory."""
        if len(request.learners) == 0 or len(request.items) == 0:
            return RECOMMENDATIONS.empty_table()
        catalogue = Catalogue.of(request.items, request.sensitive)
        weighted = self._signals(catalogue, request)
        courses, reading = Courses.of(catalogue, request), Reading(catalogue, request)
        sorted_request = by_learner(request)
        size = max(1, _CELLS_AT_ONCE // len(catalogue.items))
        edges = [*range(0, len(request.learners), size), len(request.learners)]
        chunks = list(pairwise(edges))

        def work(edge: tuple[int, int]) -> pa.Table:
            return self._chunk(catalogue, weighted, sorted_request.part(*edge), courses, reading)

        if len(chunks) == 1:
            return work(chunks[0])
        # numpy lets go of the lock where it works. Its products keep to one thread each: two at once with two
        # threads each wait for one another, and cost nearly twice as much.
        with threadpool_limits(1, "blas"), ThreadPoolExecutor(os.cpu_count()) as pool:
            return pa.concat_tables(pool.map(work, chunks))

    @abstractmethod
    def _signals(self, catalogue: Catalogue, request: Request) -> Sequence[tuple[float, Signal]]:
        """Return the signals with their weights."""

    def _public(self, catalogue: Catalogue, request: Request) -> list[tuple[float, Signal]]:
        given: list[tuple[float, Signal]] = []
        if request.asked.num_rows:
            given.append((self.mix.asked, on.AskedSignal(catalogue, request)))
        if request.proposed.num_rows:
            given.append((self.mix.proposed, ProposedSignal(catalogue, request)))
        if request.needs.num_rows:
            given.append((self.mix.need, on.NeedSignal(catalogue, request)))
        return [
            *given,
            (self.mix.season, on.SeasonSignal(catalogue, request)),
            (self.mix.fresh, on.FreshSignal(catalogue, request)),
            (self.mix.use, on.UseSignal(catalogue, self.learnt)),
        ]

    def _chunk(
        self,
        catalogue: Catalogue,
        weighted: Sequence[tuple[float, Signal]],
        request: Request,
        courses: Courses | None,
        reading: Reading,
    ) -> pa.Table:
        learners = request.learners
        axes = (("learner", learners), ("item", catalogue.items))
        done = pairs(request.done, *axes)
        chunk = Chunk(learners, request.units, done, request.interests, request.begun)
        # In ten-thousandths, and whole ones: the last digits of a product depend on how many learners are
        # worked on at once.
        given = [signal.score(chunk, weight * _GRAIN) for weight, signal in weighted]
        merit = _added(given, chunk, len(catalogue.items))
        np.rint(merit, out=merit)
        if reading.is_needed:
            reading.prefer(merit, learners, self.mix.language * _GRAIN)
        noise = self._noise(len(catalogue.items))
        merit += noise
        gone = done + pairs(request.exclude, *axes)
        merit[np.repeat(np.arange(len(learners)), np.diff(gone.indptr)), gone.indices] = -np.inf
        room = courses.bar(merit, request, catalogue.items) if courses else None
        topics = np.asarray(catalogue.topics.toarray(), dtype=np.float32)
        rows, cols = choose(merit, topics, request.places, self.mix.sameness * _GRAIN, courses, room)
        strengths = np.stack([part.at(rows, cols) for part in given], axis=1)
        signals = [signal for _, signal in weighted]
        for index, signal in enumerate(signals):
            if isinstance(signal, on.CoStudySignal):
                strengths[~signal.cites(chunk, rows, cols), index] = 0
        fit = np.rint(merit[rows, cols] - noise[cols]) / _GRAIN
        return _explained(catalogue, chunk, signals, rows, cols, fit, strengths)

    def _noise(self, items: int) -> FloatArray:
        noise = np.random.default_rng(self.mix.seed).random(items, dtype=np.float32)
        return np.asarray(noise * (self.mix.spread * _GRAIN), dtype=np.float32)


class MixedRecommender(_Weighted):
    """Topics of the learner's own records and co-study, with the public signals."""

    name = "mixed"
    personal = True

    def _signals(self, catalogue: Catalogue, request: Request) -> Sequence[tuple[float, Signal]]:
        begun = [(self.mix.begun, BegunSignal(catalogue))] if request.begun.num_rows else []
        return [
            *begun,
            (self.mix.topic, on.TopicSignal(catalogue)),
            (self.mix.costudy, on.CoStudySignal(catalogue, self.learnt)),
            *self._public(catalogue, request),
        ]


class PublicRecommender(_Weighted):
    """Nothing about the learner: what is asked, needed nearby, in season, new, widely used.

    What the learner finished, refused or was sent is used only to leave it out.
    """

    name = "public"
    personal = False

    def _signals(self, catalogue: Catalogue, request: Request) -> Sequence[tuple[float, Signal]]:
        return self._public(catalogue, request)


def _explained(
    catalogue: Catalogue,
    chunk: Chunk,
    signals: Sequence[Signal],
    rows: IntArray,
    cols: IntArray,
    fit: FloatArray,
    strengths: FloatArray,
) -> pa.Table:
    """Attach to each choice the code and facts of the signal that gave most of its score."""
    strongest = strengths.argmax(axis=1)
    has_ground = strengths.max(axis=1, initial=0.0) > 0
    codes = np.full(len(rows), _CODES.index("explore_topic"))
    facts = Facts.none(len(rows))
    facts.topic = _first_topic(catalogue, cols)
    for index, signal in enumerate(signals):
        mine = np.flatnonzero((strongest == index) & has_ground)
        if len(mine):
            codes[mine] = _CODES.index(signal.code)
            _fill(facts, mine, signal.cite(chunk, rows[mine], cols[mine]))
    return _table(catalogue, chunk, rows, cols, fit, codes, facts)


def _added(given: Sequence[Scores | FewScores], chunk: Chunk, items: int) -> FloatArray:
    """Add up what all signals say, learners by items: first what a branch shares, once for each branch."""
    shared = np.zeros((len(chunk.branches[0]), items), dtype=np.float32)
    for part in given:
        if isinstance(part, Scores) and part.row_of is not None:
            shared += part.values
    merit = shared[chunk.branches[1]]
    for part in given:
        if isinstance(part, FewScores):
            part.add_to(merit)
        elif part.row_of is None:
            merit += part.values
    return np.asarray(merit)


def _first_topic(catalogue: Catalogue, cols: IntArray) -> IntArray:
    """An item's first topic that is not sensitive, else its first; -1 where it has none."""
    preferred = catalogue.topics.toarray()[cols] * 2.0 - (catalogue.sensitive > 0)
    if preferred.shape[1] == 0:
        return np.full(len(cols), -1, dtype=np.int64)
    return np.where(preferred.max(axis=1) > 0, preferred.argmax(axis=1), -1).astype(np.int64)


def _fill(facts: Facts, at: IntArray, cited: Facts) -> None:
    facts.topic[at], facts.source[at] = cited.topic, cited.source
    facts.count[at], facts.day[at] = cited.count, cited.day


def _table(
    catalogue: Catalogue,
    chunk: Chunk,
    rows: IntArray,
    cols: IntArray,
    fit: FloatArray,
    codes: IntArray,
    facts: Facts,
) -> pa.Table:
    first = np.flatnonzero(np.diff(rows, prepend=-1))
    started = np.repeat(first, np.diff(np.append(first, len(rows))))
    names = pa.array(catalogue.topic_codes, pa.string())
    item_of = pa.array(catalogue.items)
    days = pa.array(facts.day.astype(np.int32), mask=facts.day < 0)
    # A co-study source is a position among the items; a plan is already a key.
    is_item = codes == _CODES.index("next_to_done")
    sources = np.where(is_item, catalogue.items[np.where(is_item, facts.source, 0)], facts.source)
    return pa.table(
        [
            pa.array(chunk.learners[rows]),
            item_of.take(pa.array(cols)),
            pa.array((np.arange(len(rows)) - started + 1).astype(np.int32)),
            pa.array(fit.astype(np.float64)),
            pa.array(_CODES).take(pa.array(codes)),
            names.take(pa.array(facts.topic, mask=facts.topic < 0)),
            pa.array(sources, mask=sources < 0),
            pa.array(facts.count, mask=facts.count < 0),
            days.cast(pa.date32()),
        ],
        schema=RECOMMENDATIONS,
    )
