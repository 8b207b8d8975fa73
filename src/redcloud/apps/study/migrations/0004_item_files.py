"""An item may have several files, each with its type as found in its content; the one it had comes along."""

import uuid
from pathlib import PurePath

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import migrations, models

import redcloud.apps.study.models.files


def take_along(apps, schema_editor):
    from redcloud.apps.study.filetypes import type_of

    made = apps.get_model("study", "ItemFile")
    for item in apps.get_model("study", "Item").objects.exclude(file="").order_by("pk"):
        try:
            with item.file.open("rb") as content:
                found, size = type_of(content), item.file.size
        except (ValidationError, FileNotFoundError):
            continue  # what is not there, or not what its name said, is nothing to offer to readers
        made.objects.create(
            item=item,
            file=item.file.name,
            name=found.name_for(PurePath(item.file.name).name),
            kind=found.kind,
            media_type=found.media_type,
            size=size,
        )


class Migration(migrations.Migration):
    dependencies = [
        ("study", "0003_courses_and_quizzes"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="ItemFile",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("uid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("file", models.FileField(upload_to=redcloud.apps.study.models.files.stored_name)),
                ("name", models.CharField(max_length=120)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("pdf", "PDF"),
                            ("document", "文档"),
                            ("sheet", "表格"),
                            ("slides", "演示文稿"),
                            ("image", "图片"),
                            ("audio", "音频"),
                            ("video", "影片"),
                        ],
                        max_length=10,
                    ),
                ),
                ("media_type", models.CharField(max_length=100)),
                ("size", models.PositiveBigIntegerField()),
                ("added_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("removed_at", models.DateTimeField(blank=True, null=True)),
                (
                    "added_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "item",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="files", to="study.item"
                    ),
                ),
            ],
            options={"ordering": ["added_at", "pk"]},
        ),
        migrations.AddIndex(
            model_name="itemfile",
            index=models.Index(
                condition=models.Q(("removed_at__isnull", False)),
                fields=["removed_at"],
                name="study_files_taken_off",
            ),
        ),
        migrations.RunPython(take_along, migrations.RunPython.noop),
        migrations.RemoveField(model_name="item", name="file"),
    ]
