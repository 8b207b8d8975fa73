"""Stage records: that the lake takes nothing at present. In: what stands in the way. Out: a row."""

from __future__ import annotations

import structlog
from django.db import transaction
from django.utils import timezone

from redcloud.apps.outages import is_disk_full
from redcloud.apps.records.models import LakeTrouble
from redcloud.engine.objects import OutOfReach

log = structlog.get_logger(__name__)
_ONE = 1


def lake_trouble_in(problem: BaseException) -> tuple[str, str] | None:
    """The code and detail of what is no fault of the program and may pass; None for everything else."""
    if isinstance(problem, OutOfReach):
        return problem.code, problem.detail
    return ("disk_full", "") if is_disk_full(problem) else None


@transaction.atomic
def note_lake_trouble(code: str, detail: str) -> None:
    """Write down that the lake takes nothing, and since when. Follows from no person's act: no actor."""
    log.warning("the lake takes nothing; what came waits in the outbox", code=code, detail=detail)
    now = timezone.now()
    detail = detail[:200]
    known = LakeTrouble.objects.filter(pk=_ONE, code=code)
    if not known.update(detail=detail, tried_at=now):
        LakeTrouble.objects.update_or_create(
            pk=_ONE, defaults={"code": code, "detail": detail, "since": now, "tried_at": now}
        )


def forget_lake_trouble() -> None:
    """The lake takes what it is given."""
    LakeTrouble.objects.filter(pk=_ONE).delete()
