"""Stage people: the clock. A wake-up in; sessions that ran out are forgotten."""

from __future__ import annotations

from django.contrib.sessions.backends.db import SessionStore

from redcloud.apps.jobs import every


@every(minute="27", hour="18")
def forget_old_sessions() -> None:
    """At 02:27 in Asia/Shanghai: a session says which account it belongs to, also when it has run out."""
    SessionStore.clear_expired()
