"""Stage discussions: the hourly wake-up that erases what authors deleted, or gave no leave for any more."""

from __future__ import annotations

from django.utils import timezone

from redcloud.apps.discussions.actions import purge_deleted
from redcloud.apps.discussions.subjects import forget_without_leave
from redcloud.apps.jobs import every


@every(minute="17")
def purge() -> None:
    """Erase what was deleted longer ago than it can be brought back, and subjects without leave."""
    purge_deleted(now=timezone.now())
    forget_without_leave()
