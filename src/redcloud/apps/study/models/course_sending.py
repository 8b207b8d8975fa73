"""Stage study: courses as one thing that is sent, refused, or proposed from above.

No column says how far somebody is: that stands in the member's own records alone.
"""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils import timezone

from redcloud.apps.people.models import Member, Organisation, User
from redcloud.apps.study.models.courses import Course


class CourseSuggestion(models.Model):
    """A course sent to a member, once ever, with the reason and the facts that it cites."""

    member = models.ForeignKey(Member, models.CASCADE, related_name="+")
    course = models.ForeignKey(Course, models.CASCADE, related_name="+")
    reason_code = models.CharField(max_length=30)
    facts = models.JSONField(default=dict)
    personal = models.BooleanField()
    sent_at = models.DateTimeField(default=timezone.now)
    # When it left the list without having been finished or refused.
    retired_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["member", "course"], name="study_course_sent_once"),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(
                fields=["member", "sent_at"],
                condition=Q(retired_at__isnull=True),
                name="study_open_courses",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.member_id} {self.course_id}"


class CourseRefusal(models.Model):
    """A member said "not for me" of a course: it is not sent again. Undone by deleting the row."""

    member = models.ForeignKey(Member, models.CASCADE, related_name="+")
    course = models.ForeignKey(Course, models.CASCADE, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["member", "course"], name="study_course_refused_once"),
        ]

    def __str__(self) -> str:
        return f"{self.member_id} {self.course_id}"


class CourseAsk(models.Model):
    """An organisation proposes a course by a day: to branches, part by part, and to their members."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    sender = models.ForeignKey(Organisation, models.CASCADE, related_name="+")
    course = models.ForeignKey(Course, models.CASCADE, related_name="+")
    by_day = models.DateField()
    asked_by = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+")
    asked_at = models.DateTimeField(default=timezone.now)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["sender", "course"],
                condition=Q(withdrawn_at__isnull=True),
                name="study_course_asked_once",
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["sender", "by_day"], name="study_course_asks_by_day"),
        ]

    def __str__(self) -> str:
        return f"{self.sender_id} {self.course_id}"


class CourseVersion(models.Model):
    """What a published course said before a change: title, words, topics and the order of its parts."""

    course = models.ForeignKey(Course, models.CASCADE, related_name="versions")
    content = models.JSONField()
    made_by = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["course", "-id"], name="study_versions_of_a_course"),
        ]

    def __str__(self) -> str:
        return f"{self.course_id} {self.made_at:%Y-%m-%d}"
