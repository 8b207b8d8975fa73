"""Stage study: courses as whoever learns meets them. Courses and done items in, shapes and progress out.

How far somebody is follows from their own records alone and is kept nowhere.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q

from redcloud.apps.study.models import Course, CoursePart, Item, ItemState, Quiz

COURSE_KEYS = 1 << 40
"""A course stands among items under its own key and this: no item ever has so large a one."""


@dataclass(frozen=True, slots=True)
class Shape:
    """A published course with those of its parts that somebody may use, in their order, and its last quiz."""

    course: Course
    items: tuple[Item, ...]
    quiz: Quiz | None

    @property
    def key(self) -> int:
        """The course among items."""
        return COURSE_KEYS + self.course.pk

    @property
    def minutes(self) -> int:
        """What its parts take to read together."""
        return sum(item.minutes for item in self.items)


@dataclass(frozen=True, slots=True)
class Progress:
    """How far somebody is: parts done, the next part with its number, and whether all is done."""

    done: int
    next: Item | None
    number: int
    is_done: bool

    @property
    def is_begun(self) -> bool:
        """Whether somebody is in its middle."""
        return self.done > 0 and not self.is_done


def shapes_in(
    root_id: int, places: Collection[int] | None = None, course_ids: Collection[int] | None = None
) -> list[Shape]:
    """Published courses of a root that have a part to use, newest first (four queries whatever their number).

    Parameters
    ----------
    places : organisations to which somebody belongs, from a branch up to the root; None is everything.
    course_ids : the only ones to look at.
    """
    found = Course.objects.filter(root_id=root_id, state=ItemState.PUBLISHED)
    if places is not None:
        found = found.filter(Q(used_by=None) | Q(used_by__in=places))
    if course_ids is not None:
        found = found.filter(pk__in=course_ids)
    courses = found.select_related("root", "quiz").prefetch_related("topics", "parts__item__root")
    shapes = [_shape(course, places) for course in courses.order_by("-published_on", "-id")]
    return [shape for shape in shapes if shape.items]


def _shape(course: Course, places: Collection[int] | None) -> Shape:
    items = tuple(
        part.item
        for part in course.parts.all()
        if part.item.is_live
        and (places is None or part.item.used_by_id is None or part.item.used_by_id in places)
    )
    quiz: Quiz | None = getattr(course, "quiz", None)
    return Shape(course, items, quiz if quiz is not None and quiz.current_id is not None else None)


def progress_in(shape: Shape, done: Collection[UUID], quiz_done: bool) -> Progress:
    """How far somebody is who finished some items, and answered the quiz at the end or did not."""
    left = [(number, item) for number, item in enumerate(shape.items, 1) if item.uid not in done]
    number, item = left[0] if left else (0, None)
    is_done = not left and (shape.quiz is None or quiz_done)
    return Progress(len(shape.items) - len(left), item, number, is_done)


def courses_with_any(uids: Collection[UUID]) -> set[int]:
    """Published courses that have one of some items as a part."""
    parts = CoursePart.objects.filter(item__uid__in=list(uids), course__state=ItemState.PUBLISHED)
    return set(parts.values_list("course_id", flat=True))
