"""Stage study: how every change of a course begins and ends, whoever asks for it: a page, a file, a restore.

What a published course said is kept first; what a second person approved is not changed; and what was
taken off and then changes is a draft. So what is taken off is always what members read last, and can be
put back with one tap.
"""

from __future__ import annotations

from datetime import timedelta

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from redcloud.apps.people.models import User
from redcloud.apps.study.drafts import content_of_course
from redcloud.apps.study.models import Course, CourseVersion, ItemState, ReviewRule

ONE_SITTING = timedelta(hours=1)
"""What one editor changes within this is one change: a tap on an arrow makes no version of its own."""


def begin_change(actor: User | None, course: Course, *, whole: bool = False) -> None:
    """Keep what a published course says now: once for each sitting of an editor.

    ``whole``: all of it is replaced, and what is new of this sitting is kept too.

    Raises
    ------
    ValidationError
        If a second person approved it: it is taken off first, so that the change is seen again.
    """
    if actor is not None and course.is_published and ReviewRule.objects.filter(root=course.root).exists():
        raise ValidationError(_("这门课程已经审核发布。要改，请先下架，改好后再提交审核。"))
    if course.published_on is None:
        return
    newest = CourseVersion.objects.filter(course=course).order_by("-id").first()
    now, content = timezone.now(), content_of_course(course)
    same_sitting = newest is not None and newest.made_by == actor and now - newest.made_at < ONE_SITTING
    if newest is not None and same_sitting and (not whole or newest.content == content):
        return
    CourseVersion.objects.create(course=course, content=content, made_by=actor, made_at=now)


def end_change(course: Course) -> None:
    """Take an asked review back, and make a draft of what was taken off; the caller saves."""
    course.updated_at = timezone.now()
    course.no_longer_asked()
    if course.state == ItemState.ARCHIVED:
        course.state = ItemState.DRAFT
