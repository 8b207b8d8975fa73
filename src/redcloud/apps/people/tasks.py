"""Stage people: the clock. A wake-up in; sessions that ran out are forgotten."""

from __future__ import annotations

from django.contrib.sessions.backends.db import SessionStore
from huey import crontab

from redcloud.apps.jobs import huey


@huey.periodic_task(crontab(minute="27", hour="18"))  # type: ignore[untyped-decorator]
def forget_old_sessions() -> None:
    """At 02:27 in Asia/Shanghai: a session says which account it belongs to, also when it has run out."""
    SessionStore.clear_expired()
