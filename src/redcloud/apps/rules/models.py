"""Stage rules: which rule pack an organisation lives by. The rules themselves are files in ``packs``."""

from __future__ import annotations

from django.db import models
from django.utils import timezone

from redcloud.apps.people.models import Organisation


class PackChoice(models.Model):
    """The pack that a root chose at set-up; a root without a row lives by the default pack."""

    root = models.OneToOneField(Organisation, models.CASCADE, related_name="+")
    code = models.SlugField(max_length=40)
    chosen_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"{self.root_id} {self.code}"
