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
from collections.abc import Collection, Iterable
from pathlib import Path
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from redcloud.engine.portrait.rows import months_of
from redcloud.engine.portrait.shapes import CODED, KEPT, REPLACED

ROW_GROUP: Final = 65_536
"""Rows that a point read decodes for one pseudonym: a few ms."""
MOST_PATCHES: Final = 6
PATCH_SHARE: Final = 0.25
"""Patches of more rows than this share of the base are merged into it."""
CODED_COLUMNS: Final = [field.name for field in KEPT if field.type == CODED]
REPEATING_COLUMNS: Final = ["pseudonym", "day", *CODED_COLUMNS]
"""Columns whose few values a file keeps once."""
_FIRST_MONTH: Final = 1 << 23
"""Added to the day number of a month, so that every month is a positive number under 2^24."""
_SCHEMAS: Final = {"rows": KEPT, "replaced": REPLACED}

Manifest = dict[str, Any]
Patch = tuple[pa.Table, pa.Table]
"""REPLACED, and the KEPT rows in its place."""


class Bucket:
    """One bucket in its folder. The caller holds the writer's lock for everything that writes."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def write(self, rows: pa.Table) -> None:
        """Replace the whole bucket, of an epoch that is not in force yet. Rows are KEPT, by pseudonym."""
        self._folder.mkdir(exist_ok=True)
        before = self._manifest() if (self._folder / "manifest.json").exists() else None
        self._put(before, rows, [], durable=False)

    def patch(self, replaced: pa.Table, rows: pa.Table) -> None:
        """Put ``rows`` (KEPT) in the place of what is kept of ``replaced`` (REPLACED)."""
        before = self._manifest()
        patches = [*before["patches"]]
        if len(patches) < MOST_PATCHES:
            name = self._name(before)
            added = self._write_tables(f"{name}-patch", {"replaced": replaced, "rows": rows})
            self._switch(before, before["base"], [*patches, added])
            return
        everything = _merged([*(self._patch(files) for files in patches), (replaced, rows)])
        if everything[1].num_rows > PATCH_SHARE * self._base_rows(before):
            self._put(before, _patched(self._base(before), [everything]), [])
        else:
            self._put(before, None, [everything])

    def settle(self, without: Iterable[int] = ()) -> None:
        """Merge the patches into the base, leaving out what is kept of some pseudonyms."""
        before = self._manifest()
        gone = pa.array(list(without), pa.int64())
        if not before["patches"] and len(gone) == 0:
            return
        rows = self._resolved(before)
        self._put(before, rows.filter(pc.invert(pc.is_in(rows["pseudonym"], value_set=gone))), [])

    def forget(self, pseudonyms: list[int]) -> None:
        """Rewrite the bucket without some pseudonyms, if a file of it names one of them."""
        manifest = self._manifest()
        if any(
            self._read(files, name, pseudonyms).num_rows
            for files in (manifest["base"], *manifest["patches"])
            for name in files
        ):
            self.settle(without=pseudonyms)

    def read(self, pseudonyms: list[int]) -> pa.Table:
        """KEPT rows of a few pseudonyms, by a point read."""
        manifest = self._manifest()
        patches = [
            (self._read(files, "replaced", pseudonyms), self._read(files, "rows", pseudonyms))
            for files in manifest["patches"]
        ]
        return _patched(self._read(manifest["base"], "rows", pseudonyms), patches)

    def everything(self, columns: Collection[str]) -> pa.Table:
        """Some columns of all rows, in the order of pseudonyms."""
        manifest = self._manifest()
        if manifest["patches"]:
            return by_pseudonym(self._resolved(manifest)).select(list(columns))
        if "rows" not in manifest["base"]:
            return KEPT.empty_table().select(list(columns))
        with _opened(self._folder / manifest["base"]["rows"]) as file:
            return file.read(columns=list(columns))

    def _resolved(self, manifest: Manifest) -> pa.Table:
        return _patched(self._base(manifest), [self._patch(files) for files in manifest["patches"]])

    def _base(self, manifest: Manifest) -> pa.Table:
        return self._read(manifest["base"], "rows")

    def _base_rows(self, manifest: Manifest) -> int:
        return sum(pq.read_metadata(self._folder / name).num_rows for name in manifest["base"].values())

    def _patch(self, files: dict[str, str]) -> Patch:
        return self._read(files, "replaced"), self._read(files, "rows")

    def _read(self, files: dict[str, str], table: str, pseudonyms: list[int] | None = None) -> pa.Table:
        schema = _SCHEMAS[table]
        if table not in files:
            return schema.empty_table()
        path = self._folder / files[table]
        if pseudonyms is not None:
            return _point_read(path, schema, pseudonyms)
        with _opened(path, schema) as file:
            return file.read().cast(schema)

    def _manifest(self) -> Manifest:
        # A missing manifest is an error: a build writes all buckets before its epoch is in force.
        facts: Manifest = json.loads((self._folder / "manifest.json").read_text())
        return facts

    @staticmethod
    def _name(before: Manifest | None) -> str:
        return f"{(before['generation'] if before else 0) + 1:06d}"

    def _put(
        self, before: Manifest | None, base: pa.Table | None, patches: list[Patch], durable: bool = True
    ) -> None:
        """Write a new base (the old one stays where it is None) and new patches, then put them in force."""
        name = self._name(before)
        if base is None:
            assert before is not None  # noqa: S101 - only a bucket that is there is patched
            files = before["base"]
        else:
            files = self._write_tables(name, {"rows": base})
        written = [
            self._write_tables(f"{name}-patch{at}", {"replaced": replaced, "rows": rows})
            for at, (replaced, rows) in enumerate(patches)
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
        for table, file in files.items():
            pq.write_table(
                by_pseudonym(tables[table]),
                self._folder / file,
                compression="zstd",
                use_dictionary=REPEATING_COLUMNS,
                column_encoding=None if table != "rows" else {"activity": "BYTE_STREAM_SPLIT"},
                write_statistics=["pseudonym"],  # the one column that a point read is found by
                row_group_size=ROW_GROUP,
                # A reader knows the codes of words by the schema below; Arrow's own copy of it is not needed.
                store_schema=False,
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


def _patched(rows: pa.Table, patches: Iterable[Patch]) -> pa.Table:
    """Apply patches in their order."""
    for replaced, fresh in patches:
        if replaced.num_rows:
            rows = pa.concat_tables([_without(rows, replaced), fresh])
    return rows


def _merged(patches: list[Patch]) -> Patch:
    """One patch that does what several do one after another."""
    replaced = pa.concat_tables([one for one, _ in patches]).group_by(REPLACED.names).aggregate([])
    return replaced.cast(REPLACED), _patched(KEPT.empty_table(), patches)


def _without(rows: pa.Table, replaced: pa.Table) -> pa.Table:
    """Rows that ``replaced`` does not name, by pseudonym and month or, without a month, by pseudonym."""
    names = pc.unique(replaced["pseudonym"])
    place = pc.index_in(rows["pseudonym"], value_set=names)
    always = replaced.filter(pc.is_null(replaced["month"]))["pseudonym"]
    some = replaced.filter(pc.is_valid(replaced["month"]))
    named = _keys(pc.index_in(some["pseudonym"], value_set=names), some["month"])
    found = pc.or_(
        pc.is_in(_keys(place, months_of(rows["day"])), value_set=named),
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
    with _opened(path, schema) as file:
        asked = np.asarray(pseudonyms)
        groups = []
        for index in range(file.num_row_groups):
            bounds = file.metadata.row_group(index).column(0).statistics
            if bounds is None or ((asked >= bounds.min) & (asked <= bounds.max)).any():
                groups.append(index)
        if not groups:
            return schema.empty_table()
        rows = file.read_row_groups(groups)
    return rows.filter(pc.is_in(rows["pseudonym"], value_set=pa.array(pseudonyms, pa.int64()))).cast(schema)


def _opened(path: Path, schema: pa.Schema = KEPT) -> pq.ParquetFile:
    return pq.ParquetFile(path, read_dictionary=[name for name in CODED_COLUMNS if name in schema.names])
