"""Stage outlook: the clock. On the first night of a month the outlook of the month before is released."""

from __future__ import annotations

from contextlib import suppress

from django.utils import timezone

from redcloud.apps.jobs import every
from redcloud.apps.outlook import actions
from redcloud.apps.people.models import Organisation
from redcloud.apps.people.turns import for_each_root


@every(minute="50", hour="20")
def release_outlook() -> None:
    """Release what is not released yet, every night: after an outage the next night makes up for it."""
    for_each_root(_release)


def _release(root: Organisation) -> None:
    with suppress(actions.TooSoonError):
        actions.publish_outlook(actor=None, root=root, today=timezone.localdate())
