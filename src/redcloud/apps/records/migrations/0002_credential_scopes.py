"""A credential has a set of scopes. One scope, as it was kept so far, is a set of one."""

from django.db import migrations, models
from django.db.models import Q

NAME = "records_reading_is_approved"
READS_NOTHING = ["define", "define statements/write", "statements/write"]


class Migration(migrations.Migration):
    dependencies = [("records", "0001_initial")]

    operations = [
        migrations.RemoveConstraint("credential", NAME),
        migrations.RenameField("credential", "scope", "scopes"),
        migrations.AlterField(
            "credential", "scopes", models.CharField(default="statements/write", max_length=120)
        ),
        migrations.AddConstraint(
            "credential",
            models.CheckConstraint(
                condition=Q(scopes__in=READS_NOTHING)
                | (~Q(approver="") & ~Q(purpose="") & Q(expires_at__isnull=False)),
                name=NAME,
            ),
        ),
    ]
