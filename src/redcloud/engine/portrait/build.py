"""Stage portrait: the lake in, the kept state brought up to date. All of it, or only who changed.

A build and any sequence of refolds end in the same state: both run the same fold over the same records
with the landmark of the epoch, and a refold replaces everything that is kept of whom it folds.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from redcloud.engine.backends import Engine
from redcloud.engine.portrait import decay
from redcloud.engine.portrait.fold import Dimensions, fold
from redcloud.engine.portrait.shapes import PortraitState
from redcloud.engine.portrait.store import BUCKETS, PortraitStore, bucket_of

ROWS_A_PASS = 8_000_000
"""Lake rows that one pass folds: group-bys of this size fit the default memory limit."""


class RecordFiles(Protocol):
    """What the build asks of a lake."""

    def files(self, month_from: date | None = None, pseudonyms: Sequence[int] | None = None) -> list[str]:
        """Parquet files that can hold records of ``pseudonyms`` (all, when ``None``)."""
        ...


class NoPortraitYet(RuntimeError):  # noqa: N818 - a state, not a fault
    """A refold before the first full build."""


@dataclass(frozen=True, slots=True)
class BuildReport:
    """What a build or refold did, in counts."""

    pseudonyms: int
    portraits: int
    participation: int
    topics: int
    study: int
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
        Bounds memory: buckets are folded together up to about so many lake rows.
    progress
        Called with buckets done and buckets in all.
    """
    with store.locked():
        known = dimensions()
        before = store.epoch()
        epoch = store.new_epoch(decay.landmark_for(today, before.landmark if before else None))
        members = _members_by_bucket(known.subjects)
        report = BuildReport(known.subjects.num_rows, 0, 0, 0, 0, 0)
        groups = _passes(lake, rows_a_pass)
        for group in groups:
            asked = [pseudonym for bucket in group for pseudonym in members.get(bucket, [])]
            state = _fold_only(engine, lake, known, asked, epoch.landmark)
            for bucket in group:
                store.write(epoch, bucket, _bucket_rows(state, bucket))
            report = _added(report, state)
            progress(group[-1] + 1, BUCKETS)
        store.switch_to(epoch)
        return report


def refold(
    engine: Engine,
    lake: RecordFiles,
    store: PortraitStore,
    dimensions: Callable[[], Dimensions],
    pseudonyms: Iterable[int],
) -> BuildReport:
    """Fold ``pseudonyms`` again from the lake; nobody else's rows are touched.

    Whoever is in ``pseudonyms`` and not in the subjects of ``dimensions`` has no state afterwards.

    Raises
    ------
    NoPortraitYet
        If nothing was built yet: there is no epoch to fold into.
    """
    asked = sorted(set(pseudonyms))
    with store.locked():
        epoch = store.epoch()
        if epoch is None:
            raise NoPortraitYet
        known = dimensions()
        allowed = set(known.subjects["pseudonym"].to_pylist())
        folded = [pseudonym for pseudonym in asked if pseudonym in allowed]
        state = _fold_only(engine, lake, known, folded, epoch.landmark)
        store.replace(epoch, asked, state)
        return _added(BuildReport(len(asked), 0, 0, 0, 0, 0), state)


def _fold_only(
    engine: Engine, lake: RecordFiles, known: Dimensions, pseudonyms: list[int], landmark: date
) -> PortraitState:
    if not pseudonyms:
        return PortraitState.empty()
    wanted = pc.is_in(known.subjects["pseudonym"], value_set=pa.array(pseudonyms, pa.int64()))
    some = Dimensions(known.subjects.filter(wanted), known.activities, known.topics)
    return fold(engine, lake.files(pseudonyms=pseudonyms), some, landmark)


def _passes(lake: RecordFiles, rows_a_pass: int) -> list[list[int]]:
    """Buckets, in order, cut into passes of about ``rows_a_pass`` lake rows."""
    rows = sum(pq.read_metadata(path).num_rows for path in lake.files())
    count = min(BUCKETS, max(1, -(-rows // rows_a_pass)))
    size = -(-BUCKETS // count)
    return [list(range(first, min(first + size, BUCKETS))) for first in range(0, BUCKETS, size)]


def _members_by_bucket(subjects: pa.Table) -> dict[int, list[int]]:
    members: dict[int, list[int]] = {}
    for pseudonym in subjects["pseudonym"].to_pylist():
        members.setdefault(bucket_of(pseudonym), []).append(pseudonym)
    return members


def _bucket_rows(state: PortraitState, bucket: int) -> PortraitState:
    # Pseudonyms are positive: the last six bits are the remainder by 64.
    def rows(table: pa.Table) -> pa.Table:
        return table.filter(pc.equal(pc.bit_wise_and(table["pseudonym"], BUCKETS - 1), bucket))

    return PortraitState(**{name: rows(table) for name, table in state.tables().items()})


def _added(report: BuildReport, state: PortraitState) -> BuildReport:
    return BuildReport(
        pseudonyms=report.pseudonyms,
        portraits=report.portraits + len(pc.unique(state.participation["pseudonym"])),
        participation=report.participation + state.participation.num_rows,
        topics=report.topics + state.topics.num_rows,
        study=report.study + state.study.num_rows,
        passes=report.passes + 1,
    )
