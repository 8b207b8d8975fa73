"""Stage portrait: the files of one bucket. Rows of its pseudonyms in, the same rows resolved out.

A bucket is a *base*, written by a full build, and a few *patches* on it, in order. A patch says of
whom and of which months it replaces everything that is kept, and with which rows; so writing it reads
nothing, and writing it twice changes nothing. Patches are merged when they become many, and into the
base when they become large: a log-structured merge tree (O'Neil, Cheng, Gawlick and O'Neil, Acta
Informatica 1996) of two levels.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable
from pathlib import Path
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from redcloud.engine.portrait.shapes import REPLACED, STATE_SCHEMAS, PortraitState

ROW_GROUP: Final = 16_384
"""Rows a point read decodes for one pseudonym: small enough for a few ms, large enough to compress."""
MOST_PATCHES: Final = 6
PATCH_SHARE: Final = 0.25
"""Patches of more rows than this share of the base are merged into it."""
_FIRST_MONTH: Final = 1 << 23
"""Added to the day number of a month, so that every month is a positive number under 2^24."""

Manifest = dict[str, Any]


class Bucket:
    """One bucket in its folder. The caller holds the writer's lock for everything that writes."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def write(self, state: PortraitState) -> None:
        """Replace the whole bucket, of an epoch that is not in force yet."""
        self._folder.mkdir(exist_ok=True)
        before = self._manifest() if (self._folder / "manifest.json").exists() else None
        self._put(before, state, [], durable=False)

    def patch(self, replaced: pa.Table, state: PortraitState) -> None:
        """Put ``state`` in the place of what is kept of ``replaced`` (REPLACED)."""
        before = self._manifest()
        patches = [*before["patches"]]
        if len(patches) < MOST_PATCHES:
            name = self._name(before)
            added = self._write_tables(f"{name}-patch", {"replaced": replaced, **state.tables()})
            self._switch(before, before["base"], [*patches, added])
            return
        everything = _merged([*(self._patch(files) for files in patches), (replaced, state)])
        if _rows(everything[1]) > PATCH_SHARE * self._base_rows(before):
            self._put(before, _patched(self._base(before), [everything]), [])
        else:
            self._put(before, None, [everything])

    def settle(self, without: Iterable[int] = ()) -> None:
        """Merge the patches into the base, leaving out what is kept of some pseudonyms."""
        before = self._manifest()
        gone = pa.array(list(without), pa.int64())
        if not before["patches"] and len(gone) == 0:
            return
        state = self._resolved(before)
        kept = {
            name: table.filter(pc.invert(pc.is_in(table["pseudonym"], value_set=gone)))
            for name, table in state.tables().items()
        }
        self._put(before, PortraitState(**kept), [])

    def forget(self, pseudonyms: list[int]) -> None:
        """Rewrite the bucket without some pseudonyms, if a file of it names one of them."""
        manifest = self._manifest()
        schemas = {**STATE_SCHEMAS, "replaced": REPLACED}
        if any(
            self._read(files, name, schemas[name], pseudonyms).num_rows
            for files in (manifest["base"], *manifest["patches"])
            for name in files
        ):
            self.settle(without=pseudonyms)

    def read(self, pseudonyms: list[int]) -> PortraitState:
        """Rows of a few pseudonyms, by a point read."""
        manifest = self._manifest()
        patches = [
            (self._read(files, "replaced", REPLACED, pseudonyms), self._read_all(files, pseudonyms))
            for files in manifest["patches"]
        ]
        return _patched(self._read_all(manifest["base"], pseudonyms), patches)

    def base_files(self, table: str) -> list[str]:
        """The base's file of a table, if it has rows; complete after ``settle``."""
        name = self._manifest()["base"].get(table)
        return [] if name is None else [str(self._folder / name)]

    def _resolved(self, manifest: Manifest) -> PortraitState:
        return _patched(self._base(manifest), [self._patch(files) for files in manifest["patches"]])

    def _base(self, manifest: Manifest) -> PortraitState:
        return self._read_all(manifest["base"])

    def _base_rows(self, manifest: Manifest) -> int:
        return sum(pq.read_metadata(self._folder / name).num_rows for name in manifest["base"].values())

    def _patch(self, files: dict[str, str]) -> tuple[pa.Table, PortraitState]:
        return self._read(files, "replaced", REPLACED), self._read_all(files)

    def _read(
        self, files: dict[str, str], table: str, schema: pa.Schema, pseudonyms: list[int] | None = None
    ) -> pa.Table:
        if table not in files:
            return schema.empty_table()
        path = self._folder / files[table]
        if pseudonyms is not None:
            return _point_read(path, schema, pseudonyms)
        return pq.ParquetFile(path).read().cast(schema)

    def _read_all(self, files: dict[str, str], pseudonyms: list[int] | None = None) -> PortraitState:
        return PortraitState(
            **{name: self._read(files, name, schema, pseudonyms) for name, schema in STATE_SCHEMAS.items()}
        )

    def _manifest(self) -> Manifest:
        # A missing manifest is an error: a build writes all buckets before its epoch is in force.
        facts: Manifest = json.loads((self._folder / "manifest.json").read_text())
        return facts

    @staticmethod
    def _name(before: Manifest | None) -> str:
        return f"{(before['generation'] if before else 0) + 1:06d}"

    def _put(
        self,
        before: Manifest | None,
        base: PortraitState | None,
        patches: list[tuple[pa.Table, PortraitState]],
        durable: bool = True,
    ) -> None:
        """Write a new base (the old one stays where it is None) and new patches, then put them in force."""
        name = self._name(before)
        if base is None:
            assert before is not None  # noqa: S101 - only a bucket that is there is patched
            files = before["base"]
        else:
            files = self._write_tables(name, base.tables())
        written = [
            self._write_tables(f"{name}-patch{at}", {"replaced": replaced, **state.tables()})
            for at, (replaced, state) in enumerate(patches)
        ]
        self._switch(before, files, written, durable)

    def _switch(
        self,
        before: Manifest | None,
        base: dict[str, str],
        patches: list[dict[str, str]],
        durable: bool = True,
    ) -> None:
        facts = {"generation": int(self._name(before)), "base": base, "patches": patches}
        replace_text(self._folder / "manifest.json", json.dumps(facts), durable)
        if before is not None:
            for old in set(_listed(before)) - set(_listed(facts)):
                (self._folder / old).unlink(missing_ok=True)

    def _write_tables(self, name: str, tables: dict[str, pa.Table]) -> dict[str, str]:
        """Write the tables that have rows; a table without a file is empty."""
        files = {table: f"{name}-{table}.parquet" for table, rows in tables.items() if rows.num_rows}
        for table, rows in tables.items():
            if table not in files:
                continue
            pq.write_table(
                by_pseudonym(rows), self._folder / files[table], compression="zstd", row_group_size=ROW_GROUP
            )
        return files


