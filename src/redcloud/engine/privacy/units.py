"""Stage portrait: kept rows in, contributors of each branch by month and kind out.

Counted in dense arrays and not by an engine: one number for each branch, month and kind, a bucket of members
after another. The rows of a member stand side by side, so that counting one costs a few ns, where grouping
millions of them costs fifty times that (docs/portrait/performance.md).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from redcloud.engine.portrait import Kept
from redcloud.engine.portrait.packing import KINDS
from redcloud.engine.privacy.placing import NOWHERE, Ints, Placed

CONTRIBUTED = pa.schema(
    [
        pa.field("branch", pa.int64(), nullable=False),
        pa.field("month", pa.date32(), nullable=False),
        pa.field("kind", pa.string(), nullable=False),
        pa.field("contributors", pa.int64(), nullable=False),
        pa.field("records", pa.int64(), nullable=False),
    ]
)
DISPUTED = pa.schema(
    [
        pa.field("subject", pa.int64(), nullable=False),
        pa.field("month", pa.date32(), nullable=False),
        pa.field("kind", pa.string(), nullable=False),
    ]
)
"""Participation lines that their members dispute: in no release until the dispute is taken back."""
COUNTED_COLUMNS = ("pseudonym", "day", "kind")
"""What is read of everybody's kept rows."""


@dataclass(frozen=True, slots=True)
class _Cells:
    """Members, months and kinds with records: places in ``Placed`` and ``KINDS``, and how many."""

    subject: Ints
    month: Ints
    kind: Ints
    records: Ints

    def only(self, chosen: Any) -> _Cells:
        return _Cells(self.subject[chosen], self.month[chosen], self.kind[chosen], self.records[chosen])

    def keys(self, months: int) -> Ints:
        """One whole number for each."""
        return (self.subject * months + self.month) * len(KINDS) + self.kind


def contributed(kept: Iterable[Kept], subjects: pa.Table, placed: Placed, disputed: pa.Table) -> pa.Table:
    """CONTRIBUTED: how many members of each branch took part, by month and kind.

    Parameters
    ----------
    kept
        ``COUNTED_COLUMNS`` of everybody, in parts; the rows of a pseudonym side by side.
    subjects
        SUBJECTS: who the pseudonyms are.
    placed
        From ``placing.placements``; who is not placed is not counted.
    disputed
        DISPUTED lines, left out.
    """
    whose, several = _Whose(subjects, placed), []
    counts = _Counts(placed, _keys_of(disputed, placed))
    for part in kept:
        cells = _cells(part.rows, whose, placed)
        # Whoever has several identities is one contributor, wherever their rows stand.
        linked = whose.linked[cells.subject]
        several.append(cells.only(linked))
        counts.add(cells.only(~linked))
    counts.add(_joined(several, placed.months))
    return counts.table()


class _Whose:
    """Pseudonyms in; places of their subjects in ``Placed`` out, or ``NOWHERE``."""

    def __init__(self, subjects: pa.Table, placed: Placed) -> None:
        pseudonym, subject = subjects["pseudonym"].to_numpy(), subjects["subject"].to_numpy()
        order = np.argsort(pseudonym)
        self._pseudonyms = pseudonym[order]
        self._subjects = _found(subject[order], placed.subjects)
        counted = self._subjects[self._subjects >= 0]
        self.linked = np.bincount(counted, minlength=len(placed.subjects)) > 1

    def subject_of(self, pseudonyms: Ints) -> Ints:
        place = _found(pseudonyms, self._pseudonyms)
        known = place >= 0
        place[known] = self._subjects[place[known]]
        return place


