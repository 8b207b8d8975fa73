"""Links lie in the order of their statements, without a number of their own; see `models.statements`."""

from __future__ import annotations

from typing import Any, ClassVar

import django.db.models.deletion
from django.db import migrations, models

_STATEMENTS = (
    ("records_stmt_newest", "records_stmt_of_root", ["root", "id"]),
    ("records_stmt_by_verb", "records_stmt_of_verb", ["root", "verb", "id"]),
    ("records_stmt_by_authority", "records_stmt_of_authority", ["authority", "id"]),
    ("records_stmt_by_registration", "records_stmt_of_registration", ["root", "registration", "id"]),
)
# Table; columns with their types as both databases call them, the first two being the key; indexes.
_LINKS = (
    (
        "records_statementactor",
        {"statement_id": "bigint", "identity_id": "bigint", "verb_id": "bigint", "direct": "bool"},
        {
            "records_actor_in_order": "identity_id, statement_id, direct",
            "records_actor_of_verb": "identity_id, verb_id, statement_id, direct",
        },
    ),
    (
        "records_statementactivity",
        {"statement_id": "bigint", "activity_id": "bigint", "direct": "bool"},
        {"records_activity_in_order": "activity_id, statement_id, direct"},
    ),
)


def lay_in_order(_apps: Any, editor: Any) -> None:
    """Write the link tables anew, in the order of their key; SQLite keeps the rows in the key itself."""
    is_sqlite = editor.connection.vendor == "sqlite"
    for table, columns, indexes in _LINKS:
        names, key = ", ".join(columns), ", ".join(list(columns)[:2])
        types = ", ".join(f"{name} {kind} NOT NULL" for name, kind in columns.items())
        editor.execute(
            f"CREATE TABLE {table}_new ({types}, CONSTRAINT {table}_key PRIMARY KEY ({key}))"
            + (" WITHOUT ROWID" if is_sqlite else "")
        )
        editor.execute(f"INSERT INTO {table}_new ({names}) SELECT {names} FROM {table} ORDER BY {key}")  # noqa: S608 - our names
        editor.execute(f"DROP TABLE {table}")
        editor.execute(f"ALTER TABLE {table}_new RENAME TO {table}")
        for name, parts in indexes.items():
            editor.execute(f"CREATE INDEX {name} ON {table} ({parts})")


def _link(model: str, other: str, old: tuple[str, ...], new: dict[str, list[str]]) -> list[Any]:
    return [
        *(migrations.RemoveIndex(model_name=model, name=name) for name in old),
        migrations.RemoveField(model_name=model, name="id"),
        migrations.AlterField(
            model_name=model,
            name="statement",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="actors" if model == "statementactor" else "activities",
                to="records.statement",
            ),
        ),
        migrations.AddField(
            model_name=model,
            name="pk",
            field=models.CompositePrimaryKey(
                "statement", other, blank=True, editable=False, primary_key=True, serialize=False
            ),
        ),
        *(
            migrations.AddIndex(model_name=model, index=models.Index(fields=fields, name=name))
            for name, fields in new.items()
        ),
    ]


def _unchecked(name: str, to: str) -> migrations.AlterField:
    field: Any = models.ForeignKey(
        db_constraint=False,
        db_index=False,
        on_delete=django.db.models.deletion.PROTECT,
        related_name="+",
        to=to,
    )
    return migrations.AlterField(model_name="statement", name=name, field=field)


class Migration(migrations.Migration):
    dependencies: ClassVar[list[tuple[str, str]]] = [("records", "0010_attachment_files")]

    operations: ClassVar[list[Any]] = [
        *(migrations.RemoveIndex(model_name="statement", name=old) for old, _, _ in _STATEMENTS),
        _unchecked("root", "people.organisation"),
        _unchecked("verb", "records.verb"),
        *(
            migrations.AddIndex(
                model_name="statement",
                index=models.Index(
                    fields=fields,
                    name=name,
                    condition=models.Q(registration__isnull=False) if "registration" in fields else None,
                ),
            )
            for _, name, fields in _STATEMENTS
        ),
        migrations.SeparateDatabaseAndState(
            database_operations=[migrations.RunPython(lay_in_order)],
            state_operations=[
                *_link(
                    "statementactor",
                    "identity",
                    ("records_actor_newest", "records_actor_by_verb"),
                    {
                        "records_actor_in_order": ["identity", "statement", "direct"],
                        "records_actor_of_verb": ["identity", "verb", "statement", "direct"],
                    },
                ),
                *_link(
                    "statementactivity",
                    "activity",
                    ("records_activity_newest",),
                    {"records_activity_in_order": ["activity", "statement", "direct"]},
                ),
            ],
        ),
    ]
