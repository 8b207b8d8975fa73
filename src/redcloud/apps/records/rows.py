"""Stage records: many rows in one statement. In: columns and tuples. Out: what the database returned.

``bulk_create`` makes a model instance a row and cannot both skip conflicts and return keys; at
thousands of statements a second that is most of the work. PostgreSQL takes a COPY, SQLite and small
batches take as many VALUES as one statement has variables for.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC
from typing import Any

from django.db import connection
from django.db.models import DateField, DateTimeField, Field, Model, UUIDField

Row = tuple[Any, ...]
_VARIABLES = 30_000
# Below this a COPY and its temporary table cost more than they save.
_COPY_FROM = 40


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
    fields: list[Field[Any, Any]] = [model._meta.get_field(name) for name in columns]  # type: ignore[misc]
    back: list[Field[Any, Any]] = [model._meta.get_field(name) for name in returning]  # type: ignore[misc]
    quote = connection.ops.quote_name
    names = ", ".join(quote(str(f.column)) for f in fields)
    head = f"INSERT INTO {quote(model._meta.db_table)} ({names})"
    tail = " ON CONFLICT DO NOTHING" if skip_conflicts else ""
    if back:
        tail += " RETURNING " + ", ".join(quote(str(f.column)) for f in back)
    if connection.vendor == "postgresql" and len(rows) >= _COPY_FROM:
        return _copy(model._meta.db_table, names, head, tail, rows, bool(back))
    return _insert_values(head, tail, fields, rows, bool(back))


def _copy(table: str, columns: str, head: str, tail: str, rows: Sequence[Row], read: bool) -> list[Row]:
    """Send rows as a COPY; by way of a temporary table where some of them may be there already."""
    direct = not tail
    quote = connection.ops.quote_name
    target = quote(table) if direct else quote(f"incoming_{table}")
    with connection.cursor() as cursor:
        if not direct:
            cursor.execute(
                f"CREATE TEMPORARY TABLE {target} ON COMMIT DROP AS "  # noqa: S608 - names of our own tables
                f"SELECT {columns} FROM {quote(table)} LIMIT 0"
            )
        with cursor.copy(f"COPY {target} ({columns}) FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)
        if direct:
            return []
        cursor.execute(f"{head} SELECT {columns} FROM {target}{tail}")  # noqa: S608 - as above
        found = list(cursor.fetchall()) if read else []
        cursor.execute(f"DROP TABLE {target}")
        return found


def _insert_values(
    head: str, tail: str, fields: list[Field[Any, Any]], rows: Sequence[Row], read: bool
) -> list[Row]:
    stored_as = _stored_as if connection.vendor == "sqlite" else _as_it_is
    converters = [(place, stored_as(field)) for place, field in enumerate(fields)]
    converted = [(place, convert) for place, convert in converters if convert is not None]
    size = _VARIABLES // len(fields)
    one = f"({', '.join(['%s'] * len(fields))})"
    found: list[Row] = []
    with connection.cursor() as cursor:
        for start in range(0, len(rows), size):
            part = rows[start : start + size]
            values: list[Any] = []
            for row in part:
                cells = list(row)
                for place, convert in converted:
                    if cells[place] is not None:
                        cells[place] = convert(cells[place])
                values += cells
            cursor.execute(f"{head} VALUES {', '.join([one] * len(part))}{tail}", values)
            if read:
                found += cursor.fetchall()
    return found


def _as_it_is(_field: Field[Any, Any]) -> None:
    """PostgreSQL's adapter knows the types."""


def _stored_as(field: Field[Any, Any]) -> Callable[[Any], Any] | None:
    """Return how SQLite keeps a field's values where Python's own adapter would do it differently."""
    target = getattr(field, "target_field", field)
    if isinstance(target, UUIDField):
        return lambda value: value.hex
    if isinstance(target, DateTimeField):
        return lambda value: value.astimezone(UTC).replace(tzinfo=None).isoformat(" ")
    if isinstance(target, DateField):
        return lambda value: value.isoformat()
    return None