class _Counts:
    """Contributors and records of each branch, month and kind."""

    def __init__(self, placed: Placed, disputed: Ints) -> None:
        self._placed, self._disputed = placed, disputed
        size = len(placed.branches) * placed.months * len(KINDS)
        self._contributors = np.zeros(size, np.int64)
        self._records = np.zeros(size, np.int64)

    def add(self, cells: _Cells) -> None:
        """Count each cell as one contributor."""
        if len(self._disputed):
            cells = cells.only(~np.isin(cells.keys(self._placed.months), self._disputed))
        branch = self._placed.place[cells.subject, cells.month].astype(np.int64)
        cells, branch = cells.only(branch >= 0), branch[branch >= 0]
        target = (branch * self._placed.months + cells.month) * len(KINDS) + cells.kind
        np.add.at(self._contributors, target, 1)
        np.add.at(self._records, target, cells.records)

    def table(self) -> pa.Table:
        found = np.flatnonzero(self._contributors)
        rest, kind = np.divmod(found, len(KINDS))
        branch, month = np.divmod(rest, self._placed.months)
        return pa.table(
            [
                pa.array(self._placed.branches[branch]),
                self._placed.month(month),
                pa.array(KINDS).take(pa.array(kind)),
                pa.array(self._contributors[found]),
                pa.array(self._records[found]),
            ],
            schema=CONTRIBUTED,
        )


def _cells(rows: pa.Table, whose: _Whose, placed: Placed) -> _Cells:
    """Count the rows of each counted member, month and kind."""
    pseudonym = rows["pseudonym"].to_numpy()
    begin = np.flatnonzero(np.append(True, pseudonym[1:] != pseudonym[:-1])) if len(pseudonym) else _NONE
    subject = whose.subject_of(pseudonym[begin])
    length = np.diff(np.append(begin, len(pseudonym)))
    # A release is of one root of many: rows of all others are passed over before anything is made of them.
    counted = np.repeat(subject >= 0, length)
    subject, length = subject[subject >= 0], length[subject >= 0]
    member = np.repeat(np.arange(len(subject)), length)
    month = _months(rows["day"].cast(pa.int32()).to_numpy()[counted], placed.edges)
    wide = placed.months * len(KINDS)
    cell = member * wide + month * len(KINDS) + _kinds(rows["kind"])[counted]
    counts = np.bincount(cell[month >= 0], minlength=len(subject) * wide)
    found = np.flatnonzero(counts)
    member, rest = np.divmod(found, wide)
    month, kind = np.divmod(rest, len(KINDS))
    return _Cells(subject[member], month, kind, counts[found])


def _months(days: Any, edges: Ints) -> Any:
    """Number of the month of each day, or ``NOWHERE``: looked up, which is faster than searching."""
    first, span = edges[0], edges[-1] - edges[0]
    table = np.append(np.repeat(np.arange(len(edges) - 1), np.diff(edges)), NOWHERE)
    offset = days - first
    return table[np.where((offset >= 0) & (offset < span), offset, span)]


def _kinds(column: pa.ChunkedArray) -> Any:
    words = pa.array(KINDS)
    parts = [
        pc.index_in(part.dictionary, value_set=words).to_numpy()[part.indices.to_numpy()]
        for part in column.chunks
    ]
    return np.concatenate([_NONE, *parts])


def _joined(parts: list[_Cells], months: int) -> _Cells:
    """Cells of the same member, month and kind in one."""
    keys = np.concatenate([_NONE, *(part.keys(months) for part in parts)])
    records = np.concatenate([_NONE, *(part.records for part in parts)])
    once, which = np.unique(keys, return_inverse=True)
    rest, kind = np.divmod(once, len(KINDS))
    subject, month = np.divmod(rest, months)
    return _Cells(subject, month, kind, np.bincount(which, records, len(once)).astype(np.int64))


def _keys_of(disputed: pa.Table, placed: Placed) -> Ints:
    subject = _found(disputed["subject"].to_numpy(), placed.subjects)
    month = _months(disputed["month"].cast(pa.int32()).to_numpy(), placed.edges)
    kind = pc.index_in(disputed["kind"], value_set=pa.array(KINDS)).fill_null(NOWHERE).to_numpy()
    cells = _Cells(subject, month, kind.astype(np.int64), np.zeros(len(subject), np.int64))
    return np.unique(cells.only((subject >= 0) & (month >= 0) & (kind >= 0)).keys(placed.months))


def _found(wanted: Ints, ordered: Ints) -> Ints:
    """Place of each in an ordered array, or ``NOWHERE``."""
    if not len(ordered):
        return np.full(len(wanted), NOWHERE)
    place = np.minimum(np.searchsorted(ordered, wanted), len(ordered) - 1)
    return np.where(ordered[place] == wanted, place, NOWHERE)


_NONE = np.zeros(0, np.int64)
