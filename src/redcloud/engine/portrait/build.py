"""Stage portrait: the lake in, the kept state brought up to date. All of it, or only who changed.

A build and any sequence of refolds end in the same state: both run the same fold over the same records
with the landmark of the epoch. Kept rows are of one month each, so a refold of some people in some months
reads these months' records and replaces these months' rows.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol

import numpy as np
import pyarrow as pa

from redcloud.engine.backends import Engine, NoRoom
from redcloud.engine.portrait import decay
from redcloud.engine.portrait.fold import Dimensions, fold
from redcloud.engine.portrait.packing import GATHERED, Kinds
from redcloud.engine.portrait.shapes import BUCKET_BITS, BUCKETS
from redcloud.engine.portrait.store import PortraitStore

ROWS_A_MIB = 1_500
"""Lake rows that one pass folds for each MiB that the engine has. Four times as many would fit and take a
fifth longer: lists grow faster in what a processor keeps at hand."""
ROWS_A_PASS = 3_000_000
"""What the engine's default of 2 GiB gives."""


def rows_a_pass(memory_mib: int) -> int:
    """Lake rows to fold in one pass by an engine of so much memory, in MiB."""
    return max(1, memory_mib) * ROWS_A_MIB


class RecordFiles(Protocol):
    """What the build asks of a lake."""

    def rows(self) -> int:
        """How many records there are."""
        ...

    def reading(
        self,
        month_from: date | None = None,
        pseudonyms: Iterable[int] | None = None,
        months: Collection[date] | None = None,
    ) -> AbstractContextManager[list[str]]:
        """Parquet files that can hold records of ``pseudonyms`` in ``months`` (all, when ``None``)."""
        ...


class NoPortraitYet(RuntimeError):  # noqa: N818 - a state, not a fault
    """A refold before the first full build."""


@dataclass(frozen=True, slots=True)
class BuildReport:
    """What a build or refold did, in counts."""

    pseudonyms: int
    portraits: int
    records: int
    passes: int


Progress = Callable[[int, int], None]


def build(
    engine: Engine,
    lake: RecordFiles,
    store: PortraitStore,
    dimensions: Callable[[], Dimensions],
    *,
    today: date,
    rows_a_pass: int = ROWS_A_PASS,
    progress: Progress = lambda done, total: None,
) -> BuildReport:
    """Fold everybody into a new epoch and put it in force.

    Parameters
    ----------
    engine, lake, store
        Where it runs, what it reads, where the state is kept.
    dimensions
        Called under the writer's lock, so that nobody who switched off meanwhile is folded.
    today
        Decides, with the epoch in force, the landmark (``decay.landmark_for``).
    rows_a_pass
        Bounds memory: buckets are folded together up to about so many lake rows. Where the engine has no
        room for that after all (what it joins takes room too), it goes on with half as many buckets.
    progress
        Called with buckets done and buckets in all.

    Raises
    ------
    NoRoom
        If not even one bucket can be folded; what is in force stays as it is.
    """
    with store.locked():
        known = dimensions()
        kinds = Kinds(known.activities)
        before = store.epoch()
        epoch = store.new_epoch(decay.landmark_for(today, before.landmark if before else None))
        bucket_of_subject = known.subjects["pseudonym"].to_numpy() % BUCKETS
        report = BuildReport(known.subjects.num_rows, 0, 0, 0)
        waiting, done = _passes(lake, rows_a_pass), 0
        while waiting:
            group = waiting.pop(0)
            asked = np.isin(bucket_of_subject, group)
            try:
                gathered = _fold_only(engine, lake, known.subjects, asked)
            except NoRoom:
                if len(group) == 1:
                    raise
                waiting = [half for whole in (group, *waiting) for half in _halved(whole)]
                continue
            store.write(epoch, group, gathered, kinds)
            report = _added(report, gathered)
            done += len(group)
            progress(done, BUCKETS)
        store.switch_to(epoch)
        return report


def refold(
    engine: Engine,
    lake: RecordFiles,
    store: PortraitStore,
    dimensions: Callable[[], Dimensions],
    pseudonyms: Iterable[int],
    months: Collection[date] | None = None,
) -> BuildReport:
    """Fold ``pseudonyms`` again from the lake; nobody else's rows are touched.

    Whoever is in ``pseudonyms`` and not in the subjects of ``dimensions`` has no state afterwards.

    Parameters
    ----------
    months
        First days of the months whose records came, changed or went; all of them when None.

    Raises
    ------
    NoPortraitYet
        If nothing was built yet: there is no epoch to fold into.
    """
    asked = np.unique(np.fromiter(pseudonyms, np.int64))
    with store.locked():
        epoch = store.epoch()
        if epoch is None:
            raise NoPortraitYet
        known = dimensions()
        subjects = known.subjects["pseudonym"].to_numpy()
        gathered = _fold_only(engine, lake, known.subjects, np.isin(subjects, asked), months)
        is_allowed = np.isin(asked, subjects)
        store.forget(epoch, asked[~is_allowed].tolist())
        store.replace(epoch, asked[is_allowed].tolist(), gathered, Kinds(known.activities), months)
        return _added(BuildReport(len(asked), 0, 0, 0), gathered)


def _fold_only(
    engine: Engine,
    lake: RecordFiles,
    subjects: pa.Table,
    asked: np.ndarray[Any, np.dtype[np.bool_]],
    months: Collection[date] | None = None,
) -> pa.Table:
    """GATHERED of those of ``subjects`` that are ``asked`` for."""
    some = subjects.filter(pa.array(asked))
    if some.num_rows == 0:
        return GATHERED.empty_table()
    with lake.reading(pseudonyms=some["pseudonym"].to_pylist(), months=months) as paths:
        return fold(engine, paths, some)


def _passes(lake: RecordFiles, rows_a_pass: int) -> list[list[int]]:
    """Buckets cut into passes of about ``rows_a_pass`` lake rows.

    Those with the same last bits stand together: a lake of fewer buckets, also a power of two, has them in
    the same files, which are then read by one pass alone.
    """
    count = min(BUCKETS, max(1, -(-lake.rows() // rows_a_pass)))
    size = -(-BUCKETS // count)
    order = sorted(range(BUCKETS), key=lambda bucket: f"{bucket:0{BUCKET_BITS}b}"[::-1])
    return [order[first : first + size] for first in range(0, BUCKETS, size)]


def _halved(group: list[int]) -> list[list[int]]:
    middle = -(-len(group) // 2)
    return [half for half in (group[:middle], group[middle:]) if half]


def _added(report: BuildReport, gathered: pa.Table) -> BuildReport:
    return BuildReport(
        pseudonyms=report.pseudonyms,
        portraits=report.portraits + gathered.num_rows,
        records=report.records + sum(len(chunk.flatten()) for chunk in gathered["packed"].chunks),
        passes=report.passes + 1,
    )
