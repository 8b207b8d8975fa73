"""Stage records: is there a trace left? In: texts. Out: every place of the installation where one stands.

Bytes alone would not do: Parquet packs its pages, sessions are signed and encoded, arrays and archives
are compressed. Whatever a reader of this product can decode is decoded here before it is searched.
Tables and files of every stage are searched, those without a model included: what proves an erasure
must not trust the list of places that the erasure worked through.
"""

from __future__ import annotations

import gzip
import io
import json
import re
import zipfile
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq
from django.conf import settings
from django.db import connection

from redcloud.engine.objects import Objects, OutOfReach, Remote

_ROWS_AT_ONCE = 2000
# JSON may write any letter by its number, as Django's own fields do on SQLite.
_BY_NUMBER = re.compile(r"(?:\\u[0-9a-fA-F]{4})+")


@dataclass(slots=True)
class Traces:
    """What was searched, and what was found: (place, text) pairs, each once."""

    tables: int = 0
    files: int = 0
    found: list[tuple[str, str]] = field(default_factory=list)
    unsearched: list[str] = field(default_factory=list)
    """Places whose old versions one may not list: what was deleted may stand there."""


def traces_of(texts: Collection[str], folder: Path) -> Traces:
    """Look for texts, whatever their case, in every table, every file and every object of a store.

    Files are those under ``folder`` and wherever else the settings keep some; of a store, old versions too.
    Memory holds one file, or 2,000 rows of a table, at a time.

    Raises
    ------
    ValueError
        For a text of fewer than four characters, which would be found by chance.
    OutOfReach
        Where a store that is searched does not answer: what was not searched is not proven.
    """
    if not texts or min(len(text) for text in texts) < 4:
        raise ValueError("a text to look for needs four characters at least")
    wanted = {text: text.lower() for text in texts}
    traces, seen = Traces(), set[tuple[str, str]]()
    places = set[str]()
    for place, said in stored_texts(folder, traces.unsearched):
        places.add(place)
        lowered = said.lower()
        seen.update((place, text) for text, lower in wanted.items() if lower in lowered)
    traces.tables = sum(place.startswith("table ") for place in places)
    traces.files = len(places) - traces.tables
    traces.found = sorted(seen)
    return traces


def stored_texts(folder: Path, unsearched: list[str] | None = None) -> Iterator[tuple[str, str]]:
    """Give all that is stored, piece by piece, by place: ``table NAME``, ``file PATH``, ``object NAME``.

    Parameters
    ----------
    unsearched : gets the stores whose old versions one may not list.
    """
    with connection.cursor() as cursor:
        names = connection.introspection.table_names(cursor)
    for name in names:
        for text in _table_texts(name):
            yield f"table {name}", text
    elsewhere = kept_elsewhere(folder)
    for top in (folder, *(place for place in elsewhere if isinstance(place, Path))):
        for path in sorted(found for found in top.rglob("*") if found.is_file()):
            name = path.relative_to(folder).as_posix() if top == folder else path.as_posix()
            yield f"file {name}", f"{name}\n" + "\n".join(unpacked(path.name, path.read_bytes()))
    for store in (place for place in elsewhere if isinstance(place, Remote)):
        yield from _object_texts(Objects(store), [] if unsearched is None else unsearched)


def kept_elsewhere(folder: Path) -> list[Path | Remote]:
    """Where the settings keep something that is not under ``folder``."""
    places: list[Path | Remote] = [settings.LAKE, settings.MEDIA]
    return [place for place in places if isinstance(place, Remote) or not place.is_relative_to(folder)]


def _object_texts(objects: Objects, unsearched: list[str]) -> Iterator[tuple[str, str]]:
    try:
        kept = list(objects.versions())
    except OutOfReach as refused:
        if refused.code != "no_right":
            raise
        unsearched.append(str(objects.place))
        kept = list(objects.listed())
    for one in kept:
        content = objects.read(one.name, one.version)
        yield f"object {objects.key(one.name)}", f"{one.name}\n" + "\n".join(unpacked(one.name, content))


def _table_texts(name: str) -> Iterator[str]:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM {connection.ops.quote_name(name)}")  # noqa: S608 - names of tables
        columns = [column[0] for column in cursor.description]
        yield name
        while rows := cursor.fetchmany(_ROWS_AT_ONCE):
            yield "\n".join(
                f"{column}={_said(value)}" for row in rows for column, value in zip(columns, row, strict=True)
            )
            if name == "django_session":
                yield "\n".join(str(_session(row[columns.index("session_data")])) for row in rows)


def _said(value: object) -> str:
    if isinstance(value, (bytes, memoryview)):
        return _in_letters(bytes(value).decode("utf-8", "replace"))
    return _in_letters(str(value))


def _in_letters(text: str) -> str:
    return _BY_NUMBER.sub(lambda run: str(json.loads(f'"{run[0]}"')), text) if "\\u" in text else text


def _session(data: str) -> object:
    return import_module(settings.SESSION_ENGINE).SessionStore().decode(data)


def unpacked(name: str, data: bytes) -> Iterator[str]:
    """Give the contents of a file as text: as they are and, for the packed kinds, as they mean."""
    yield _in_letters(data.decode("utf-8", "replace"))
    if data.startswith(b"PAR1"):
        file = pq.ParquetFile(io.BytesIO(data))
        yield f"{file.schema_arrow} {file.metadata.to_dict()}"
        for batch in file.iter_batches():
            yield str(batch.to_pylist())
    elif data.startswith(b"PK\x03\x04"):
        with zipfile.ZipFile(io.BytesIO(data)) as members:
            for member in members.namelist():
                yield member
                yield from unpacked(member, members.read(member))
    elif data.startswith(b"\x93NUMPY"):
        yield str(np.load(io.BytesIO(data), allow_pickle=False).tolist())
    elif data.startswith(b"\x1f\x8b"):
        yield from unpacked(name.removesuffix(".gz"), gzip.decompress(data))
