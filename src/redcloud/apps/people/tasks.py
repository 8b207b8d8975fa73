"""Stage people: the clock. A wake-up in; sessions and uploads that ran out are forgotten."""

from __future__ import annotations

from django.contrib.sessions.backends.db import SessionStore

from redcloud.apps.jobs import every
from redcloud.apps.people.roster.upload import forget_old
from redcloud.apps.people.transfers import forget_settled


@every(minute="27", hour="18")
def forget_old_sessions() -> None:
    """At 02:27 in Asia/Shanghai: a session says which account it belongs to, also when it has run out."""
    SessionStore.clear_expired()


@every(minute="37", hour="18")
def forget_old_transfers() -> None:
    """At 02:37 in Shanghai: memberships say where somebody moved; who asked is needed no more."""
    forget_settled()


@every(minute="*/5")
def forget_old_uploads() -> None:
    """A roster that nobody decided on lies there for the hour that its page is good for, and no longer."""
    forget_old()
