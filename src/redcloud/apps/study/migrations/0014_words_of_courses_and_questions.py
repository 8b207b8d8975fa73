"""The words of courses and questions, as those of items are; and those of units in packages."""

import django.db.models.deletion
from django.db import migrations, models

TABLES = ("study_coursewords", "study_questionwords")
STATEMENTS = {
    "postgresql": [
        "CREATE TABLE {table} (rowid bigint PRIMARY KEY, words tsvector NOT NULL)",
        "CREATE INDEX {table}_words ON {table} USING gin (words)",
    ],
    "sqlite": [
        "CREATE VIRTUAL TABLE {table} USING fts5"
        "(root, title, body, tokenize='unicode61 remove_diacritics 0', prefix='1')"
    ],
}


def make_tables(apps, schema_editor):
    for table in TABLES:
        for statement in STATEMENTS[schema_editor.connection.vendor]:
            schema_editor.execute(statement.format(table=table))


def drop_tables(apps, schema_editor):
    for table in TABLES:
        schema_editor.execute(f"DROP TABLE {table}")


def index_all(apps, schema_editor):
    from redcloud.apps.study.search.indexing import index

    for name in ("Course", "Question"):
        for thing in apps.get_model("study", name).objects.order_by("pk").iterator(chunk_size=500):
            index(thing)
    packed = apps.get_model("study", "Item").objects.exclude(package__current=None)
    for item in packed.select_related("package__current").order_by("pk").iterator(chunk_size=50):
        index(item)


def words_of(thing):
    return models.OneToOneField(
        db_column="rowid",
        db_constraint=False,
        on_delete=django.db.models.deletion.CASCADE,
        primary_key=True,
        related_name="words",
        serialize=False,
        to=f"study.{thing}",
    )


class Migration(migrations.Migration):
    dependencies = [("study", "0013_trials")]

    operations = [
        migrations.RunPython(make_tables, drop_tables),
        migrations.CreateModel(
            name="CourseWords",
            fields=[("course", words_of("course"))],
            options={"db_table": "study_coursewords", "managed": False},
        ),
        migrations.CreateModel(
            name="QuestionWords",
            fields=[("question", words_of("question"))],
            options={"db_table": "study_questionwords", "managed": False},
        ),
        migrations.RunPython(index_all, migrations.RunPython.noop),
    ]
