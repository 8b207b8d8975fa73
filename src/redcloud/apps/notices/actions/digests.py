"""Stage notices: which digests are due. In: the clock. Out: one a member and day, by each way chosen."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from redcloud.apps.notices.models import Channel, Delivery, Digest, Preference
from redcloud.apps.notices.queries.outbox import devices_of, news_for, preferences_due
from redcloud.apps.notices.queries.own import address_of

OF_USE = timedelta(days=3)


def queue_digests(*, now: datetime | None = None) -> int:
    """Put the digests that are due in the outbox. Safe to run at any time and twice at once.

    Returns
    -------
    int
        How many messages wait now that did not before.
    """
    moment = now or timezone.now()
    return sum(_queue(some, moment) for some in preferences_due(moment) if some)


@transaction.atomic
def _queue(due: Sequence[Preference], moment: datetime) -> int:
    """Queue for some members, by five queries whatever their number."""
    today = timezone.localdate(moment)
    devices = devices_of([row.member_id for row in due])
    reachable = {
        row.member_id: row
        for row in due
        if (row.email and address_of(row.member)) or row.member_id in devices
    }
    digests = [
        Digest(member_id=member, day=today, notices=count, newest_notice=newest)
        for member, count, newest in news_for(list(reachable))
    ]
    # One a member and day: the constraint decides, also between two workers.
    Digest.objects.bulk_create(digests, ignore_conflicts=True)
    stored = Digest.objects.filter(day=today, member__in=reachable, deliveries=None).select_related("member")
    waiting = []
    for digest in stored:
        about = {
            "root_id": digest.member.root_id,
            "digest": digest,
            "created_at": moment,
            "not_before": moment,
            "not_after": moment + OF_USE,
        }
        row = reachable[digest.member_id]
        if row.email and address_of(row.member):
            waiting.append(Delivery(channel=Channel.EMAIL, **about))
        waiting += [
            Delivery(channel=Channel.PUSH, device_id=device, **about)
            for device in devices.get(digest.member_id, [])
        ]
    Delivery.objects.bulk_create(waiting, ignore_conflicts=True)
    return len(waiting)
