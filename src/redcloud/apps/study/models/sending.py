"""Stage study: what is sent to a member and why. In: the engine's choices and members' no. Out: their list.

No column says how long somebody read, how often, or how well. That an item was finished stands in
the records alone.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils import timezone

from redcloud.apps.people.models import Member, Organisation
from redcloud.apps.study.models.library import Item


class Refusal(models.Model):
    """A member said "not for me": the member is not sent this item again. Undone by deleting the row."""

    member = models.ForeignKey(Member, models.CASCADE, related_name="+")
    item = models.ForeignKey(Item, models.CASCADE, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["member", "item"], name="study_refused_once"),
        ]

    def __str__(self) -> str:
        return f"{self.member_id} {self.item_id}"


class ModelVersion(models.Model):
    """One training of one recommender: what it saw, never whom."""

    root = models.ForeignKey(Organisation, models.CASCADE, related_name="+")
    recommender = models.CharField(max_length=30)
    trained_on = models.DateField()
    items = models.PositiveIntegerField()
    # Rounded down like every count of people's records that is kept.
    interactions = models.PositiveIntegerField()
    file = models.CharField(max_length=200)  # relative to the data folder
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["root", "recommender", "-id"], name="study_newest_version"),
        ]

    def __str__(self) -> str:
        return f"{self.recommender} {self.trained_on}"


class Suggestion(models.Model):
    """An item sent to a member, once ever, with the reason and the facts that it cites."""

    member = models.ForeignKey(Member, models.CASCADE, related_name="+")
    item = models.ForeignKey(Item, models.CASCADE, related_name="+")
    reason_code = models.CharField(max_length=30)
    facts = models.JSONField(default=dict)
    personal = models.BooleanField()
    # Null: sent before the first training.
    model = models.ForeignKey(ModelVersion, models.SET_NULL, null=True, blank=True, related_name="+")
    sent_at = models.DateTimeField(default=timezone.now)
    # When it left the list without having been finished or refused.
    retired_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["member", "item"], name="study_sent_once"),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(
                fields=["member", "sent_at"],
                condition=Q(retired_at__isnull=True),
                name="study_open_suggestions",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.member_id} {self.item_id}"
