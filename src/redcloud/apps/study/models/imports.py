"""Stage study: the last import of a library, so that one tap takes it back."""

from __future__ import annotations

from django.db import models
from django.utils import timezone

from redcloud.apps.people.models import Organisation, User


class LibraryImport(models.Model):
    """What the last import of a root's library changed. The next import takes its place."""

    root = models.OneToOneField(Organisation, models.CASCADE, related_name="+")
    # [{"item", "before" (null: it was new), "after", "stood", "state"}], contents as versions keep them.
    entries = models.JSONField()
    # The same of courses, quizzes and questions: see ``actions.teaching``.
    teaching = models.JSONField(default=list)
    made_by = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"{self.root_id} {self.made_at:%Y-%m-%d}"
