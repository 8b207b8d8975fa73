"""Stage records: from instants to keys. In: since and until. Out: the keys between which statements can lie.

Keys grow with time, and there is no index by time: a few point reads find the key of an instant, so that
a client that asks for the last minute does not pay for the years before it.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from redcloud.apps.records.models import Statement

SLACK = timedelta(minutes=10)
"""A transaction takes its time and its keys at different moments, and others come between: how far they
can lie apart. Longer than any transaction of the store; what lies in the slack is compared exactly."""


def keys_between(since: datetime | None, until: datetime | None) -> tuple[int | None, int | None]:
    """Return the least and the greatest key of what was stored after ``since`` and not after ``until``.

    None where there is no such bound. Wide by `SLACK`: the moment itself still has to be asked.
    """
    if since is None and until is None:
        return None, None
    ends = Statement.objects.order_by("pk").values_list("pk", flat=True)
    first, last = ends.first(), ends.last()
    if first is None or last is None:
        return None, None
    return (
        None if since is None else _first_after(since - SLACK, first, last),
        None if until is None else _first_after(until + SLACK, first, last),
    )


def _first_after(moment: datetime, first: int, last: int) -> int:
    """Return a key before which everything was stored by ``moment``, give or take what the slack is for."""
    low, high = first, last + 1
    while low < high:
        middle = (low + high) // 2
        found = Statement.objects.filter(pk__gte=middle).order_by("pk").values_list("pk", "stored").first()
        if found is None or found[1] > moment:
            high = middle
        else:
            low = found[0] + 1
    return low
