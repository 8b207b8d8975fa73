"""Stage records: many rows at once. In: columns and tuples. Out: what the database returned.

``bulk_create`` makes a model instance a row and cannot both skip conflicts and return keys; at
thousands of statements a second that is most of the work. PostgreSQL takes a COPY, SQLite one prepared
statement that runs for each row.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Any

from django.db import connection
from django.db.models import DateField, DateTimeField, Field, Model, UUIDField

Row = tuple[Any, ...]
_VARIABLES = 30_000
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
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            # Django turns what the driver raises into its own exceptions only where it knows the call.
            with connection.wrap_database_errors, cursor.copy(f"COPY {into} FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(row)
            return
        marks = ", ".join(["%s"] * len(columns))
        cursor.executemany(f"INSERT INTO {into} VALUES ({marks})", rows)  # noqa: S608 - our names


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
        inserts.append(f"INSERT INTO {_into(model, columns)} VALUES {', '.join([one] * len(rows))}")  # noqa: S608
    first = "".join(f"part{place} AS ({insert}), " for place, insert in enumerate(inserts[:-1])).rstrip(", ")
    with connection.cursor() as cursor:
        cursor.execute(
            (f"WITH {first} " if first else "") + inserts[-1],
            [cell for _, _, rows in filled for row in rows for cell in row],
        )


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
    return [quote(str(model._meta.get_field(name).column)) for name in fields]  # type: ignore[union-attr]


def _kept(model: type[Model], columns: Sequence[str], rows: Sequence[Row]) -> Sequence[Row]:
    """Return rows as SQLite keeps them, where Python's own adapter would do it differently."""
    if connection.vendor == "postgresql":
        return rows
    converters = [_converter(model._meta.get_field(name)) for name in columns]  # type: ignore[arg-type]
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
