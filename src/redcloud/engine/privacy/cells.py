"""Stage portrait: the cells of a release. CONTRIBUTED, PEOPLE, HIDDEN in, arrays out; and RELEASED_FIGURES.

An array has a row for each organisation of a tree, children before their parents, and a column for each
figure (month and kind) of which there is a record.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from redcloud.engine.contracts import RELEASED_FIGURES
from redcloud.engine.privacy.suppression import Flags
from redcloud.engine.privacy.tree import Counts, Tree

HIDDEN: Final = pa.schema([RELEASED_FIGURES.field(name) for name in ("organisation", "month", "kind")])
"""Cells that earlier releases hid."""
_NOWHERE: Final = -1


@dataclass(frozen=True, slots=True)
class Cells:
    """The tree and the figures of a release, in the order of the arrays."""

    tree: Tree
    figures: list[tuple[date, str]]

    @classmethod
    def of(cls, tree: Tree, contributed: pa.Table) -> Cells:
        """The cells of a tree; CONTRIBUTED rows of branches that are not in it count for nothing."""
        ours = contributed.filter(pc.is_in(contributed["branch"], pa.array(tree.leaves, pa.int64())))
        pairs = ours.group_by(["month", "kind"]).aggregate([]).to_pylist()
        return cls(tree, sorted((pair["month"], pair["kind"]) for pair in pairs))

    @property
    def organisations(self) -> list[int]:
        """The rows of the arrays."""
        return list(self.tree.rows)

    def sums(self, contributed: pa.Table, values: str) -> Counts:
        """A column of CONTRIBUTED, summed up the tree."""
        places = self._branches(contributed["branch"]), self._columns(contributed)
        return self.tree.sums(self._filled(len(self.figures), *places, contributed[values].to_numpy()))

    def people(self, people: pa.Table) -> Counts:
        """PEOPLE, summed up the tree, for each figure those of its month."""
        months = sorted({month for month, _kind in self.figures})
        places = self._branches(people["branch"]), _index_in(people["month"], pa.array(months, pa.date32()))
        summed = self.tree.sums(self._filled(len(months), *places, people["people"].to_numpy()))
        return summed[:, [months.index(month) for month, _kind in self.figures]]

    def among(self, hidden: pa.Table) -> Flags:
        """Which cells are in HIDDEN."""
        places = self._rows(hidden["organisation"]), self._columns(hidden)
        return self._filled(len(self.figures), *places, np.ones(len(hidden), dtype=np.int64)) > 0

    def published(self, contributors: Counts, records: Counts, shown: Flags) -> pa.Table:
        """RELEASED_FIGURES: every organisation of each figure of which anything is shown."""
        told = np.flatnonzero(shown.any(axis=0))
        hidden = ~shown[:, told].T.ravel()
        figures = np.repeat(told, len(self.organisations))
        months, kinds = ([figure[part] for figure in self.figures] for part in (0, 1))
        columns = [
            pa.array(np.tile(np.array(self.organisations, dtype=np.int64), len(told))),
            pa.array(months, pa.date32()).take(pa.array(figures)),
            pa.array(kinds, pa.string()).take(pa.array(figures)),
            pa.array(contributors[:, told].T.ravel(), mask=hidden),
            pa.array(records[:, told].T.ravel(), mask=hidden),
            pc.if_else(pa.array(hidden), "protected", pa.scalar(None, pa.string())),
        ]
        return pa.Table.from_arrays(columns, schema=RELEASED_FIGURES)

    def _filled(self, width: int, rows: Counts, columns: Counts, values: Counts) -> Counts:
        """Each value at its row and column; what is nowhere is left out, and 0 stands everywhere else."""
        cells = np.zeros((len(self.tree.rows), width), dtype=np.int64)
        found = (rows != _NOWHERE) & (columns != _NOWHERE)
        cells[rows[found], columns[found]] = values[found]
        return cells

    def _rows(self, organisations: pa.ChunkedArray) -> Counts:
        return _index_in(organisations, pa.array(self.organisations, pa.int64()))

    def _branches(self, organisations: pa.ChunkedArray) -> Counts:
        is_branch = pc.is_in(organisations, pa.array(self.tree.leaves, pa.int64())).to_numpy()
        return np.where(is_branch, self._rows(organisations), _NOWHERE)

    def _columns(self, rows: pa.Table) -> Counts:
        """The column of each row's month and kind."""
        months, kinds = (sorted({figure[part] for figure in self.figures}) for part in (0, 1))
        # What is not found has the place -1, the last: that one stays empty.
        columns = np.full((len(months) + 1, len(kinds) + 1), _NOWHERE)
        for column, (month, kind) in enumerate(self.figures):
            columns[months.index(month), kinds.index(kind)] = column
        found: Counts = columns[
            _index_in(rows["month"], pa.array(months, pa.date32())),
            _index_in(rows["kind"], pa.array(kinds, pa.string())),
        ]
        return found


def _index_in(values: pa.ChunkedArray, known: pa.Array) -> Counts:
    places: Counts = pc.fill_null(pc.index_in(values, known), _NOWHERE).to_numpy().astype(np.int64)
    return places
