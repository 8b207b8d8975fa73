"""The figures of the releases, for the bench. In: the kept state and a province. Out: protected figures."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Final

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from redcloud.engine.contracts import ORGANISATIONS
from redcloud.engine.portrait import PortraitStore
from redcloud.engine.privacy import protect, tree_of, units
from redcloud.engine.privacy.placing import people, placements

MONTHS: Final = 24
SECRET: Final = bytes(32)


def release_tables(folder: Path, store: PortraitStore, today: date) -> list[pa.Table]:
    """CONTRIBUTED and PEOPLE of every branch in the 24 months that are over."""
    subjects = pq.read_table(folder / "subjects.parquet")
    last = today.replace(day=1) - timedelta(days=1)
    first = (last - timedelta(days=31 * (MONTHS - 1))).replace(day=1)
    placed = placements(pq.read_table(folder / "memberships.parquet"), subjects, first, last)
    kept = store.everybody(units.COUNTED_COLUMNS)
    nothing = units.DISPUTED.empty_table()
    return [units.contributed(kept, subjects, placed, nothing), people(placed)]


def protect_all(folder: Path, contributed: pa.Table, people: pa.Table) -> int:
    """Protect every root's figures, one after another; return how many cells there are."""
    organisations = pq.read_table(folder / "organisations.parquet", columns=ORGANISATIONS.names)
    cells = 0
    for root in pc.unique(organisations["root"]).to_pylist():
        own = organisations.filter(pc.equal(organisations["root"], root))
        branches = own["organisation"].combine_chunks()
        mine = (
            table.filter(pc.is_in(table["branch"], value_set=branches)) for table in (contributed, people)
        )
        cells += protect(tree_of(own, root), *mine, secret=SECRET).price.cells
    return cells
