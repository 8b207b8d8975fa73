"""Stage records: other stores that are told. In: an administrator's decision. Out: what waits for each.

What a store is told are records of persons, so a decision names who approved it, what for and until
when, and every member can read it. How to sign in there is in the environment, never here.
"""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils import timezone

from redcloud.apps.people.models import Organisation, User


def live_at(moment: datetime) -> Q:
    """Which targets are told at a moment: neither stopped nor past their end."""
    return Q(stopped_at=None, expires_at__gt=moment)


LIVE_AT = "stopped_at IS NULL AND expires_at > %s"
"""The same in SQL, for the one look-up that a chunk of statements makes."""


class ForwardTarget(models.Model):
    """A record store that gets every statement which an organisation stores from now on."""

    root = models.ForeignKey(Organisation, models.CASCADE, related_name="+")
    # Under this name REDCLOUD_FORWARD_KEYS has the key.
    name = models.SlugField(max_length=40)
    endpoint = models.URLField(max_length=300)
    approver = models.CharField(max_length=80)
    purpose = models.CharField(max_length=200)
    expires_at = models.DateTimeField()
    made_by = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    stopped_at = models.DateTimeField(null=True, blank=True)
    # When to try next: a claim on it keeps two deliveries of one target apart.
    next_at = models.DateTimeField(default=timezone.now)
    failures = models.PositiveIntegerField(default=0)
    problem = models.CharField(max_length=40, blank=True, default="")
    sent_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=~Q(approver="") & ~Q(purpose=""), name="records_forwarding_is_approved"
            ),
            models.UniqueConstraint(
                fields=["root", "name"], condition=Q(stopped_at=None), name="records_target_once_a_name"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Forward(models.Model):
    """One statement that a target does not have yet. The row goes when the target has it."""

    id = models.BigAutoField(primary_key=True)
    target = models.ForeignKey(ForwardTarget, models.CASCADE, db_index=False, related_name="+")
    # Key of the statement; no constraint, like the other links of a statement.
    statement = models.BigIntegerField(db_index=True)
    # Why the target will not take it; empty while it waits.
    refused = models.CharField(max_length=40, blank=True, default="")

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["target", "refused", "id"], name="records_forward_next"),
        ]

    def __str__(self) -> str:
        return f"{self.target_id} {self.statement}"
