"""Simulate: a province straight into a folder; a plan in, a lake and what the fold joins as files out."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from pathlib import Path
from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from redcloud.engine.records.filling import buckets_for
from redcloud.engine.records.lake import Lake, LakeNotEmpty, Place
from redcloud.engine.simulate.crowd import by_bucket, draw_crowd, memberships, subjects
from redcloud.engine.simulate.happenings import months
from redcloud.engine.simulate.lake import RECORDS_A_MEMBER_MONTH, item_tables, record_batches
from redcloud.engine.simulate.plan import Plan, plan_province
from redcloud.engine.simulate.tree import grow_tree

BRANCHES_A_MEMBER: Final = 0.046
"""92,000 branches of two million."""
TOPICS: Final = 20
Batches = Iterable[pa.RecordBatch]


def plan_lake(*, members: int, seed: int, today: date) -> Plan:
    """Plan a province whose lake is written directly; raises as ``plan_province`` does."""
    branches = max(1, round(members * BRANCHES_A_MEMBER))
    return plan_province(members=members, seed=seed, today=today, branches=branches)


def write_lake(
    plan: Plan,
    items: int,
    folder: Path,
    shown: Callable[[Batches, int], Batches] = lambda batches, _total: batches,
    place: Place | None = None,
) -> dict[str, int]:
    """Fill a lake and write the dimensions of the fold beside it; return the rows of each.

    Parameters
    ----------
    items
        Items in the library.
    folder
        Gets ``lake/``, unless there is a ``place``, and ``subjects``, ``memberships``, ``organisations``,
        ``activities`` and ``activity_topics`` as Parquet files, in the shapes of the contracts.
    shown
        Passes batches on, for a progress bar; told how many there will be.
    place
        Of the lake, where it is not to lie in the folder.

    Raises
    ------
    LakeNotEmpty
        If there is a lake in the folder; nothing is changed then.
    """
    topics = min(TOPICS, items)
    lake = Lake(place or folder / "lake", buckets_for(plan.members * RECORDS_A_MEMBER_MONTH))
    if lake.files():
        raise LakeNotEmpty(str(folder))
    crowd = draw_crowd(plan, topics)
    tree = grow_tree(plan)
    kinds, topic_pairs = item_tables(items, topics)
    buckets = by_bucket(crowd, lake.buckets)
    with Tables(folder) as tables:
        tables.add("organisations", tree.table)
        tables.add("activities", kinds)
        tables.add("activity_topics", topic_pairs)
        tables.add("subjects", subjects(crowd))
        tables.add("memberships", memberships(crowd, plan, np.array(tree.branch_ids)))
        batches = record_batches(plan, buckets, items, topics, lambda held: tables.add("activities", held))
        written = lake.fill(shown(batches, len(months(plan)) * len(buckets)))
        return {"lake": written, **tables.rows}


class Tables:
    """Parquet files that grow by row groups; one open file a name."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._folder = folder
        self._writers: dict[str, pq.ParquetWriter] = {}
        self.rows: dict[str, int] = {}

    def add(self, name: str, table: pa.Table) -> None:
        """Write a row group to the file ``name``."""
        if name not in self._writers:
            path = self._folder / f"{name}.parquet"
            self._writers[name] = pq.ParquetWriter(path, table.schema, compression="zstd")
        self._writers[name].write_table(table)
        self.rows[name] = self.rows.get(name, 0) + table.num_rows

    def __enter__(self) -> Tables:
        return self

    def __exit__(self, *_error: object) -> None:
        for writer in self._writers.values():
            writer.close()
