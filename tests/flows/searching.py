"""Looks for something in everything that is stored: every table, every file, decoded as its readers do.

Bytes alone would not do: Parquet packs its pages, sessions are signed and encoded, arrays and archives
are compressed. Whatever a reader of this product can decode is decoded here before it is searched.
"""

from __future__ import annotations

import gzip
import io
import zipfile
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq
from django.conf import settings
from django.db import connection


def table_texts() -> Iterator[tuple[str, str]]:
    """Give the name of every table of the database, those without a model included, with all its values."""
    with connection.cursor() as cursor:
        names = connection.introspection.table_names(cursor)
    for name in names:
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(name)}")  # noqa: S608 - names of tables
            columns = [column[0] for column in cursor.description]
            rows = cursor.fetchall()
        said = [
            f"{column}={_said(value)}" for row in rows for column, value in zip(columns, row, strict=True)
        ]
        if name == "django_session":
            said += [str(_session(row[columns.index("session_data")])) for row in rows]
        yield name, "\n".join(said)


def _said(value: object) -> str:
    if isinstance(value, (bytes, memoryview)):
        return bytes(value).decode("utf-8", "replace")
    return str(value)


def _session(data: str) -> object:
    return import_module(settings.SESSION_ENGINE).SessionStore().decode(data)


def file_texts(folder: Path) -> Iterator[tuple[str, str]]:
    """Give every file under a folder by its path in it, as bytes read as text and, where packed, unpacked."""
    for path in sorted(found for found in folder.rglob("*") if found.is_file()):
        name = path.relative_to(folder).as_posix()
        yield name, f"{name}\n" + "\n".join(unpacked(path.name, path.read_bytes()))


def unpacked(name: str, data: bytes) -> Iterator[str]:
    """Give the contents of a file as text: as they are and, for the packed kinds, as they mean."""
    yield data.decode("utf-8", "replace")
    if data.startswith(b"PAR1"):
        yield _parquet(data)
    elif data.startswith(b"PK\x03\x04"):
        with zipfile.ZipFile(io.BytesIO(data)) as members:
            for member in members.namelist():
                yield member
                yield from unpacked(member, members.read(member))
    elif data.startswith(b"\x93NUMPY"):
        yield str(np.load(io.BytesIO(data), allow_pickle=False).tolist())
    elif data.startswith(b"\x1f\x8b"):
        yield from unpacked(name.removesuffix(".gz"), gzip.decompress(data))


def _parquet(data: bytes) -> str:
    file = pq.ParquetFile(io.BytesIO(data))
    return f"{file.schema_arrow} {file.metadata.to_dict()} {file.read().to_pylist()}"


def everything_stored(folder: Path) -> dict[str, str]:
    """Return all that is stored, by place: ``table NAME`` and ``file PATH``."""
    tables = {f"table {name}": text for name, text in table_texts()}
    return tables | {f"file {name}": text for name, text in file_texts(folder)}


def places_with(wanted: str, stored: dict[str, str]) -> list[str]:
    """Return the places of ``stored`` where ``wanted`` stands, whatever the case."""
    return sorted(place for place, text in stored.items() if wanted.lower() in text.lower())
