"""Stage notices: what a member may read. A viewer in; the viewer's own notices, choices and devices out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone

from redcloud.apps.notices.models import (
    Channel,
    Delivery,
    DeliveryState,
    Digest,
    Notice,
    Preference,
    PushDevice,
)
from redcloud.apps.people.access import NotVisible, Viewer
from redcloud.apps.people.models import Member

SHOWN = 100


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


def device_token_known(token: UUID) -> bool:
    """Whether a token that ends reminders belongs to some device."""
    return PushDevice.objects.filter(stop_token=token).exists()


@dataclass(frozen=True, slots=True)
class DeviceLine:
    """One of the viewer's devices; ``fault`` is why the last reminder did not get there, empty if it did."""

    uid: UUID
    mark: str
    since: date
    trial: str
    fault: str


@dataclass(frozen=True, slots=True)
class Ways:
    """By which ways the viewer hears, and what did not get through."""

    address: str
    devices: list[DeviceLine]
    mail_fault: str
    mail_failed_on: date | None


def ways_for(viewer: Viewer, preference: Preference) -> Ways:
    """Return the viewer's ways out of the platform (4 queries)."""
    if viewer.member_id is None:
        raise NotVisible
    devices = list(PushDevice.objects.filter(member_id=viewer.member_id).order_by("pk"))
    last: dict[int, Delivery] = {}
    for row in Delivery.objects.filter(device__in=devices).order_by("pk"):
        last[row.device_id or 0] = row
    failed = _failed_mail(viewer.member_id)
    return Ways(
        address=address_of(preference.member),
        devices=[_line(one, last.get(one.pk)) for one in devices],
        mail_fault=failed.fault if failed else "",
        mail_failed_on=timezone.localdate(failed.created_at) if failed else None,
    )


def mail_fault_of(viewer: Viewer) -> str:
    """Return why the viewer's newest e-mail did not get through; empty where it did."""
    failed = None if viewer.member_id is None else _failed_mail(viewer.member_id)
    return failed.fault if failed else ""


def _failed_mail(member_id: int) -> Delivery | None:
    """Return the member's newest e-mail where it was given up; none of those that are not wanted any more."""
    mails = Delivery.objects.filter(
        digest__member_id=member_id, channel=Channel.EMAIL, digest__member__notice_preference__email=True
    )
    newest = mails.order_by("-pk").first()
    return newest if newest is not None and newest.state == DeliveryState.FAILED else None


def _line(device: PushDevice, last: Delivery | None) -> DeviceLine:
    return DeviceLine(
        uid=device.uid,
        mark=device.address_hash,
        since=device.since,
        trial=last.state if last is not None and last.trial else "",
        fault=last.fault if last is not None and last.state == DeliveryState.FAILED else "",
    )


def own_data(member_id: int) -> dict[str, Any]:
    """Return what the stage holds about a member, for the member's own download."""
    preference = Preference.objects.filter(member_id=member_id).values(
        "email", "rhythm", "weekday", "hour", "quiet_from", "quiet_until"
    )
    notices = Notice.objects.filter(member_id=member_id).order_by("pk")
    digests = Digest.objects.filter(member_id=member_id).order_by("pk")
    deliveries = Delivery.objects.filter(digest__member_id=member_id).order_by("pk")
    devices = PushDevice.objects.filter(member_id=member_id).order_by("pk")
    return {
        "preference": preference.first(),
        "notices": list(notices.values("kind", "target_name", "target_args", "created_at", "read_at")),
        "digests": list(digests.values("day", "notices")),
        "deliveries": list(deliveries.values("channel", "state", "fault", "created_at", "sent_at")),
        "devices": list(devices.values("since")),
    }
