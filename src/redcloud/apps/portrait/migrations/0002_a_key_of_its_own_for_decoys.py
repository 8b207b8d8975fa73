"""Releases get a key of their own; a root that has released keeps the one its releases were made with."""

import hashlib

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import redcloud.apps.portrait.models


def keep_the_key(apps, schema_editor):
    key = apps.get_model("portrait", "DecoyKey")
    released = apps.get_model("portrait", "Release").objects.values_list("root_id", flat=True)
    for root in sorted(set(released)):
        derived = hashlib.sha256(f"portrait.decoys|{root}|{settings.SECRET_KEY}".encode()).digest()
        key.objects.create(root_id=root, secret=derived)


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0003_no_last_sign_in"),
        ("portrait", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="DecoyKey",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("secret", models.BinaryField(default=redcloud.apps.portrait.models.random_secret)),
                (
                    "root",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="people.organisation",
                    ),
                ),
            ],
        ),
        migrations.RunPython(keep_the_key, migrations.RunPython.noop),
    ]
