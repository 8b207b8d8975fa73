"""Stage life: tells those who are due at a meeting of it. A meeting in, notices out; never its content."""

from __future__ import annotations

from django.utils import timezone

from redcloud.apps.life.models import Meeting
from redcloud.apps.life.queries import due_members
from redcloud.apps.notices.actions import notify_all
from redcloud.apps.notices.models import NoticeKind
from redcloud.apps.people.models import User


def tell_due(meeting: Meeting, kind: NoticeKind, *, but: User) -> None:
    """Notify whoever is due and has an account, but not the one who acted; nobody of a meeting that began."""
    if meeting.starts_at <= timezone.now():
        return
    members = [member for member, _votes in due_members(meeting) if member.user_id not in (None, but.pk)]
    notify_all(members=members, kind=kind, target_url="meeting", target_args=(str(meeting.uid),))
