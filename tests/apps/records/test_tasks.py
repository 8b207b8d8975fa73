"""The worker drains at once where nothing presses, and rests between drains while statements stream in."""

from __future__ import annotations

import time
from collections.abc import Iterator

import pytest

from redcloud.apps.jobs import huey
from redcloud.apps.records import tasks
from redcloud.apps.records.models import Outbox
from tests.apps.records.making import small, store
from tests.web.api.calling import bare_root


@pytest.fixture
def queue(db: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Leave tasks in the queue in memory instead of running them where they are asked for."""
    monkeypatch.setattr(huey, "_immediate", False)
    monkeypatch.setattr(tasks, "_rests_until", 0.0)
    monkeypatch.setattr(tasks._rested, "begins_at", 0.0)
    monkeypatch.setattr(tasks._woken, "begins_at", 0.0)
    huey.flush()
    yield
    huey.flush()


def test_what_waits_is_drained_at_once(queue: None) -> None:
    store(bare_root(), small())

    tasks.drain.call_local()

    assert not Outbox.objects.exists()


def test_a_worker_that_has_just_drained_rests_and_asks_once_for_what_came_meanwhile(
    queue: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = bare_root()
    store(root, small())
    tasks.drain.call_local()
    assert tasks._rests_until > time.monotonic() - 1
    monkeypatch.setattr(tasks, "_rests_until", time.monotonic() + 60)
    huey.flush()

    for _ in range(3):
        store(root, small())
        tasks.drain.call_local()

    assert Outbox.objects.count() == 3
    assert [task.name for task in huey.pending()].count("drain_rested") == 1
    tasks.drain_rested.call_local()
    assert not Outbox.objects.exists()


def test_a_process_asks_once_for_all_that_comes_before_the_drain_begins_and_again_afterwards(
    queue: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(3):
        tasks.wake()
    assert [task.name for task in huey.pending()] == ["drain"]

    monkeypatch.setattr(tasks._woken, "begins_at", time.monotonic())
    tasks.wake()

    assert [task.name for task in huey.pending()] == ["drain", "drain"]
