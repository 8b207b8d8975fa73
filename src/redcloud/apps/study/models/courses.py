"""Stage study: courses. In: an editor's choice of items and their order. Out: what members go through.

How far somebody is stands in the records of the parts, and is the member's own; no column here knows it.
"""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils import timezone

from redcloud.apps.people.models import Organisation, User
from redcloud.apps.study.models.library import ContentLanguage, Item, ItemState, Licence
from redcloud.apps.study.models.review import Reviewed
from redcloud.apps.study.models.titles import Titled
from redcloud.apps.topics.models import Topic

MOST_PARTS = 60
"""Of one course."""


class Course(Titled, Reviewed):
    """Items of a root's library in an order, with a title and why to take them together."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    root = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    # Names an imported course for good, so that a second import updates it.
    slug = models.SlugField(max_length=80, blank=True, default="")
    title = models.CharField(max_length=120)
    title_en = models.CharField(max_length=160, blank=True, default="")
    text = models.TextField(blank=True, default="")
    topics = models.ManyToManyField(Topic, related_name="+")
    licence = models.CharField(max_length=20, choices=Licence.choices, default=Licence.CC_BY)
    language = models.CharField(
        max_length=10, choices=ContentLanguage.choices, default=ContentLanguage.CHINESE
    )
    state = models.CharField(max_length=10, choices=ItemState.choices, default=ItemState.DRAFT)
    published_on = models.DateField(null=True, blank=True)
    # Whose members may use it; none is everybody of the root. Its parts have a door of their own.
    used_by = models.ForeignKey(Organisation, models.PROTECT, null=True, blank=True, related_name="+")
    made_by = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    updated_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["root", "slug"], condition=~Q(slug=""), name="study_course_slug_once"
            ),
            models.CheckConstraint(
                condition=~Q(state=ItemState.PUBLISHED) | Q(published_on__isnull=False),
                name="study_course_has_a_day",
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["root", "state", "-published_on", "-id"], name="study_courses_newest"),
        ]

    @property
    def is_published(self) -> bool:
        """Whether members can open it."""
        return self.state == ItemState.PUBLISHED


class CoursePart(models.Model):
    """An item at its place in a course."""

    course = models.ForeignKey(Course, models.CASCADE, related_name="parts")
    item = models.ForeignKey(Item, models.CASCADE, related_name="course_parts")
    position = models.PositiveSmallIntegerField()

    class Meta:
        ordering: ClassVar[list[str]] = ["position", "id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["course", "item"], name="study_part_once_a_course"),
        ]

    def __str__(self) -> str:
        return f"{self.course_id} {self.position}"
