"""Stage records: what waits for the lake, and what was refused. In: the store. Out: ``drain_outbox``.

Neither table holds content: the outbox is shaped like the lake, a refusal names a rule.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils import timezone

from redcloud.apps.people.models import Organisation


class Operation(models.TextChoices):
    """What the lake is to do."""

    APPEND = "append", "append"
    REMOVE = "remove", "remove"  # one record was voided
    ERASE = "erase", "erase"  # everything of one pseudonym


class Outbox(models.Model):
    """One row that the lake has not taken yet. The row goes when the lake has it."""

    id = models.BigAutoField(primary_key=True)
    operation = models.CharField(max_length=6, choices=Operation.choices, default=Operation.APPEND)
    record_id = models.BigIntegerField(null=True)  # null only where a pseudonym is erased
    pseudonym = models.BigIntegerField()
    verb = models.CharField(max_length=12, blank=True, default="")
    activity = models.BigIntegerField(null=True)
    day = models.DateField(null=True)

    class Meta:
        verbose_name_plural = "outbox"

    def __str__(self) -> str:
        return f"{self.operation} {self.pk}"


class LakeTrouble(models.Model):
    """Why the lake takes nothing at present: one row, or none. What came meanwhile waits in the outbox."""

    code = models.CharField(max_length=20)
    # What the store itself called it; never more of its answer.
    detail = models.CharField(max_length=200, blank=True, default="")
    since = models.DateTimeField(default=timezone.now)
    tried_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return self.code


class Refusal(models.Model):
    """That something was refused, where from, where in it, and by which rule. Never its content."""

    id = models.BigAutoField(primary_key=True)
    root = models.ForeignKey(Organisation, models.CASCADE, db_index=False, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    source = models.CharField(max_length=20)
    # The key of a credential, or the stage of this product; "" for files.
    sender = models.CharField(max_length=40, blank=True, default="")
    line = models.BigIntegerField(default=0)
    path = models.CharField(max_length=200, blank=True, default="")
    rule = models.CharField(max_length=40)
    reason = models.CharField(max_length=40)

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["root", "-id"], name="records_refusal_newest"),
        ]

    def __str__(self) -> str:
        return f"{self.source} {self.path} {self.rule}"
