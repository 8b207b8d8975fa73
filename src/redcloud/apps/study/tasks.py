"""Stage study: the clock. A wake-up in; open places on members' lists say what there is to send."""

from __future__ import annotations

import structlog
from django.utils import timezone

from redcloud.apps.jobs import every
from redcloud.apps.people.models import Organisation
from redcloud.apps.people.turns import for_each_root
from redcloud.apps.study.actions import (
    end_launches,
    forget_old_versions,
    forget_removed_files,
    release_figures,
    send,
    sweep_files,
)
from redcloud.engine.objects import OutOfReach

log = structlog.get_logger(__name__)


@every(day_of_week="0", hour="23", minute="10")
def send_weekly() -> None:
    """Send to every organisation on Monday at 07:10 in Asia/Shanghai (huey's clock is UTC)."""
    for_each_root(_send)


def _send(root: Organisation) -> None:
    release_figures(root=root, day=timezone.localdate())
    counts = send(root=root, day=timezone.localdate())
    log.info("study sent", organisation=root.pk, suggestions=counts.suggestions)


@every(hour="19", minute="50")
def forget_files_daily() -> None:
    """Delete at 03:50 in Asia/Shanghai the files and packages that editors let go of a month ago."""
    forget_removed_files()
    forget_old_versions()


@every(hour="20", minute="0")
def sweep_files_daily() -> None:
    """Remove at 04:00 in Asia/Shanghai what a crash, or a store that was away, left without a row."""
    try:
        sweep_files()
    except OutOfReach as problem:
        log.warning("files of nobody wait for their store", code=problem.code)


@every(minute="*/10")
def end_launches_often() -> None:
    """End the units that stayed open too long, and forget those that were closed."""
    end_launches()
