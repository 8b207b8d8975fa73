"""Stage notices: the clock. A wake-up in; the outbox says what there is to send."""

from __future__ import annotations

from huey import crontab

from redcloud.apps.jobs import huey
from redcloud.apps.notices import actions


@huey.periodic_task(crontab(minute="*/10"))  # type: ignore[untyped-decorator]
def send_what_is_due() -> None:
    """Queue the digests whose moment has come and send what waits, also from earlier failures."""
    actions.queue_digests()
    actions.send_digests()


@huey.periodic_task(crontab(minute="47", hour="18"))  # type: ignore[untyped-decorator]
def forget_old_notices() -> None:
    """Delete notices that nobody needs any more."""
    actions.delete_old()
