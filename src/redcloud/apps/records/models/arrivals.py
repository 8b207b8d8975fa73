"""Stage records: how much arrived, minute by minute, and how much a credential may still ask. In: counts.

Both are counters of some hours, not records: they name programs and never a person.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from redcloud.apps.people.models import Organisation
from redcloud.apps.records.models.credentials import Credential


class Arrival(models.Model):
    """What one sender brought in one minute. Kept for some hours.

    Writers count in different lanes, so that none waits for another; whoever reads adds the lanes up.
    """

    id = models.BigAutoField(primary_key=True)
    root = models.ForeignKey(Organisation, models.CASCADE, db_index=False, related_name="+")
    minute = models.BigIntegerField()  # minutes since 1970
    source = models.CharField(max_length=20)
    # The key of a credential, or the stage of this product; "" for files.
    sender = models.CharField(max_length=40, blank=True, default="")
    lane = models.SmallIntegerField()
    stored = models.BigIntegerField()
    duplicate = models.BigIntegerField()
    refused = models.BigIntegerField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["root", "minute", "source", "sender", "lane"], name="records_arrival_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.source} {self.sender} {self.minute}"


class Allowance(models.Model):
    """How many requests of a credential are handed out to the server processes in the present minute."""

    credential = models.OneToOneField(Credential, models.CASCADE, primary_key=True, related_name="+")
    minute = models.BigIntegerField()  # minutes since 1970
    handed_out = models.BigIntegerField()

    def __str__(self) -> str:
        return f"{self.credential_id} {self.minute}"
