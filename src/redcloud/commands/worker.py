"""``redcloud worker``: does what the stages left in their outboxes, and what is due by the clock.

One worker an installation: two would mean two clocks.
"""

from __future__ import annotations

import logging
import os
from importlib import import_module
from importlib.util import find_spec

from django.conf import settings


def worker() -> None:
    """Run the jobs of every stage until stopped."""
    from redcloud.apps.jobs import huey

    load_tasks()
    # A line for each wake-up would bury the faults, which huey logs as errors.
    logging.getLogger("huey").setLevel(logging.WARNING)
    # SIGTERM lets the running job finish, as Ctrl-C does not need to.
    huey.create_consumer(workers=1, graceful_signal="TERM", shutdown_timeout=10).run()


def load_tasks() -> list[str]:
    """Import the tasks of every stage that has any; return the stages."""
    found = [stage for stage in settings.STAGES if find_spec(f"redcloud.apps.{stage}.tasks") is not None]
    for stage in found:
        import_module(f"redcloud.apps.{stage}.tasks")
    return found


def main() -> None:
    """Run as a process of its own beside the pages."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "redcloud.config.settings")
    import django

    django.setup()
    worker()


if __name__ == "__main__":
    main()
