"""Stage records: how long statements are kept. In: an administrator's decision."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils import timezone

from redcloud.apps.people.models import Organisation, User

FEWEST_MONTHS = 12
"""A year of organisational life is judged as a whole: nothing younger is removed by age."""


class Retention(models.Model):
    """Statements of an organisation go when they are older than this. Without a row they stay."""

    root = models.OneToOneField(Organisation, models.CASCADE, related_name="+")
    months = models.PositiveSmallIntegerField()
    decided_by = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=Q(months__gte=FEWEST_MONTHS), name="records_kept_a_year"),
        ]

    def __str__(self) -> str:
        return f"{self.root_id}: {self.months}"
