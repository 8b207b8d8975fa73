"""A credential may be for a client of the issuer, and says on which day it was last used."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("records", "0005_statement_reaches")]

    operations = [
        migrations.AddField(
            model_name="credential",
            name="client_id",
            field=models.CharField(blank=True, default="", max_length=200),
        ),
        migrations.AddField(
            model_name="credential",
            name="last_used_on",
            field=models.DateField(blank=True, null=True),
        ),
        migrations.AddConstraint(
            model_name="credential",
            constraint=models.UniqueConstraint(
                condition=models.Q(("revoked_at", None), models.Q(("client_id", ""), _negated=True)),
                fields=("root", "client_id"),
                name="records_client_once",
            ),
        ),
    ]
