"""Stage notices: the clock. A wake-up in; the outbox says what there is to send."""

from __future__ import annotations

from typing import Any

from django.dispatch import receiver

from redcloud.apps.jobs import every, job
from redcloud.apps.notices import actions
from redcloud.apps.notices.signals import sending_asked


@every(minute="*/5")
def send_what_is_due() -> None:
    """Queue the digests whose moment has come and send what waits, also from earlier failures."""
    actions.queue_digests()
    send()


@job()
def send() -> None:
    """Send what waits; after a while let the other jobs go first, then go on."""
    if actions.send_waiting().more:
        send()


@every(minute="47", hour="18")
def forget_old_notices() -> None:
    """Delete notices that nobody needs any more."""
    actions.delete_old()


@receiver(sending_asked, dispatch_uid="notices.send")
def wake(**_: Any) -> None:
    """Send as soon as a worker is free."""
    send()
