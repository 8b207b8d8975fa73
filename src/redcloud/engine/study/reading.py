"""Stage study: a mild preference for the language in which somebody has pages. A request in, scores changed.

It is no ground: no reason cites it, and what is written in another language still comes.
"""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from redcloud.engine.study.interface import FloatArray, IntArray, Request
from redcloud.engine.study.tables import Catalogue, column, positions


class Reading:
    """Which items are written in which language, and who reads which."""

    def __init__(self, catalogue: Catalogue, request: Request) -> None:
        spoken = pc.unique(request.written.column("language")).to_pylist()
        self._languages = sorted(spoken)
        self._items = self._codes(request.written, catalogue.items)
        order = np.argsort(column(request.reads, "key"))
        self._readers = column(request.reads, "key")[order]
        self._reads = self._code_of(request.reads)[order]

    @property
    def is_needed(self) -> bool:
        """Whether there is anything to prefer: with one language nothing changes."""
        return len(self._languages) > 1 and len(self._readers) > 0

    def prefer(self, scores: FloatArray, learners: IntArray, weight: float) -> None:
        """Add the weight where an item is written in the learner's language, in place."""
        at = positions(learners, self._readers)
        reads = np.where(at >= 0, self._reads[np.maximum(at, 0)], -1)
        for code in range(len(self._languages)):
            rows = np.flatnonzero(reads == code)
            mine = (self._items == code) * np.float32(weight)
            if len(rows) == len(scores):
                scores += mine
            elif len(rows):
                scores[rows] += mine

    def _codes(self, table: pa.Table, axis: IntArray) -> IntArray:
        codes = np.full(len(axis), -1, dtype=np.int64)
        at = positions(column(table, "key"), axis)
        codes[at[at >= 0]] = self._code_of(table)[at >= 0]
        return codes

    def _code_of(self, table: pa.Table) -> IntArray:
        known = pa.array(self._languages, pa.string())
        found = pc.index_in(table.column("language"), value_set=known).fill_null(-1)
        return np.asarray(found.to_numpy(), dtype=np.int64)
