"""Stage life: the records that life writes. In: a roll or a service. Out: statements in the store.

A record names the meeting or the kind of service, never a doer's own words. An event has one id, so
writing it twice writes it once.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, time

from django.utils import timezone

from redcloud.apps.life.models import Mark, Meeting, ServiceKind, Volunteering
from redcloud.apps.life.queries import RollLine
from redcloud.apps.people.models import Organisation
from redcloud.apps.records.actions import (
    ActivityRef,
    Event,
    activity_iri,
    record_events,
    retract_events,
)
from redcloud.apps.rules.queries import pack_of


def record_attendance(meeting: Meeting, lines: list[RollLine], *, corrected: bool) -> None:
    """Write "attended" for each member marked present; of a corrected roll, take the others back.

    Nothing at all is written about a member who was not marked present.
    """
    root = root_of(meeting.branch)
    if corrected:
        # Before the others: to take back needs the store alone, and who has a share of it already may
        # have to wait for somebody who waits for the same.
        retract_events(events=_attended(meeting, lines, present=False), root=root)
    record_events(events=_attended(meeting, lines, present=True), root=root)


def record_service(entry: Volunteering) -> None:
    """Write "volunteered" for the doer, on the day of the service."""
    record_events(events=[_service(entry)], root=entry.member.root)


def retract_service(entry: Volunteering) -> None:
    """Take the record of a service back."""
    retract_events(events=[_service(entry)], root=entry.member.root)


def root_of(branch: Organisation) -> Organisation:
    """The root of a branch; a root is its own."""
    return branch.root or branch


def meeting_reference(meeting: Meeting) -> ActivityRef:
    """How records name a meeting: its kind in the rule pack says what kind of activity it is."""
    root = root_of(meeting.branch)
    return ActivityRef(
        iri=activity_iri(root.slug or str(root.pk), "meeting", meeting.uid),
        type=pack_of(root.pk).kind(meeting.kind).activity,
        name=meeting.title,
    )


def _attended(meeting: Meeting, lines: Iterable[RollLine], *, present: bool) -> list[Event]:
    reference = meeting_reference(meeting)
    return [
        Event(member=line.member, verb="attended", activity=reference, when=meeting.starts_at)
        for line in lines
        if (line.mark == Mark.PRESENT) is present
    ]


def _service(entry: Volunteering) -> Event:
    root = entry.member.root
    return Event(
        member=entry.member,
        verb="volunteered",
        activity=ActivityRef(
            iri=activity_iri(root.slug or str(root.pk), "volunteering", entry.uid),
            type="volunteering",
            name=SERVICE_NAMES[entry.kind],
        ),
        when=timezone.make_aware(datetime.combine(entry.day, time(12))),
    )


# Names in records are in the language of the organisation, whatever language the page was in.
SERVICE_NAMES: dict[str, str] = {
    ServiceKind.NEIGHBOURS: "邻里互助",
    ServiceKind.ELDERLY: "陪伴老人",
    ServiceKind.CHILDREN: "关爱儿童",
    ServiceKind.ENVIRONMENT: "环境整治",
    ServiceKind.SAFETY: "安全巡查",
    ServiceKind.SKILLS: "技能服务",
    ServiceKind.EMERGENCY: "应急帮忙",
    ServiceKind.OTHER: "其他服务",
}
