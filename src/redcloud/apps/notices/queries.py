"""Stage notices: reads. A member's own notices and preference, and which digests are due."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Count, Max, QuerySet
from django.utils import timezone

from redcloud.apps.notices.models import Digest, Notice, Preference, Rhythm
from redcloud.apps.notices.rhythm import digest_moment, is_quiet
from redcloud.apps.people.access import NotVisible, Viewer
from redcloud.apps.people.models import Member

SHOWN = 100
_SEND_AT_ONCE = 500


def _own(viewer: Viewer) -> QuerySet[Notice]:
    if viewer.member_id is None:
        raise NotVisible
    return Notice.objects.filter(member_id=viewer.member_id)


def notices_for(viewer: Viewer) -> list[Notice]:
    """Return the viewer's own notices, newest first.

    Raises
    ------
    NotVisible
        When the viewer is no member.
    """
    return list(_own(viewer).order_by("-pk")[:SHOWN])


def unread_for(viewer: Viewer) -> int:
    """Count the viewer's own unread notices; 0 for somebody who is no member."""
    return 0 if viewer.member_id is None else _own(viewer).filter(read_at=None).count()


def notice_for(viewer: Viewer, notice_id: int) -> Notice:
    """Return one of the viewer's own notices.

    Raises
    ------
    NotVisible
    """
    found = _own(viewer).filter(pk=notice_id).first()
    if found is None:
        raise NotVisible
    return found


def preference_for(viewer: Viewer) -> Preference:
    """Return the viewer's own preference; the unsaved default while nothing was chosen.

    Raises
    ------
    NotVisible
    """
    if viewer.member_id is None:
        raise NotVisible
    found = Preference.objects.filter(member_id=viewer.member_id).select_related("member__user").first()
    if found is not None:
        return found
    member = Member.objects.select_related("user").get(pk=viewer.member_id)
    return Preference(member=member)


def address_of(member: Member) -> str:
    """Return where e-mail goes: what the member set for the account, else the roster; may be empty."""
    return (member.user.email if member.user else "") or member.email


def token_known(token: UUID) -> bool:
    """Whether an unsubscribe token belongs to somebody."""
    return Preference.objects.filter(unsubscribe_token=token).exists()


def digests_due(now: datetime) -> list[Digest]:
    """Return unsaved digests for the members whose moment has come and who have something new.

    Something new is an unread notice later than what the last digest told. Three queries.
    """
    wanting = list(Preference.objects.filter(email=True).select_related("member__user"))
    last = dict(
        Digest.objects.filter(member__in=[row.member_id for row in wanting])
        .values_list("member_id")
        .annotate(newest=Max("day"))
    )
    ready = [row for row in wanting if address_of(row.member) and _is_due(row, last.get(row.member_id), now)]
    told = dict(
        Digest.objects.filter(member__in=[row.member_id for row in ready])
        .values_list("member_id")
        .annotate(newest=Max("newest_notice"))
    )
    news = (
        Notice.objects.filter(member__in=[row.member_id for row in ready], read_at=None)
        .values("member_id")
        .annotate(count=Count("pk"), newest=Max("pk"))
    )
    today = timezone.localdate(now)
    return [
        Digest(
            member_id=row["member_id"],
            day=today,
            notices=row["count"],
            newest_notice=row["newest"],
            not_before=now,
        )
        for row in news
        if row["newest"] > told.get(row["member_id"], 0)
    ]


def _is_due(preference: Preference, last_day: date | None, now: datetime) -> bool:
    local = timezone.localtime(now)
    moment = digest_moment(
        local,
        weekday=preference.weekday if preference.rhythm == Rhythm.WEEKLY else None,
        hour=preference.hour,
        quiet_from=preference.quiet_from,
        quiet_until=preference.quiet_until,
    )
    return moment is not None and (last_day is None or last_day < moment.date())


def waiting_digests(now: datetime) -> list[Digest]:
    """Return the digests to send now: their members still want e-mail, and it is no quiet hour for them."""
    recent = timezone.localdate(now) - timedelta(days=3)
    waiting = Digest.objects.filter(state="pending", not_before__lte=now, day__gte=recent)
    wanted = waiting.filter(member__notice_preference__email=True)
    found = wanted.select_related("member__user", "member__notice_preference").order_by("not_before", "pk")
    hour = timezone.localtime(now).hour
    return [digest for digest in found[:_SEND_AT_ONCE] if not _quiet(digest.member.notice_preference, hour)]


def _quiet(preference: Preference, hour: int) -> bool:
    return is_quiet(hour, preference.quiet_from, preference.quiet_until)


def own_data(member_id: int) -> dict[str, Any]:
    """Return what the stage holds about a member, for the member's own download."""
    preference = Preference.objects.filter(member_id=member_id).values(
        "email", "rhythm", "weekday", "hour", "quiet_from", "quiet_until"
    )
    notices = Notice.objects.filter(member_id=member_id).order_by("pk")
    digests = Digest.objects.filter(member_id=member_id).order_by("pk")
    return {
        "preference": preference.first(),
        "notices": list(notices.values("kind", "target_name", "target_args", "created_at", "read_at")),
        "digests": list(digests.values("day", "notices", "state", "sent_at")),
    }
