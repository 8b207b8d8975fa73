"""The one huey instance that every stage's tasks.py registers with.

A job is a wake-up: what there is to do stands in an outbox table, so that a lost job loses nothing.
The queue has a database file of its own, since several writers on the main SQLite file would wait
for each other.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ParamSpec, Protocol, cast

from django.conf import settings
from django.db import close_old_connections
from huey import SqliteHuey, crontab

_P = ParamSpec("_P")
Plain = Callable[[], None]


class Job(Protocol[_P]):
    """Something that the worker does when it is called for."""

    def __call__(self, *args: _P.args, **kwargs: _P.kwargs) -> Any:
        """Ask for it as soon as the worker is free."""

    def schedule(self, *, delay: float) -> Any:
        """Ask for it in ``delay`` seconds."""


huey = SqliteHuey(
    "redcloud",
    filename=str(settings.JOBS_FILE),
    immediate=settings.JOBS_IMMEDIATE,
    results=False,
    utc=True,
)


# Huey's own decorators have no types: these say what they take and give.


def job(*, retries: int = 0, retry_delay_s: int = 0) -> Callable[[Callable[_P, None]], Job[_P]]:
    """Make a function a job: called, it runs in the worker."""
    made = huey.task(retries=retries, retry_delay=retry_delay_s)
    return cast(Callable[[Callable[_P, None]], Job[_P]], made)


def every(**when: str) -> Callable[[Plain], Plain]:
    """Let the worker run a function by the clock, in UTC; ``when`` as of cron: minute, hour, day_of_week."""
    return cast(Callable[[Plain], Plain], huey.periodic_task(crontab(**when)))


def at_start(function: Plain) -> Plain:
    """Let the worker run a function when it starts."""
    return cast(Plain, huey.on_startup()(function))


def _before_each(function: Callable[[object], None]) -> Callable[[object], None]:
    return cast(Callable[[object], None], huey.pre_execute()(function))


@_before_each
def _with_a_database_that_answers(_task: object) -> None:
    """Leave connections that broke, as every request of the pages does: the worker has only jobs."""
    if not settings.JOBS_IMMEDIATE:
        close_old_connections()
