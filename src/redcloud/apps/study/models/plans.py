"""Stage study: a branch's plan for a session. In: what the engine chose. Out: what the branch holds."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils import timezone

from redcloud.apps.life.models import Meeting
from redcloud.apps.people.models import Organisation, User
from redcloud.apps.study.models.library import Item


class BranchPlan(models.Model):
    """What a branch means to study at one session. Closed when a new one is made."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    branch = models.ForeignKey(Organisation, models.CASCADE, related_name="+")
    meeting = models.ForeignKey(Meeting, models.SET_NULL, null=True, blank=True, related_name="+")
    session_minutes = models.PositiveSmallIntegerField()
    spare_minutes = models.PositiveSmallIntegerField(default=0)
    # What the secretary swapped out of this plan and does not want to be offered again.
    set_aside = models.ManyToManyField(Item, related_name="+", blank=True)
    made_by = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)
    changed_at = models.DateTimeField(default=timezone.now)
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["branch"], condition=Q(closed_at__isnull=True), name="study_one_open_plan"
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["branch", "-made_at"], name="study_plans_of_a_branch"),
        ]

    def __str__(self) -> str:
        return f"{self.branch_id} {self.made_at:%Y-%m-%d}"


class PlanEntry(models.Model):
    """An item of a branch plan: minutes of reading, minutes of talk, and why."""

    plan = models.ForeignKey(BranchPlan, models.CASCADE, related_name="entries")
    item = models.ForeignKey(Item, models.CASCADE, related_name="+")
    position = models.PositiveSmallIntegerField()
    reading_minutes = models.PositiveSmallIntegerField()
    talk_minutes = models.PositiveSmallIntegerField()
    reason_code = models.CharField(max_length=30)
    facts = models.JSONField(default=dict)
    locked = models.BooleanField(default=False)

    class Meta:
        ordering: ClassVar[list[str]] = ["position"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["plan", "item"], name="study_planned_once"),
        ]

    def __str__(self) -> str:
        return f"{self.plan_id} {self.item_id}"

    @property
    def minutes(self) -> int:
        """Reading and talk together."""
        return self.reading_minutes + self.talk_minutes
