"""The one huey instance that every stage's tasks.py registers with.

A job is a wake-up: what there is to do stands in an outbox table, so that a lost job loses nothing.
The queue has a database file of its own, since several writers on the main SQLite file would wait
for each other.
"""

from __future__ import annotations

from django.conf import settings
from django.db import close_old_connections
from huey import SqliteHuey

huey = SqliteHuey(
    "redcloud",
    filename=str(settings.JOBS_FILE),
    immediate=settings.JOBS_IMMEDIATE,
    results=False,
    utc=True,
)


@huey.pre_execute()  # type: ignore[untyped-decorator]
def _with_a_database_that_answers(_task: object) -> None:
    """Leave connections that broke, as every request of the pages does: the worker has only jobs."""
    if not settings.JOBS_IMMEDIATE:
        close_old_connections()
