"""Stage needs: what time does. A moment in; deletions and closures done, counted, out."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from redcloud.apps.needs.actions.steps import move
from redcloud.apps.needs.deadlines import CONFIRM_WITHIN, CONTACT_KEPT
from redcloud.apps.needs.models import Attempt, Need, NeedContact, NeedPhoto
from redcloud.apps.people import audit

_BATCH = 500
_ATTEMPTS_KEPT = timedelta(days=1)


@transaction.atomic
def delete_old(*, now: datetime | None = None) -> dict[str, int]:
    """Delete contacts and photos 30 days after closure, and counts of attempts after a day.

    Returns
    -------
    dict
        How many rows of each were deleted.
    """
    moment = now or timezone.now()
    old = Need.objects.filter(closed_at__lte=moment - CONTACT_KEPT).values("pk")
    contacts, _ = NeedContact.objects.filter(need__in=old).delete()
    photos, _ = NeedPhoto.objects.filter(need__in=old).delete()
    attempts, _ = Attempt.objects.filter(window__lt=moment - _ATTEMPTS_KEPT).delete()
    if contacts or photos:
        audit.record(actor=None, action="needs.delete_old", target=None, organisation=None)
    return {"contacts": contacts, "photos": photos, "attempts": attempts}


def close_unconfirmed(*, now: datetime | None = None) -> int:
    """Close what was marked solved two weeks ago and not answered: as unconfirmed, never as solved."""
    moment = now or timezone.now()
    closed = 0
    while done := _close_batch(moment):
        closed += done
    return closed


@transaction.atomic
def _close_batch(moment: datetime) -> int:
    waiting = Need.objects.select_for_update(of=("self",)).filter(
        state="marked_solved", marked_solved_at__lte=moment - CONFIRM_WITHIN
    )
    batch = list(waiting.select_related("holder").order_by("pk")[:_BATCH])
    for need in batch:
        move(need, "lapse", now=moment)
        audit.record(actor=None, action="needs.lapse", target=need, organisation=need.holder)
    return len(batch)
