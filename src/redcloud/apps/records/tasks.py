"""Stage records: the clock. A wake-up in; the outbox says what the lake still lacks."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import structlog
from django.dispatch import receiver

from redcloud.apps.jobs import Job, every, huey, job
from redcloud.apps.records import actions
from redcloud.apps.records.signals import forwarding_filled, outbox_filled
from redcloud.engine.objects import OutOfReach

log = structlog.get_logger(__name__)

DRAIN_AFTER_S = 1
"""Statements that arrive within it go to the lake together, and each process asks for it once."""

RESTS = 4
"""A drain costs much the same for ten statements as for ten thousand. While statements stream in, the
worker rests this many times as long as the last drain took: four fifths of a core are left to who writes."""


class _Once:
    """A job that one process asks for once, however often it is wanted before it begins."""

    def __init__(self) -> None:
        self.begins_at = 0.0  # of the monotonic clock

    def ask(self, wanted: Job[[]], delay_s: float) -> None:
        """Ask for ``wanted`` in ``delay_s`` seconds; unless it is asked for: it will see all that comes."""
        now = time.monotonic()
        if self.begins_at <= now:
            self.begins_at = now + delay_s
            wanted.schedule(delay=delay_s)


_woken, _rested = _Once(), _Once()
_rests_until = 0.0  # of the worker alone


@job(retries=3, retry_delay_s=5)
def drain() -> None:
    """Give the lake what waits for it now, or as soon as the worker has rested."""
    missing_s = _rests_until - time.monotonic()
    if missing_s <= 0 or huey.immediate:
        _drain()
    else:
        _rested.ask(drain_rested, missing_s)


@job(retries=3, retry_delay_s=5)
def drain_rested() -> None:
    """Give the lake what has come while the worker rested."""
    _drain()


def _drain() -> None:
    global _rests_until
    begun = time.monotonic()
    _unless_out_of_reach(actions.drain_outbox)
    ended = time.monotonic()
    _rests_until = ended + RESTS * (ended - begun)


@every(minute="*")
def drain_what_was_left() -> None:
    """Give the lake what a lost wake-up left behind, and what it could not take before."""
    _unless_out_of_reach(actions.drain_outbox)


@every(minute="20", hour="19")
def compact_lake() -> None:
    """Join the day's small files, at night in Asia/Shanghai."""
    _unless_out_of_reach(lambda: actions.lake().compact())


def _unless_out_of_reach(act: Callable[[], object]) -> None:
    """Speak to the lake; where it is out of reach, note that for the administrators' page.

    Nothing is lost: the outbox keeps what was not taken, and the clock tries again every minute.
    """
    try:
        act()
    except Exception as problem:
        trouble = actions.lake_trouble_in(problem)
        if trouble is None:
            raise
        actions.note_lake_trouble(*trouble)
    else:
        actions.forget_lake_trouble()


@every(minute="40")
def forget_arrivals() -> None:
    """Delete the counters of arrivals that no page shows any more, and old refusals."""
    actions.forget_arrivals()
    actions.forget_refusals()


@job()
def forward() -> None:
    """Tell other stores what waits for them now; what fails stays queued for the clock."""
    actions.deliver_forwards()


@every(minute="*")
def forward_what_was_left() -> None:
    """Try again what could not be forwarded."""
    actions.deliver_forwards()


@every(minute="40", hour="19")
def remove_expired() -> None:
    """Remove statements that are no longer kept, at night in Asia/Shanghai."""
    actions.remove_expired()


@every(minute="25")
def remove_unlinked_files() -> None:
    """Remove files whose statements went while their store did not answer."""
    _unless_files_are_out_of_reach(actions.remove_unlinked)


@every(minute="40", hour="19")
def sweep_attachments() -> None:
    """Remove files that a crash left without a statement."""
    _unless_files_are_out_of_reach(actions.sweep_attachments)


def _unless_files_are_out_of_reach(act: Callable[[], object]) -> None:
    """Try again with the next hour or night where the store of files does not answer."""
    try:
        act()
    except OutOfReach as problem:
        log.warning("files of no statement wait for their store", code=problem.code)


@receiver(forwarding_filled, dispatch_uid="records.forward")
def wake_forwarding(**_: Any) -> None:
    """Ask for a delivery as soon as a worker is free."""
    forward()


@receiver(outbox_filled, dispatch_uid="records.drain")
def wake(**_: Any) -> None:
    """Ask for a drain in a moment."""
    if huey.immediate:
        drain()
    else:
        _woken.ask(drain, DRAIN_AFTER_S)
