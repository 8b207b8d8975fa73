"""Stage records: many rows at once. In: columns and tuples. Out: what the database returned.

``bulk_create`` makes a model instance a row and cannot both skip conflicts and return keys; at
thousands of statements a second that is most of the work. PostgreSQL takes a COPY, SQLite a prepared
statement of some forty rows that runs again and again.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from itertools import chain
from typing import Any

import psycopg
from django.db import connection
from django.db.models import DateField, DateTimeField, Field, Model, UUIDField

Row = tuple[Any, ...]
_VARIABLES = 30_000
_BLOCK = 600
"""Values that one statement of SQLite takes."""
_TOGETHER = 60
"""Rows up to which one statement beats a COPY a table."""


def insert_rows(
    model: type[Model],
    columns: Sequence[str],
    rows: Sequence[Row],
    *,
    skip_conflicts: bool = False,
    returning: Sequence[str] = (),
) -> list[Row]:
    """Insert rows in the order given and return ``returning`` of those that were inserted.

    Parameters
    ----------
    columns : field names; JSON fields are given as encoded text.
    skip_conflicts : leave out rows that a unique constraint refuses, instead of failing. Give such rows
        in the same order everywhere, or two writers wait for each other for ever.
    """
    if not rows:
        return []
    if not skip_conflicts and not returning:
        append_rows(
            model, columns, rows if connection.vendor == "postgresql" else _kept(model, columns, rows)
        )
        return []
    head = f"INSERT INTO {_into(model, columns)}"
    tail = " ON CONFLICT DO NOTHING" if skip_conflicts else ""
    if returning:
        tail += " RETURNING " + ", ".join(_names(model, returning))
    kept = _kept(model, columns, rows)
    size = _VARIABLES // len(columns)
    one = f"({', '.join(['%s'] * len(columns))})"
    found: list[Row] = []
    with connection.cursor() as cursor:
        for start in range(0, len(kept), size):
            part = kept[start : start + size]
            values = [cell for row in part for cell in row]
            cursor.execute(f"{head} VALUES {', '.join([one] * len(part))}{tail}", values)
            if returning:
                found += cursor.fetchall()
    return found


def append_rows(model: type[Model], columns: Sequence[str], rows: Sequence[Row]) -> None:
    """Append rows as they are, as fast as the database takes them.

    Parameters
    ----------
    rows : values as the driver keeps them: ids as hexadecimal text, instants by `moment_kept`.
    """
    if not rows:
        return
    into = _into(model, columns)
    # Django turns what the driver raises into its own exceptions only where it knows the call.
    with connection.cursor() as cursor, connection.wrap_database_errors:
        if connection.vendor == "postgresql":
            with cursor.copy(f"COPY {into} FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(row)
        else:
            _append_in_blocks(cursor.connection.cursor(), into, len(columns), rows)


def _append_in_blocks(cursor: sqlite3.Cursor, into: str, width: int, rows: Sequence[Row]) -> None:
    """Append rows to a table of SQLite by the driver itself, so that Django reads no SQL for each block.

    Inside a transaction what fails is rolled back by whoever began it: with OR FAIL SQLite need not keep what
    each block changes in order to undo that block alone, which costs as much as the rows.
    """
    insert = f"INSERT {'OR FAIL ' if connection.in_atomic_block else ''}INTO {into} VALUES "  # noqa: S608 - ours
    one = f"({', '.join('?' * width)})"
    size = max(1, _BLOCK // width)
    whole = len(rows) - len(rows) % size
    if whole:
        block = insert + ", ".join([one] * size)
        for start in range(0, whole, size):
            cursor.execute(block, list(chain.from_iterable(rows[start : start + size])))
    if whole < len(rows):
        cursor.executemany(insert + one, rows[whole:])


def append_together(parts: Sequence[tuple[type[Model], Sequence[str], Sequence[Row]]]) -> None:
    """Append rows to several tables, as `append_rows` does to one.

    Few rows go to PostgreSQL as one statement: a way there and back for each table would be most of the
    price of a single statement.
    """
    filled = [part for part in parts if part[2]]
    if connection.vendor != "postgresql" or sum(len(rows) for _, _, rows in filled) > _TOGETHER:
        for model, columns, rows in filled:
            append_rows(model, columns, rows)
        return
    if not filled:
        return
    inserts = []
    for model, columns, rows in filled:
        one = f"({', '.join(['%s'] * len(columns))})"
        inserts.append(f"INSERT INTO {_into(model, columns)} VALUES {', '.join([one] * len(rows))}")  # noqa: S608 - our names
    first = "".join(f"part{place} AS ({insert}), " for place, insert in enumerate(inserts[:-1])).rstrip(", ")
    cells = [cell for _, _, rows in filled for row in rows for cell in row]
    said_again((f"WITH {first} " if first else "") + inserts[-1], cells)


def asked_again(query: str, parameters: Sequence[Any]) -> list[Row]:
    """Return the rows of a question that is asked for every request.

    PostgreSQL is given it prepared: to plan such a question takes it longer than to answer. Django writes the
    parameters into the text, so that every question would be a new one.
    """
    with _cursor_of_requests() as cursor:
        cursor.execute(query, parameters)
        return list(cursor.fetchall())


def said_again(query: str, parameters: Sequence[Any]) -> None:
    """Do what is done for every request, as `asked_again` asks."""
    with _cursor_of_requests() as cursor:
        cursor.execute(query, parameters)


@contextmanager
def _cursor_of_requests() -> Iterator[Any]:
    with connection.cursor() as cursor:
        if connection.vendor != "postgresql":
            yield cursor
            return
        with connection.wrap_database_errors, psycopg.Cursor(cursor.connection) as prepared:
            yield prepared


def next_keys(model: type[Model], count: int) -> Sequence[int]:
    """Return ``count`` ascending primary keys of SQLite, in a transaction that writes: it is the only one."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [model._meta.db_table])
        last = cursor.fetchone()
    begin = last[0] + 1 if last else 1
    return range(begin, begin + count)


