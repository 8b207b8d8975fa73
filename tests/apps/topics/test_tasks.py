"""The nightly training: a process beside the worker, never two at once."""

from __future__ import annotations

from importlib import import_module

import pytest

from redcloud.apps.topics import tasks
from redcloud.commands.topics import app


class Started:
    """Stands for a process: what it was started with, and whether it has ended."""

    def __init__(self, command: list[str], **_given: object) -> None:
        self.command, self.ended = command, False

    def poll(self) -> int | None:
        return 0 if self.ended else None


def test_a_night_starts_a_training_unless_one_still_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    running: list[Started] = []
    monkeypatch.setattr(tasks, "_running", running)
    monkeypatch.setattr(tasks.subprocess, "Popen", Started)
    tasks.train_nightly.call_local()
    tasks.train_nightly.call_local()
    (first,) = running
    first.ended = True
    tasks.train_nightly.call_local()
    assert running != [first]
    assert len(running) == 1


def test_what_it_starts_is_there(monkeypatch: pytest.MonkeyPatch) -> None:
    running: list[Started] = []
    monkeypatch.setattr(tasks, "_running", running)
    monkeypatch.setattr(tasks.subprocess, "Popen", Started)
    tasks.train_nightly.call_local()
    _python, _m, module, command = running[0].command
    assert import_module(module).app is app
    assert command in {found.name or found.callback.__name__ for found in app.registered_commands}
