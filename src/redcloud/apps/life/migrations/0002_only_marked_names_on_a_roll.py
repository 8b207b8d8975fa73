"""A name without a mark on a roll is the note of an absence: those go, the head counts stay."""

from django.db import migrations, models


def forget_unmarked(apps, schema_editor):
    apps.get_model("life", "RollEntry").objects.filter(mark="").delete()


class Migration(migrations.Migration):
    dependencies = [
        ("life", "0001_initial"),
    ]

    operations = [
        migrations.RunPython(forget_unmarked, migrations.RunPython.noop),
        migrations.AlterField(
            model_name="rollentry",
            name="mark",
            field=models.CharField(choices=[("present", "到会"), ("excused", "请假")], max_length=10),
        ),
        migrations.AddConstraint(
            model_name="rollentry",
            constraint=models.CheckConstraint(
                condition=models.Q(("mark__in", ["present", "excused"])), name="life_no_name_without_a_mark"
            ),
        ),
    ]
