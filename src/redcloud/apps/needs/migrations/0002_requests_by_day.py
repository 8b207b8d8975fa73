# The public list is in the order in which requests came in.

from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("needs", "0001_initial"),
        ("people", "0003_no_last_sign_in"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name="need",
            name="needs_by_category",
        ),
        migrations.AddIndex(
            model_name="need",
            index=models.Index(fields=["-received_at", "-id"], name="needs_newest"),
        ),
        migrations.AddIndex(
            model_name="need",
            index=models.Index(fields=["category", "-received_at", "-id"], name="needs_newest_of_category"),
        ),
    ]
