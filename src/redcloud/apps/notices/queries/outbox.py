"""Stage notices: reads of the outbox. The clock in; what is due, and what waits to be sent, out."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator
from datetime import datetime

from django.db.models import Count, Exists, Max, OuterRef, Q
from django.utils import timezone

from redcloud.apps.notices.models import (
    Channel,
    Delivery,
    DeliveryState,
    Digest,
    Notice,
    Preference,
    PushDevice,
    Rhythm,
)
from redcloud.apps.notices.queries.own import address_of
from redcloud.apps.notices.rhythm import LATE_AT_MOST_H, digest_moment

AT_ONCE = 50
READ_AT_ONCE = 500


def preferences_due(now: datetime) -> Iterator[list[Preference]]:
    """Give the preferences of members whose moment has come, who had no digest today and have news.

    In lists, each read to its end: what is done about one must not wait for the reading of the next.
    """
    local = timezone.localtime(now)
    own = {"member": OuterRef("member")}
    rows = (
        Preference.objects.filter(hour__range=(local.hour - LATE_AT_MOST_H, local.hour))
        .filter(Q(rhythm=Rhythm.DAILY) | Q(weekday=local.weekday()))
        .filter(Q(email=True) | Exists(PushDevice.objects.filter(**own)))
        .filter(~Exists(Digest.objects.filter(**own, day__gte=local.date())))
        .filter(Exists(Notice.objects.filter(**own, read_at=None)))
        .select_related("member__user")
        .order_by("pk")
    )
    last = 0
    while some := list(rows.filter(pk__gt=last)[:READ_AT_ONCE]):
        last = some[-1].pk
        yield [row for row in some if _has_come(row, local)]


def _has_come(preference: Preference, local: datetime) -> bool:
    moment = digest_moment(
        local,
        weekday=preference.weekday if preference.rhythm == Rhythm.WEEKLY else None,
        hour=preference.hour,
        quiet_from=preference.quiet_from,
        quiet_until=preference.quiet_until,
    )
    return moment is not None


def devices_of(members: Collection[int]) -> dict[int, list[int]]:
    """Return the devices on which members are reminded, by member."""
    found: dict[int, list[int]] = defaultdict(list)
    for member, device in PushDevice.objects.filter(member__in=members).values_list("member_id", "pk"):
        found[member].append(device)
    return found


def news_for(members: Collection[int]) -> list[tuple[int, int, int]]:
    """Return member, number of unread notices and the newest of them, where a digest has not told of it."""
    told = dict(
        Digest.objects.filter(member__in=members)
        .values_list("member_id")
        .annotate(newest=Max("newest_notice"))
    )
    unread = (
        Notice.objects.filter(member__in=members, read_at=None)
        .values_list("member_id")
        .annotate(count=Count("pk"), newest=Max("pk"))
    )
    return [row for row in unread if row[2] > told.get(row[0], 0)]


def waiting_deliveries(now: datetime, *, without: Collection[str]) -> list[Delivery]:
    """Return the next messages to send, but by none of the channels ``without``."""
    rows = Delivery.objects.filter(state=DeliveryState.PENDING, not_before__lte=now, not_after__gt=now)
    related = (
        "digest__member__user",
        "digest__member__notice_preference",
        "device__member__user",
        "device__member__notice_preference",
        "robot__branch",
    )
    found = rows.exclude(channel__in=without).select_related(*related)
    # What somebody looks at goes first.
    return list(found.order_by("-trial", "not_before", "pk")[:AT_ONCE])


def is_wanted(delivery: Delivery) -> bool:
    """Whether whoever is to get it still wants it; devices and robots that are gone took theirs along."""
    if delivery.channel == Channel.EMAIL:
        member = delivery.of_digest.member
        return member.notice_preference.email and bool(address_of(member))
    if delivery.robot is not None:
        return delivery.trial or delivery.robot.paused_at is None
    return True


def quiet_hours_of(delivery: Delivery) -> tuple[int, int]:
    """Return from and until when a message may not come; what somebody asked for just now may always."""
    if delivery.trial:
        return 0, 0
    if delivery.robot is not None:
        return delivery.robot.quiet_from, delivery.robot.quiet_until
    preference = delivery.of_digest.member.notice_preference
    return preference.quiet_from, preference.quiet_until
