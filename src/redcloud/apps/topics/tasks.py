"""Stage topics: the clock. A wake-up in; the texts that people sorted say what there is to learn."""

from __future__ import annotations

import os
import subprocess
import sys

from django.conf import settings

from redcloud.apps.jobs import every

_running: list[subprocess.Popen[bytes]] = []


@every(hour="17", minute="40")
def train_nightly() -> None:
    """At 01:40 in Shanghai: train in a process beside the worker, which has statements to fold meanwhile.

    A training that still runs is left alone. It replaces a model in one step, so that it may be stopped at
    any moment.
    """
    _running[:] = [child for child in _running if child.poll() is None]
    if not _running:
        command = [sys.executable, "-m", "redcloud.commands.topics", "train"]
        environment = os.environ | {"REDCLOUD_DATA": str(settings.DATA), "OMP_NUM_THREADS": "1"}
        _running.append(subprocess.Popen(command, env=environment))  # noqa: S603 - our own words
