"""What arrives is counted minute by minute, requests are handed out, a refusal names its sender."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("people", "0003_no_last_sign_in"), ("records", "0006_credential_client_and_last_use")]

    operations = [
        migrations.CreateModel(
            name="Allowance",
            fields=[
                (
                    "credential",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="+",
                        serialize=False,
                        to="records.credential",
                    ),
                ),
                ("minute", models.BigIntegerField()),
                ("handed_out", models.BigIntegerField()),
            ],
        ),
        migrations.CreateModel(
            name="Arrival",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("minute", models.BigIntegerField()),
                ("source", models.CharField(max_length=20)),
                ("sender", models.CharField(blank=True, default="", max_length=40)),
                ("lane", models.SmallIntegerField()),
                ("stored", models.BigIntegerField()),
                ("duplicate", models.BigIntegerField()),
                ("refused", models.BigIntegerField()),
            ],
        ),
        migrations.AddField(
            model_name="refusal",
            name="sender",
            field=models.CharField(blank=True, default="", max_length=40),
        ),
        migrations.AddField(
            model_name="arrival",
            name="root",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to="people.organisation",
            ),
        ),
        migrations.AddConstraint(
            model_name="arrival",
            constraint=models.UniqueConstraint(
                fields=("root", "minute", "source", "sender", "lane"), name="records_arrival_once"
            ),
        ),
    ]