def moment_kept(moment: datetime) -> Any:
    """Return an instant as the driver keeps it."""
    return moment_keeper()(moment)


def moment_keeper() -> Callable[[datetime], Any]:
    """Return what turns instants into what the driver keeps: asked once for many rows."""
    return (lambda moment: moment) if connection.vendor == "postgresql" else _moment_text


def _into(model: type[Model], columns: Sequence[str]) -> str:
    return f"{connection.ops.quote_name(model._meta.db_table)} ({', '.join(_names(model, columns))})"


def _names(model: type[Model], fields: Sequence[str]) -> list[str]:
    quote = connection.ops.quote_name
    return [quote(str(model._meta.get_field(name).column)) for name in fields]  # type: ignore[union-attr]  # never a relation back


def _kept(model: type[Model], columns: Sequence[str], rows: Sequence[Row]) -> Sequence[Row]:
    """Return rows as SQLite keeps them, where Python's own adapter would do it differently."""
    if connection.vendor == "postgresql":
        return rows
    converters = [_converter(model._meta.get_field(name)) for name in columns]  # type: ignore[arg-type]  # never a relation back
    places = [(place, convert) for place, convert in enumerate(converters) if convert is not None]
    if not places:
        return rows
    found: list[Row] = []
    for row in rows:
        cells = list(row)
        for place, convert in places:
            if cells[place] is not None:
                cells[place] = convert(cells[place])
        found.append(tuple(cells))
    return found


def _converter(field: Field[Any, Any]) -> Callable[[Any], Any] | None:
    target = getattr(field, "target_field", field)
    if isinstance(target, UUIDField):
        return lambda value: value if isinstance(value, str) else value.hex
    if isinstance(target, DateTimeField):
        return _moment_text
    if isinstance(target, DateField):
        return lambda value: value.isoformat()
    return None


def _moment_text(moment: datetime) -> str:
    return moment.astimezone(UTC).replace(tzinfo=None).isoformat(" ")
