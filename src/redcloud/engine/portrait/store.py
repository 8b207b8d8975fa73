"""Stage portrait: keeps the portrait state. Rows by pseudonym in; point reads and scans by bucket out.

Layout under the store's folder::

    current                      name of the epoch in force, replaced atomically
    epoch-000001/epoch.json      {"version": 3, "landmark": "2024-01-01"}
    epoch-000001/bucket-07/manifest.json   {"generation": 3, "base": {...}, "patches": [{...}]}
    epoch-000001/bucket-07/000003-rows.parquet

A reader follows pointers and never sees half a write: new files are written beside the old ones, the
manifest is replaced by a rename, then the old files go. What a bucket's files hold: ``bucket``.
"""

from __future__ import annotations

import fcntl
import json
import shutil
from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path
from typing import Final

import numpy as np
import pyarrow as pa

from redcloud.engine.portrait.bucket import Bucket, replace_text
from redcloud.engine.portrait.packing import Kinds, Numbers, by_bucket, unpacked
from redcloud.engine.portrait.shapes import BUCKETS, KEPT, REPLACED, Kept

STORE_VERSION: Final = 3
READ_ATTEMPTS: Final = 5
NO_LANDMARK: Final = date(1970, 1, 1)
"""Of a state that is not there: nothing is weighed by it."""


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

    def write(self, epoch: Epoch, buckets: Iterable[int], gathered: pa.Table, kinds: Kinds) -> None:
        """Replace whole buckets at once; ``gathered`` (GATHERED) has all of ``buckets`` and no others."""
        found = by_bucket(gathered)
        for bucket in buckets:
            self._bucket(epoch, bucket).write(_rows(found.get(bucket), kinds))

    def replace(
        self,
        epoch: Epoch,
        pseudonyms: Collection[int],
        gathered: pa.Table,
        kinds: Kinds,
        months: Collection[date] | None = None,
    ) -> None:
        """Put ``gathered`` in the place of what is kept of ``pseudonyms``; others stay as they are.

        Parameters
        ----------
        gathered
            GATHERED of ``pseudonyms``, of no months but ``months``.
        kinds
            What kind an activity is.
        months
            First days of the months that are replaced, all of them when None.
        """
        found = by_bucket(gathered)
        for bucket, members in _by_bucket(pseudonyms).items():
            rows = _rows(found.get(bucket), kinds)
            self._bucket(epoch, bucket).patch(_replaced(members, months), rows)

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

    def read(self, pseudonyms: Iterable[int]) -> Kept:
        """Rows of a few pseudonyms, by a point read of their buckets."""
        wanted = _by_bucket(pseudonyms)

        def rows(epoch: Epoch) -> pa.Table:
            parts = [self._bucket(epoch, bucket).read(members) for bucket, members in wanted.items()]
            return pa.concat_tables([KEPT.empty_table(), *parts])

        return self._followed(rows) or Kept(KEPT.empty_table(), NO_LANDMARK)

    def everybody(self, columns: Collection[str] = tuple(KEPT.names)) -> Iterator[Kept]:
        """Rows of everybody, a bucket after another and each in the order of pseudonyms.

        Parameters
        ----------
        columns
            Of KEPT, to read no more than is needed.
        """
        for number in range(BUCKETS):
            found = self._followed(partial(self._everything, number, columns))
            if found is None:
                return
            yield found

    def _followed(self, read: Callable[[Epoch], pa.Table]) -> Kept | None:
        for _ in range(READ_ATTEMPTS):
            epoch = self.epoch()
            if epoch is None:
                return None
            try:
                return Kept(read(epoch), epoch.landmark)
            except FileNotFoundError:
                # A writer replaced the files between the manifest and the read: follow the new one.
                continue
        raise RuntimeError("the portrait state kept changing while it was read")

    def _everything(self, bucket: int, columns: Collection[str], epoch: Epoch) -> pa.Table:
        return self._bucket(epoch, bucket).everything(columns)

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


def _rows(found: tuple[Numbers, Numbers] | None, kinds: Kinds) -> pa.Table:
    """KEPT rows of a bucket of which something was gathered, or nothing."""
    return KEPT.empty_table() if found is None else unpacked(*found, kinds)
