"""Stage life: tells of a meeting. A meeting in, notices and what robots say out; never its content."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from redcloud.apps.life.models import Meeting
from redcloud.apps.life.queries import due_members
from redcloud.apps.notices.actions import notify_all, notify_branch
from redcloud.apps.notices.models import NoticeKind
from redcloud.apps.people.models import User
from redcloud.apps.rules.queries import pack_in_force

FRESH = timedelta(days=60)
"""For so long after a meeting its minutes are news."""


def tell_due(meeting: Meeting, kind: NoticeKind, *, but: User) -> None:
    """Notify whoever is due and has an account, but not the one who acted; nobody of a meeting that began.

    Where the whole branch is due its group chats hear that there is a notice.
    """
    if meeting.starts_at <= timezone.now():
        return
    _tell(meeting, kind, but)
    pack = pack_in_force(meeting.branch.root_id or meeting.branch_id, timezone.localdate(meeting.starts_at))
    if pack.kind(meeting.kind).invited == "members":
        notify_branch(branch=meeting.branch, kind=kind, until=meeting.starts_at)


def tell_of_minutes(meeting: Meeting, *, but: User) -> None:
    """Notify whoever was due, there or not, that the minutes can be read; but not the one who confirmed them.

    Nobody is told of a meeting of long ago that is entered for the archive.
    """
    if meeting.starts_at < timezone.now() - FRESH:
        return
    _tell(meeting, NoticeKind.MINUTES_KEPT, but)


def _tell(meeting: Meeting, kind: NoticeKind, but: User) -> None:
    members = [member for member, _votes in due_members(meeting) if member.user_id not in (None, but.pk)]
    notify_all(members=members, kind=kind, target_url="meeting", target_args=(str(meeting.uid),))
