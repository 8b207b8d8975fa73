"""Web member, feature notices: collects the page that every digest leads to. In: a viewer. Out: one view."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from django.utils import timezone

from redcloud.apps.notices.models import Notice
from redcloud.apps.notices.queries import mail_fault_of, notices_for
from redcloud.apps.people.access import Viewer
from redcloud.apps.study.queries import suggestions_for
from redcloud.apps.study.queries.course_feed import SentCourse
from redcloud.apps.study.queries.suggestions import Sent

NEW_FOR = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class News:
    """What is new for a member: notices, newest first, and study that came in the last week, with why."""

    notices: list[Notice]
    unread: int
    study: list[Sent | SentCourse]
    mail_fault: str


def news_page(viewer: Viewer) -> News:
    """Collect what is new for the member who is looking.

    Raises
    ------
    NotVisible
        For somebody who is on no roster.
    """
    notices = notices_for(viewer)
    since = timezone.localdate() - NEW_FOR
    return News(
        notices=notices,
        unread=sum(notice.read_at is None for notice in notices),
        study=[sent for sent in suggestions_for(viewer).sent if sent.sent_on >= since],
        mail_fault=mail_fault_of(viewer),
    )
