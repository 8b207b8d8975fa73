"""One run of the bench of releases, in a place of its own. In: a number of branches. Out: one line of JSON.

``python -m redcloud.bench.release.steps BRANCHES`` loads an organisation as the demo does, but no records: no
outlook reads them. Then it publishes the outlook of the last month.
"""

from __future__ import annotations

import json
import os
import resource
import sys
import time
from collections.abc import Callable
from datetime import date
from itertools import count
from typing import Any

import django

PEOPLE_A_BRANCH = 22
LOADED = ("organisations", "members", "accounts", "consents", "meetings", "rolls", "minutes", "needs")
TODAY = date(2026, 7, 1)


def main(branches: int) -> None:
    """Load, publish, and print what it took."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "redcloud.config.settings"
    django.setup()

    from django.db import connection

    from redcloud.apps.life.models import Meeting
    from redcloud.apps.outlook.actions.releasing import publish_outlook
    from redcloud.apps.outlook.models import OutlookFigures
    from redcloud.demo import flow
    from redcloud.demo.folder import new_note

    note = new_note(
        members=branches * PEOPLE_A_BRANCH, organisations=1, branches=branches, seed=1, today=TODAY
    )
    province = flow.begin(note)
    begun = time.perf_counter()
    for step in flow.STEPS:
        if step.name in LOADED:
            flow.run_step(step, province, lambda _count: None)
    loaded_s, before = time.perf_counter() - begun, _used()
    begun = time.perf_counter()
    asked = count()  # Django's own list of queries ends at 9,000

    def counted(execute: Callable[..., Any], *query: Any) -> Any:
        next(asked)
        return execute(*query)

    with connection.execute_wrapper(counted):
        publish_outlook(actor=None, root=province.roots()[0], today=TODAY)
    facts = {
        "load_s": loaded_s,
        "meetings": Meeting.objects.count(),
        "units": OutlookFigures.objects.count(),
        "clock_s": time.perf_counter() - begun,
        "cpu_s": _used() - before,
        "queries": next(asked),
        "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 / 1e6,
    }
    print(json.dumps(facts))


def _used() -> float:
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return usage.ru_utime + usage.ru_stime


if __name__ == "__main__":
    main(int(sys.argv[1]))
