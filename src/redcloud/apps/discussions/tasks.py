"""Stage discussions: the hourly wake-up that erases comments which their authors deleted."""

from __future__ import annotations

from django.utils import timezone

from redcloud.apps.discussions.actions import purge_deleted
from redcloud.apps.jobs import every


@every(minute="17")
def purge() -> None:
    """Erase what was deleted longer ago than it can be brought back."""
    purge_deleted(now=timezone.now())
