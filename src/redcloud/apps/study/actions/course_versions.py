"""Stage study: what a published course said before a change is kept, and can be put back."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.utils import timezone

from redcloud.apps.people.models import User
from redcloud.apps.study.models import Course, CourseVersion

ONE_SITTING = timedelta(hours=1)
"""What one editor changes within this is one change: a tap on an arrow makes no version of its own."""


def course_content(course: Course) -> dict[str, Any]:
    """A course as a version keeps it."""
    return {
        **{name: getattr(course, name) for name in ("title", "title_en", "text", "licence", "language")},
        "topics": sorted(topic.code for topic in course.topics.all()),
        "used_by": course.used_by_id,
        "parts": list(course.parts.order_by("position", "id").values_list("item_id", flat=True)),
    }


def keep_version(actor: User | None, course: Course) -> None:
    """Keep what a published course says now, once for each sitting of an editor."""
    if course.published_on is None:
        return
    newest = CourseVersion.objects.filter(course=course).order_by("-id").first()
    now = timezone.now()
    if newest is not None and newest.made_by == actor and now - newest.made_at < ONE_SITTING:
        return
    CourseVersion.objects.create(course=course, content=course_content(course), made_by=actor, made_at=now)
