"""Stage records: whether the lake takes what comes. In: nothing. Out: what stands in the way."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from redcloud.apps.records.models import LakeTrouble, Outbox

COUNTED = 100_000


@dataclass(frozen=True, slots=True)
class LakeWaits:
    """Why the lake takes nothing, since when, and how much waits for it; ``COUNTED`` stands for more."""

    code: str
    detail: str
    since: datetime
    tried_at: datetime
    waiting: int


def lake_waits() -> LakeWaits | None:
    """What stands between the outbox and the lake of this installation; None where nothing does (1 query)."""
    found = LakeTrouble.objects.first()
    if found is None:
        return None
    waiting = Outbox.objects.all()[:COUNTED].count()
    return LakeWaits(found.code, found.detail, found.since, found.tried_at, waiting)
