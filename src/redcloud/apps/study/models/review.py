"""Stage study: whether a second person looks before something is published. An administrator's choice."""

from __future__ import annotations

from django.db import models
from django.utils import timezone

from redcloud.apps.people.models import Organisation, User


class ReviewRule(models.Model):
    """A root that has this row publishes only what another editor approved."""

    root = models.OneToOneField(Organisation, models.CASCADE, related_name="+")
    since = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"{self.root_id} {self.since:%Y-%m-%d}"


class Reviewed(models.Model):
    """What may wait for a second person: who asked, and when. A change takes the asking back."""

    asked_by = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+")
    asked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        abstract = True

    @property
    def is_asked(self) -> bool:
        """Whether it waits for a second person."""
        return self.asked_at is not None

    def no_longer_asked(self) -> None:
        """Take the asking back; the caller saves."""
        self.asked_by, self.asked_at = None, None
