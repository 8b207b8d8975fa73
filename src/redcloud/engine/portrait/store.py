"""Stage portrait: keeps the portrait state. Rows by pseudonym in; point reads and file lists out.

Layout under the store's folder::

    current                      name of the epoch in force, replaced atomically
    epoch-000001/epoch.json      {"version": 2, "landmark": "2024-01-01"}
    epoch-000001/bucket-07/manifest.json   {"generation": 3, "base": {...}, "patches": [{...}]}
    epoch-000001/bucket-07/000003-participation.parquet

A reader follows pointers and never sees half a write: new files are written beside the old ones, the
manifest is replaced by a rename, then the old files go. What a bucket's files hold: ``bucket``.
"""

from __future__ import annotations

import fcntl
import json
import shutil
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final

import numpy as np
import pyarrow as pa

from redcloud.engine.portrait.bucket import Bucket, replace_text
from redcloud.engine.portrait.shapes import BUCKET_BITS, BUCKETS, REPLACED, STATE_SCHEMAS, PortraitState

STORE_VERSION: Final = 2
READ_ATTEMPTS: Final = 5


@dataclass(frozen=True, slots=True)
class Epoch:
    """A full build and everything refolded onto it: one landmark for all of its weights."""

    name: str
    landmark: date


def bucket_of(pseudonym: int) -> int:
    """Bucket (0 to 63) of a pseudonym. Pseudonyms are random, so that their last six bits are too."""
    return pseudonym % BUCKETS