def by_pseudonym(rows: pa.Table) -> pa.Table:
    """Sort by pseudonym, unless they stand in that order already."""
    pseudonym = rows["pseudonym"].to_numpy()
    if bool((pseudonym[1:] >= pseudonym[:-1]).all()):
        return rows
    return rows.take(pa.array(np.argsort(pseudonym)))


def replace_text(path: Path, text: str, durable: bool = True) -> None:
    """Replace a small file atomically, on the disk itself where it is to be ``durable``."""
    fresh = path.with_name(f".{path.name}.{os.getpid()}")
    with fresh.open("w") as file:
        file.write(text)
        if durable:
            file.flush()
            os.fsync(file.fileno())
    fresh.replace(path)


def _listed(manifest: Manifest) -> list[str]:
    return [name for files in (manifest["base"], *manifest["patches"]) for name in files.values()]


def _rows(state: PortraitState) -> int:
    return sum(table.num_rows for table in state.tables().values())


def _patched(state: PortraitState, patches: list[tuple[pa.Table, PortraitState]]) -> PortraitState:
    """Apply patches in their order."""
    for replaced, rows in patches:
        if replaced.num_rows:
            kept = {name: _without(table, replaced) for name, table in state.tables().items()}
            state = PortraitState(
                **{name: pa.concat_tables([kept[name], table]) for name, table in rows.tables().items()}
            )
    return state


def _merged(patches: list[tuple[pa.Table, PortraitState]]) -> tuple[pa.Table, PortraitState]:
    """One patch that does what several do one after another."""
    replaced = pa.concat_tables([one for one, _ in patches]).group_by(REPLACED.names).aggregate([])
    return replaced.cast(REPLACED), _patched(PortraitState.empty(), patches)


def _without(rows: pa.Table, replaced: pa.Table) -> pa.Table:
    """Rows that ``replaced`` does not name, by pseudonym and month or, without a month, by pseudonym."""
    names = pc.unique(replaced["pseudonym"])
    place = pc.index_in(rows["pseudonym"], value_set=names)
    always = replaced.filter(pc.is_null(replaced["month"]))["pseudonym"]
    some = replaced.filter(pc.is_valid(replaced["month"]))
    named = _keys(pc.index_in(some["pseudonym"], value_set=names), some["month"])
    found = pc.or_(
        pc.is_in(_keys(place, rows["month"]), value_set=named),
        pc.is_in(rows["pseudonym"], value_set=always.combine_chunks()),
    )
    return rows.filter(pc.invert(found))


def _keys(place: Any, month: Any) -> pa.Array:
    """One whole number for a place in a list and a month; -1 for no place."""
    places = pc.fill_null(place, -1).to_numpy().astype(np.int64)
    days = month.cast(pa.int32()).to_numpy().astype(np.int64)
    return pa.array(np.where(places < 0, -1, (places << 24) + days + _FIRST_MONTH))


def _point_read(path: Path, schema: pa.Schema, pseudonyms: list[int]) -> pa.Table:
    """Decode only the row groups that can hold one of ``pseudonyms``: files are sorted by it."""
    with pq.ParquetFile(path) as file:
        asked = np.asarray(pseudonyms)
        groups = []
        for index in range(file.num_row_groups):
            bounds = file.metadata.row_group(index).column(0).statistics
            if bounds is None or ((asked >= bounds.min) & (asked <= bounds.max)).any():
                groups.append(index)
        if not groups:
            return schema.empty_table()
        rows = file.read_row_groups(groups).cast(schema)
    return rows.filter(pc.is_in(rows["pseudonym"], value_set=pa.array(pseudonyms, pa.int64())))
