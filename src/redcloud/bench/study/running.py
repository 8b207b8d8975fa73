"""Recommending to everybody, timed. In: sizes. Out: seconds and memory of ours and of the peer's step.

Ours is what the platform runs: every signal, exclusions, diversity and a true reason for each item.
The peer's is `implicit`'s alternating least squares with its factors already there: one product of
matrices and the best of each row, exclusions applied.
"""

from __future__ import annotations

import os
import resource
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from scipy import sparse

from redcloud.bench.study.making import Library, make_library, make_request, make_training
from redcloud.engine.study.interface import HISTORY, IntArray, Request
from redcloud.engine.study.recommenders import MixedRecommender
from redcloud.engine.study.tables import column, pairs

ORGANISATION = 66_667
"""Members served in one request: 2 million in 30 organisations."""
TRAINED_ON = 100_000
FACTORS = 64
MB = 1_000_000


@dataclass(frozen=True, slots=True)
class Size:
    """How much is recommended to how many."""

    members: int
    items: int
    places: int = 20
    courses: int = 0

    @property
    def organisations(self) -> list[int]:
        """Members of each."""
        whole, rest = divmod(self.members, ORGANISATION)
        return [ORGANISATION] * whole + ([rest] if rest else [])


@dataclass(slots=True)
class Took:
    """Seconds on the clock, and of processors: the second hardly feels what else the machine does."""

    clock_s: float = 0.0
    cpu_s: float = 0.0

    @contextmanager
    def counting(self) -> Iterator[None]:
        """Add what runs inside."""
        clock, cpu = time.perf_counter(), time.process_time()
        yield
        self.clock_s += time.perf_counter() - clock
        self.cpu_s += time.process_time() - cpu


@dataclass(frozen=True, slots=True)
class Ours:
    """What recommending took.

    Attributes
    ----------
    growth_mb
        Memory after the last organisation less that after the first.
    wrong
        Items sent though excluded, or twice; must be 0.
    """

    train_s: float
    took: Took
    sent: int
    wrong: int
    peak_mb: float
    growth_mb: float


def resident_mb() -> float:
    """Memory of this process now; its peak where the system does not say."""
    statm = Path("/proc/self/statm")
    if statm.exists():
        return int(statm.read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") / MB
    return peak_mb()


def peak_mb() -> float:
    """The most memory that this process has had."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 / MB


def requests(library: Library, size: Size) -> Iterator[Request]:
    """The organisations one after another."""
    for at, members in enumerate(size.organisations):
        yield make_request(library, members, size.places, seed=100 + at, courses=size.courses)


def run_ours(size: Size, tell: Callable[[str], None]) -> Ours:
    """Train, then recommend to every organisation."""
    library = make_library(size.items)
    made = MixedRecommender()
    began = time.perf_counter()
    made.fit(make_training(library, min(TRAINED_ON, size.members)))
    train_s = time.perf_counter() - began
    tell(f"trained in {train_s:.1f} s: {made.learnt.model.family}")
    took, sent, wrong, after_first = Took(), 0, 0, 0.0
    for at, request in enumerate(requests(library, size)):
        with took.counting():
            table = made.recommend(request)
        sent += table.num_rows
        wrong += _wrong(request, column(table, "learner"), column(table, "item"))
        del table
        after_first = after_first or resident_mb()
        tell(f"organisation {at + 1} of {len(size.organisations)}: {took.clock_s:.1f} s so far")
    return Ours(train_s, took, sent, wrong, peak_mb(), resident_mb() - after_first)


def _wrong(request: Request, learners: IntArray, items: IntArray) -> int:
    most = int(column(request.items, "item").max()) + 1
    got = learners * most + items
    gone = np.concatenate(
        [column(table, "learner") * most + column(table, "item") for table in (request.done, request.exclude)]
    )
    return int(np.isin(got, gone).sum()) + len(got) - len(np.unique(got))


def run_peer(size: Size, tell: Callable[[str], None]) -> Took:
    """Time what `implicit` takes for the same members, items and exclusions.

    Its own threads share the work, and the algebra library is kept to one, as it asks for.

    Raises
    ------
    ModuleNotFoundError
        If `implicit` is not installed.
    """
    from implicit.cpu.als import AlternatingLeastSquares
    from threadpoolctl import threadpool_limits

    with threadpool_limits(1, "blas"):
        return _peer(AlternatingLeastSquares(factors=FACTORS, iterations=3, random_state=0), size, tell)


def _peer(model: Any, size: Size, tell: Callable[[str], None]) -> Took:
    library = make_library(size.items)
    items = column(library.table, "item")
    training = make_training(library, 20_000).interactions.select(["learner", "item"])
    known = pairs(training.cast(HISTORY), ("learner", np.arange(20_000)), ("item", items))
    model.fit(sparse.csr_matrix(known), show_progress=False)
    trained = np.array(model.user_factors)
    took = Took()
    for at, request in enumerate(requests(library, size)):
        axes = (("learner", request.learners), ("item", items))
        gone = sparse.csr_matrix(pairs(request.done, *axes) + pairs(request.exclude, *axes))
        model.user_factors = np.resize(trained, (len(request.learners), trained.shape[1]))
        with took.counting():
            model.recommend(request.learners, gone, N=size.places, filter_already_liked_items=True)
        tell(f"peer, organisation {at + 1}: {took.clock_s:.1f} s so far")
    return took
