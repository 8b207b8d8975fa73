"""The words of the library's items, as each database searches them, with what is stored already."""

import django.db.models.deletion
from django.db import migrations, models

TABLES = {
    "postgresql": [
        "CREATE TABLE study_itemwords (rowid bigint PRIMARY KEY, words tsvector NOT NULL)",
        "CREATE INDEX study_itemwords_words ON study_itemwords USING gin (words)",
    ],
    "sqlite": [
        "CREATE VIRTUAL TABLE study_itemwords USING fts5"
        "(root, title, body, tokenize='unicode61 remove_diacritics 0', prefix='1')"
    ],
}


def make_table(apps, schema_editor):
    for statement in TABLES[schema_editor.connection.vendor]:
        schema_editor.execute(statement)


def drop_table(apps, schema_editor):
    schema_editor.execute("DROP TABLE study_itemwords")


def index_all(apps, schema_editor):
    from redcloud.apps.study.search.indexing import index

    for item in apps.get_model("study", "Item").objects.order_by("pk").iterator(chunk_size=500):
        index(item)


class Migration(migrations.Migration):
    dependencies = [("study", "0001_initial")]

    operations = [
        migrations.RunPython(make_table, drop_table),
        migrations.CreateModel(
            name="ItemWords",
            fields=[
                (
                    "item",
                    models.OneToOneField(
                        db_column="rowid",
                        db_constraint=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="words",
                        serialize=False,
                        to="study.item",
                    ),
                ),
            ],
            options={"db_table": "study_itemwords", "managed": False},
        ),
        migrations.RunPython(index_all, migrations.RunPython.noop),
    ]
