"""Stage records: until when is what can be read complete? Out: an instant (Communication 2.1.3.s2.b5)."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import connection
from django.utils import timezone

MARGIN = timedelta(seconds=1)
"""A writer takes the time of "stored" shortly before others see its rows."""


def consistent_through() -> datetime:
    """Return an instant before which every statement stored, or still to be stored, can be read.

    PostgreSQL knows since when the oldest writer has been at work. SQLite lets one write at a time and does
    not say since when, so that there the margin alone has to do.
    """
    latest = timezone.now() - MARGIN
    if connection.vendor != "postgresql":
        return latest
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT min(xact_start) FROM pg_stat_activity"
            " WHERE datname = current_database() AND backend_xid IS NOT NULL AND pid <> pg_backend_pid()"
        )
        (oldest,) = cursor.fetchone()
    return latest if oldest is None else min(latest, oldest)
