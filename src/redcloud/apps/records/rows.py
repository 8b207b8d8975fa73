"""Stage records: many rows in one statement. In: columns and tuples. Out: what the database returned.

``bulk_create`` makes a model instance a row and cannot both skip conflicts and return keys; at
thousands of statements a second that is most of the work. PostgreSQL takes arrays (``unnest``), SQLite
takes as many VALUES as it has variables for.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC
from typing import Any

from django.db import connection
from django.db.models import DateField, DateTimeField, Field, Model, UUIDField

Row = tuple[Any, ...]
_SQLITE_VARIABLES = 30_000


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
    head = f"INSERT INTO {quote(model._meta.db_table)} ({', '.join(quote(str(f.column)) for f in fields)})"
    tail = " ON CONFLICT DO NOTHING" if skip_conflicts else ""
    if back:
        tail += " RETURNING " + ", ".join(quote(str(f.column)) for f in back)
    if connection.vendor == "postgresql":
        return _insert_arrays(head, tail, fields, rows, bool(back))
    return _insert_values(head, tail, fields, rows, bool(back))


def _insert_arrays(
    head: str, tail: str, fields: list[Field[Any, Any]], rows: Sequence[Row], read: bool
) -> list[Row]:
    arrays = ", ".join(f"%s::{field.db_type(connection)}[]" for field in fields)
    with connection.cursor() as cursor:
        cursor.execute(
            f"{head} SELECT * FROM unnest({arrays}){tail}",
            [list(column) for column in zip(*rows, strict=True)],
        )
        return list(cursor.fetchall()) if read else []


def _insert_values(
    head: str, tail: str, fields: list[Field[Any, Any]], rows: Sequence[Row], read: bool
) -> list[Row]:
    converters = [(place, _stored_as(field)) for place, field in enumerate(fields)]
    converted = [(place, convert) for place, convert in converters if convert is not None]
    size = _SQLITE_VARIABLES // len(fields)
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
