"""Until now a plan was closed with "studied, plan the next one": those plans were held."""

from django.db import migrations
from django.db.models import F


def note_as_held(apps, schema_editor):
    closed = apps.get_model("study", "BranchPlan").objects.filter(closed_at__isnull=False)
    closed.update(held_at=F("closed_at"))


class Migration(migrations.Migration):
    dependencies = [
        ("study", "0006_plans_of_a_term"),
    ]

    operations = [
        migrations.RunPython(note_as_held, migrations.RunPython.noop),
    ]
