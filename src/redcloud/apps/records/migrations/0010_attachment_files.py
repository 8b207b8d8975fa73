"""Files of attachments once an organisation. Nothing could have come into the table that goes."""

from typing import ClassVar

import django.db.models.deletion
from django.db import migrations, models

import redcloud.apps.records.models.documents


class Migration(migrations.Migration):
    dependencies: ClassVar = [
        ("people", "0001_initial"),
        ("records", "0009_statement_without_digest"),
    ]

    operations: ClassVar = [
        migrations.DeleteModel(name="Attachment"),
        migrations.CreateModel(
            name="AttachmentFile",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("sha2", models.CharField(max_length=128)),
                ("size_bytes", models.BigIntegerField()),
                (
                    "file",
                    models.FileField(
                        max_length=255, upload_to=redcloud.apps.records.models.documents._attachment_place
                    ),
                ),
                (
                    "root",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.organisation",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("root", "sha2"), name="records_attachment_file_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="Attachment",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "file",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="attachments",
                        to="records.attachmentfile",
                    ),
                ),
                (
                    "statement",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="attachments",
                        to="records.statement",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("statement", "file"), name="records_attachment_once")
                ],
            },
        ),
    ]
