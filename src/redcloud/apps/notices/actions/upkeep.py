"""Stage notices: forgets. In: the clock, or a member who leaves. Out: fewer rows."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from redcloud.apps.notices.models import Delivery, Digest, Notice, Preference, PushDevice

NOTICES_KEPT = timedelta(days=180)
DELIVERIES_KEPT = timedelta(days=30)


def delete_old(*, now: datetime | None = None) -> int:
    """Delete notices and digests of half a year ago, and what was sent a month ago.

    A list of everything that ever happened helps nobody.
    """
    moment = now or timezone.now()
    Delivery.objects.filter(created_at__lt=moment - DELIVERIES_KEPT).delete()
    before = timezone.localdate(moment - NOTICES_KEPT)
    Digest.objects.filter(day__lt=before, deliveries=None).delete()
    deleted, _ = Notice.objects.filter(created_at__lt=moment - NOTICES_KEPT).delete()
    return deleted


@transaction.atomic
def erase_member(member_id: int) -> int:
    """Delete what the stage holds about a member."""
    total = 0
    for model in (Notice, Digest, PushDevice, Preference):
        total += model.objects.filter(member_id=member_id).delete()[0]
    return total
