"""Stage study: what a signal is: a ground for sending an item, and the facts that it cites."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Protocol

import numpy as np
import pyarrow as pa

from redcloud.engine.contracts import ReasonCode
from redcloud.engine.lazily import lazily
from redcloud.engine.study.interface import BEGUN, FloatArray, IntArray

if TYPE_CHECKING:
    from scipy import sparse
else:
    sparse = lazily("scipy.sparse")


@dataclass(frozen=True)
class Chunk:
    """Some learners of a request: their keys (sorted), branches, own history, and courses they are in."""

    learners: IntArray
    units: IntArray
    done: sparse.csr_array
    interests: pa.Table
    begun: pa.Table = field(default_factory=BEGUN.empty_table)

    @cached_property
    def branches(self) -> tuple[IntArray, IntArray]:
        """Each branch once, and which of them is each learner's."""
        units, unit_of = np.unique(self.units, return_inverse=True)
        return units, unit_of.astype(np.int64)


@dataclass(frozen=True, slots=True)
class Scores:
    """What one signal says of every item, times its weight.

    Attributes
    ----------
    values
        Rows by items.
    row_of
        The row of each learner; None where each learner has their own, in their order. What is the same for
        many is kept, and added up, once.
    """

    values: FloatArray
    row_of: IntArray | None = None

    def at(self, rows: IntArray, cols: IntArray) -> FloatArray:
        """Scores of learners (by position) for items."""
        return np.asarray(self.values[rows if self.row_of is None else self.row_of[rows], cols])


@dataclass
class Facts:
    """Evidence columns of RECOMMENDATIONS, -1 (or None) where a code cites nothing."""

    topic: IntArray = field(default_factory=lambda: np.zeros(0, dtype=np.int64))
    source: IntArray = field(default_factory=lambda: np.zeros(0, dtype=np.int64))
    count: IntArray = field(default_factory=lambda: np.zeros(0, dtype=np.int64))
    day: IntArray = field(default_factory=lambda: np.zeros(0, dtype=np.int64))

    @classmethod
    def none(cls, length: int) -> Facts:
        """Facts of ``length`` reasons with nothing filled in."""
        return cls(*(np.full(length, -1, dtype=np.int64) for _ in range(4)))


@dataclass(frozen=True, slots=True)
class FewScores:
    """What a signal says that speaks of few learners, times its weight: learners by items, sparse."""

    values: sparse.csr_array

    def at(self, rows: IntArray, cols: IntArray) -> FloatArray:
        """Scores of learners (by position) for items."""
        return np.asarray(self.values[rows, cols], dtype=np.float32).ravel()

    def add_to(self, merit: FloatArray) -> None:
        """Add the scores to those of all signals, in place."""
        rows = np.repeat(np.arange(merit.shape[0]), np.diff(self.values.indptr))
        merit[rows, self.values.indices] += self.values.data


class Signal(Protocol):
    """One ground for sending an item."""

    code: ReasonCode

    def score(self, chunk: Chunk, weight: float) -> Scores | FewScores:
        """Scores in [0, 1], times ``weight``; the arrays are the caller's to read and nobody's to change."""

    def cite(self, chunk: Chunk, rows: IntArray, cols: IntArray) -> Facts:
        """Facts for the chosen cells, same length as ``rows``."""
