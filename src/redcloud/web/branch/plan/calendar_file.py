"""Web branch, feature plan: the sessions as an iCalendar file (RFC 5545). Plans in, bytes out.

One event a session with a UID of its own and the plan's number of changes as SEQUENCE, so that a calendar
that took an earlier file is brought up to date instead of getting a second event.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _
from icalendar import Calendar, Event, Timezone

from redcloud.apps.study.queries import SessionView
from redcloud.apps.study.queries.overview import TermView

_PRODUCT = "-//Smart Red Cloud//study plan//"


def calendar_of(page: TermView, host: str, zone: str) -> bytes:
    """All sessions that have a day; those without a called meeting are whole days and tentative."""
    calendar = Calendar()
    calendar.add("prodid", _PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", page.branch.name)
    shown = [session for session in page.sessions if session.plan.day is not None]
    moments = [one.meeting.starts_at for one in shown if one.meeting is not None]
    if moments:
        first, last = min(moments).date(), max(moments).date()
        calendar.add_component(
            Timezone.from_tzid(
                zone, first_date=first - timedelta(days=366), last_date=last + timedelta(days=366)
            )
        )
    for session in shown:
        calendar.add_component(_event(session, host, ZoneInfo(zone)))
    return bytes(calendar.to_ical())


def _event(session: SessionView, host: str, zone: ZoneInfo) -> Event:
    plan, meeting = session.plan, session.meeting
    event = Event()
    event.add("uid", f"{plan.uid}@{host}")
    event.add("dtstamp", datetime.now(UTC).replace(microsecond=0))
    event.add("last-modified", plan.changed_at.astimezone(UTC).replace(microsecond=0))
    event.add("sequence", plan.sequence)
    if meeting is not None:
        start = meeting.starts_at.astimezone(zone)
        event.add("dtstart", start)
        event.add("dtend", start + timedelta(minutes=meeting.minutes_planned))
        event.add("status", "CONFIRMED")
        if meeting.place:
            event.add("location", meeting.place)
    elif plan.day is not None:
        event.add("dtstart", plan.day)
        event.add("dtend", plan.day + timedelta(days=1))
        event.add("status", "TENTATIVE")
    event.add("summary", meeting.title if meeting is not None else _("集中学习"))
    event.add("description", _described(session))
    return event


def _described(session: SessionView) -> str:
    lines = []
    for place, line in enumerate(session.entries, start=1):
        lines.append(
            _("%(place)d. 《%(title)s》：读 %(reading)d 分钟，议 %(talk)d 分钟")
            % {
                "place": place,
                "title": line.item.plain_title,
                "reading": line.entry.reading_minutes,
                "talk": line.entry.talk_minutes,
            }
        )
        lines.append("   " + _("议一议：%(question)s") % {"question": line.question})
    return "\n".join(lines)
