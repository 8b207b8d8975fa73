"""Stage portrait: keeps the portrait state. Rows by pseudonym in; point reads and file lists out.

Layout under the store's folder::

    current                      name of the epoch in force, replaced atomically
    epoch-000001/epoch.json      {"version": 1, "landmark": "2024-01-01"}
    epoch-000001/bucket-07/manifest.json   {"generation": 3, "files": {"participation": [...], ...}}
    epoch-000001/bucket-07/000003-participation.parquet

A reader follows pointers and never sees half a write: new files are written beside the old ones, the
manifest is replaced by a rename, then the old files go. The manifest *lists* files, so that a bucket
may one day hold a base and increments without another layout.
"""

from __future__ import annotations

import fcntl
import json
import os
import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from redcloud.engine.portrait.shapes import STATE_SCHEMAS, PortraitState

BUCKETS: Final = 64
STORE_VERSION: Final = 1
ROW_GROUP: Final = 16_384
"""Rows a point read decodes for one pseudonym: small enough for a few ms, large enough to compress."""
READ_ATTEMPTS: Final = 5


class StoreVersionError(RuntimeError):
    """The kept state was written by another version; a full build replaces it."""


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

        Raises
        ------
        StoreVersionError
            If the state was written by another version of the store.
        """
        pointer = self._path / "current"
        if not pointer.exists():
            return None
        name = pointer.read_text().strip()
        facts = json.loads((self._path / name / "epoch.json").read_text())
        if facts["version"] != STORE_VERSION:
            raise StoreVersionError(f"state version {facts['version']}, expected {STORE_VERSION}")
        return Epoch(name=name, landmark=date.fromisoformat(facts["landmark"]))

    def new_epoch(self, landmark: date) -> Epoch:
        """Prepare an epoch beside the one in force. Readers see it after ``switch_to``."""
        taken = [int(folder.name.removeprefix("epoch-")) for folder in self._path.glob("epoch-*")]
        name = f"epoch-{max(taken, default=0) + 1:06d}"
        (self._path / name).mkdir(parents=True)
        facts = {"version": STORE_VERSION, "landmark": landmark.isoformat()}
        _replace_text(self._path / name / "epoch.json", json.dumps(facts))
        return Epoch(name=name, landmark=landmark)

    def switch_to(self, epoch: Epoch) -> None:
        """Put ``epoch`` in force and remove all others."""
        _replace_text(self._path / "current", epoch.name)
        for folder in self._path.glob("epoch-*"):
            if folder.name != epoch.name:
                shutil.rmtree(folder)

    def write(self, epoch: Epoch, bucket: int, state: PortraitState) -> None:
        """Replace a whole bucket at once."""
        folder = self._path / epoch.name / f"bucket-{bucket:02d}"
        folder.mkdir(exist_ok=True)
        first = not (folder / "manifest.json").exists()
        before: dict[str, Any] = {"generation": 0, "files": {}} if first else _manifest(folder)
        generation = before["generation"] + 1
        files = {name: [f"{generation:06d}-{name}.parquet"] for name in STATE_SCHEMAS}
        for name, table in state.tables().items():
            _write_sorted(folder / files[name][0], table)
        _replace_text(folder / "manifest.json", json.dumps({"generation": generation, "files": files}))
        for old in _listed(before):
            (folder / old).unlink(missing_ok=True)

    def replace(self, epoch: Epoch, pseudonyms: Iterable[int], state: PortraitState) -> None:
        """Put ``state`` in the place of everything kept of ``pseudonyms``; others stay as they are."""
        for bucket, members in _by_bucket(pseudonyms).items():
            kept = _without(self._bucket(epoch, bucket), members)
            added = _only(state, members)
            tables = zip(STATE_SCHEMAS, kept.tables().values(), added.tables().values(), strict=True)
            merged = {name: pa.concat_tables([old, new]) for name, old, new in tables}
            self.write(epoch, bucket, PortraitState(**merged))

    def remove(self, pseudonyms: Iterable[int]) -> None:
        """Forget ``pseudonyms``. Nothing to do before the first build."""
        with self.locked():
            epoch = self.epoch()
            if epoch is not None:
                self.replace(epoch, pseudonyms, PortraitState.empty())

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
        """Paths of all files of ``table`` (a key of ``STATE_SCHEMAS``), for a scan."""
        epoch = self.epoch()
        if epoch is None:
            return []
        folders = sorted((self._path / epoch.name).glob("bucket-*"))
        return [str(folder / name) for folder in folders for name in _manifest(folder)["files"][table]]

    def _read(self, wanted: dict[int, list[int]]) -> PortraitState:
        epoch = self.epoch()
        if epoch is None:
            return PortraitState.empty()
        found: dict[str, list[pa.Table]] = {
            name: [schema.empty_table()] for name, schema in STATE_SCHEMAS.items()
        }
        for bucket, members in wanted.items():
            folder = self._path / epoch.name / f"bucket-{bucket:02d}"
            for name, paths in _manifest(folder)["files"].items():
                found[name] += [_point_read(folder / path, STATE_SCHEMAS[name], members) for path in paths]
        return PortraitState(**{name: pa.concat_tables(tables) for name, tables in found.items()})

    def _bucket(self, epoch: Epoch, bucket: int) -> PortraitState:
        folder = self._path / epoch.name / f"bucket-{bucket:02d}"
        files = _manifest(folder)["files"]
        tables = {}
        for name, schema in STATE_SCHEMAS.items():
            parts = [pq.ParquetFile(folder / path).read() for path in files[name]]
            tables[name] = pa.concat_tables([schema.empty_table(), *(part.cast(schema) for part in parts)])
        return PortraitState(**tables)


def _manifest(folder: Path) -> dict[str, Any]:
    # A missing manifest is an error: a build writes all buckets before its epoch is in force.
    facts: dict[str, Any] = json.loads((folder / "manifest.json").read_text())
    return facts


def _listed(manifest: dict[str, Any]) -> list[str]:
    return [name for names in manifest["files"].values() for name in names]


def _replace_text(path: Path, text: str) -> None:
    fresh = path.with_name(f".{path.name}.{os.getpid()}")
    with fresh.open("w") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(path)


def _write_sorted(path: Path, table: pa.Table) -> None:
    keys = [(field.name, "ascending") for field in table.schema if field.name != "records"]
    pq.write_table(table.sort_by(keys), path, compression="zstd", row_group_size=ROW_GROUP)


def _by_bucket(pseudonyms: Iterable[int]) -> dict[int, list[int]]:
    buckets: dict[int, list[int]] = {}
    for pseudonym in pseudonyms:
        buckets.setdefault(bucket_of(pseudonym), []).append(pseudonym)
    return buckets


def _member_mask(table: pa.Table, pseudonyms: list[int]) -> Any:
    return pc.is_in(table["pseudonym"], value_set=pa.array(pseudonyms, pa.int64()))


def _only(state: PortraitState, pseudonyms: list[int]) -> PortraitState:
    kept = {name: table.filter(_member_mask(table, pseudonyms)) for name, table in state.tables().items()}
    return PortraitState(**kept)


def _without(state: PortraitState, pseudonyms: list[int]) -> PortraitState:
    kept = {
        name: table.filter(pc.invert(_member_mask(table, pseudonyms)))
        for name, table in state.tables().items()
    }
    return PortraitState(**kept)


def _point_read(path: Path, schema: pa.Schema, pseudonyms: list[int]) -> pa.Table:
    """Decode only the row groups that can hold one of ``pseudonyms``: files are sorted by it."""
    with pq.ParquetFile(path) as file:
        asked = np.asarray(pseudonyms)
        groups = []
        for index in range(file.num_row_groups):
            bounds = file.metadata.row_group(index).column(0).statistics
            if bounds is None or ((asked >= bounds.min) & (asked <= bounds.max)).any():
                groups.append(index)
        rows = file.read_row_groups(groups).cast(schema)
    return rows.filter(_member_mask(rows, pseudonyms))
