"""Stage discussions: the hourly wake-up that erases comments which their authors deleted."""

from __future__ import annotations

from django.utils import timezone
from huey import crontab

from redcloud.apps.discussions.actions import purge_deleted
from redcloud.apps.jobs import huey


@huey.periodic_task(crontab(minute="17"))  # type: ignore[untyped-decorator]
def purge() -> None:
    """Erase what was deleted longer ago than it can be brought back."""
    purge_deleted(now=timezone.now())