class PortraitStore:
    """The portrait state in a folder: one writer at a time, many readers.

    Parameters
    ----------
    path
        Folder of the store; made on the first build.
    """

    def __init__(self, path: Path) -> None:
        self._path = path

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Hold the writer's lock (across processes); readers are never held up."""
        self._path.mkdir(parents=True, exist_ok=True)
        with (self._path / "writer.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    def epoch(self) -> Epoch | None:
        """The epoch in force; ``None`` before the first build.

        A state that another version wrote counts as none: whoever folds next builds everything anew.
        """
        pointer = self._path / "current"
        if not pointer.exists():
            return None
        name = pointer.read_text().strip()
        facts = json.loads((self._path / name / "epoch.json").read_text())
        if facts["version"] != STORE_VERSION:
            return None
        return Epoch(name=name, landmark=date.fromisoformat(facts["landmark"]))

    def new_epoch(self, landmark: date) -> Epoch:
        """Prepare an epoch beside the one in force. Readers see it after ``switch_to``."""
        taken = [int(folder.name.removeprefix("epoch-")) for folder in self._path.glob("epoch-*")]
        name = f"epoch-{max(taken, default=0) + 1:06d}"
        (self._path / name).mkdir(parents=True)
        facts = {"version": STORE_VERSION, "landmark": landmark.isoformat()}
        replace_text(self._path / name / "epoch.json", json.dumps(facts))
        return Epoch(name=name, landmark=landmark)

    def switch_to(self, epoch: Epoch) -> None:
        """Put ``epoch`` in force and remove all others."""
        replace_text(self._path / "current", epoch.name)
        for folder in self._path.glob("epoch-*"):
            if folder.name != epoch.name:
                shutil.rmtree(folder)

    def write(self, epoch: Epoch, buckets: Iterable[int], state: PortraitState) -> None:
        """Replace whole buckets at once; ``state`` holds all rows of ``buckets`` and no others."""
        for bucket, rows in _split(state, buckets).items():
            self._bucket(epoch, bucket).write(rows)

    def replace(
        self,
        epoch: Epoch,
        pseudonyms: Collection[int],
        state: PortraitState,
        months: Collection[date] | None = None,
    ) -> None:
        """Put ``state`` in the place of what is kept of ``pseudonyms``; others stay as they are.

        Parameters
        ----------
        months
            First days of the months that are replaced, all of them when None; ``state`` has no others.
        """
        buckets = _by_bucket(pseudonyms)
        split = _split(state, buckets)
        for bucket, members in buckets.items():
            self._bucket(epoch, bucket).patch(_replaced(members, months), split[bucket])

    def remove(self, pseudonyms: Iterable[int]) -> None:
        """Forget ``pseudonyms``, from the files themselves. Nothing to do before the first build."""
        with self.locked():
            epoch = self.epoch()
            if epoch is not None:
                self.forget(epoch, pseudonyms)

    def forget(self, epoch: Epoch, pseudonyms: Iterable[int]) -> None:
        """Do what ``remove`` does, for who holds the lock already."""
        for bucket, members in _by_bucket(pseudonyms).items():
            self._bucket(epoch, bucket).forget(members)

    def read(self, pseudonyms: Iterable[int]) -> PortraitState:
        """Rows of a few pseudonyms, by a point read of their buckets."""
        wanted = _by_bucket(pseudonyms)
        for _ in range(READ_ATTEMPTS):
            try:
                return self._read(wanted)
            except FileNotFoundError:
                # A writer replaced the files between the manifest and the read: follow the new one.
                continue
        raise RuntimeError("the portrait state kept changing while it was read")

    def files(self, table: str) -> list[str]:
        """Paths of all files of ``table`` (a key of ``STATE_SCHEMAS``), for a scan.

        Patches are merged first, which waits for a writer: for what is computed of everybody, at night.
        """
        with self.locked():
            epoch = self.epoch()
            if epoch is None:
                return []
            buckets = [self._bucket(epoch, number) for number in range(BUCKETS)]
            for bucket in buckets:
                bucket.settle()
            return [path for bucket in buckets for path in bucket.base_files(table)]

    def _read(self, wanted: dict[int, list[int]]) -> PortraitState:
        epoch = self.epoch()
        if epoch is None:
            return PortraitState.empty()
        parts = [self._bucket(epoch, bucket).read(members) for bucket, members in wanted.items()]
        return _joined([PortraitState.empty(), *parts])

    def _bucket(self, epoch: Epoch, bucket: int) -> Bucket:
        return Bucket(self._path / epoch.name / f"bucket-{bucket:02d}")


def _by_bucket(pseudonyms: Iterable[int]) -> dict[int, list[int]]:
    buckets: dict[int, list[int]] = {}
    for pseudonym in pseudonyms:
        buckets.setdefault(bucket_of(pseudonym), []).append(pseudonym)
    return buckets


def _replaced(pseudonyms: list[int], months: Collection[date] | None) -> pa.Table:
    named: list[date | None] = [None] if months is None else [*sorted(months)]
    who = np.repeat(np.asarray(pseudonyms, dtype=np.int64), len(named))
    return pa.table([who, named * len(pseudonyms)], schema=REPLACED)


def _joined(parts: list[PortraitState]) -> PortraitState:
    return PortraitState(
        **{name: pa.concat_tables([getattr(part, name) for part in parts]) for name in STATE_SCHEMAS}
    )


def _split(state: PortraitState, buckets: Iterable[int]) -> dict[int, PortraitState]:
    """Rows of each bucket, sorted by pseudonym. A fold gives them in this order already."""
    wanted = list(buckets)
    tables = {name: _sorted(table) for name, table in state.tables().items()}
    return {
        bucket: PortraitState(
            **{
                name: rows.slice(ends[bucket], ends[bucket + 1] - ends[bucket])
                for name, (rows, ends) in tables.items()
            }
        )
        for bucket in wanted
    }


def _sorted(table: pa.Table) -> tuple[pa.Table, list[int]]:
    """The rows by bucket and pseudonym, and where each bucket begins."""
    pseudonym = table["pseudonym"].to_numpy()
    bucket = pseudonym & (BUCKETS - 1)  # pseudonyms are positive: the last six bits are the remainder by 64
    # Bucket first, then the other bits in their order: one whole number to sort by.
    key = bucket << (63 - BUCKET_BITS) | pseudonym >> BUCKET_BITS
    ends = np.concatenate([[0], np.cumsum(np.bincount(bucket, minlength=BUCKETS))])
    if bool((key[1:] >= key[:-1]).all()):
        return table, ends.tolist()
    # In one chunk: taking from many costs twice as much.
    return table.combine_chunks().take(pa.array(np.argsort(key))), ends.tolist()
