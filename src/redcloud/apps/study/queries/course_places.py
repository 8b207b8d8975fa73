"""Stage study: where items stand in courses. Items in, published courses and neighbours out."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from redcloud.apps.people.access import Viewer
from redcloud.apps.study.models import Course, CoursePart, Item, ItemState, Quiz
from redcloud.apps.study.queries.doors import root_of
from redcloud.apps.study.queries.library import usable_by


@dataclass(frozen=True, slots=True)
class InCourse:
    """Where an item stands in a course: its number of how many, and its neighbours."""

    course: Course
    number: int
    of: int
    before: Item | None
    after: Item | None
    quiz: Quiz | None


def courses_with(viewer: Viewer, item: Item) -> list[InCourse]:
    """The published courses that an item is part of, with its neighbours there.

    Raises
    ------
    NotVisible
        For somebody who is not signed in or belongs to no organisation.
    """
    courses = (
        Course.objects.filter(root_id=root_of(viewer), state=ItemState.PUBLISHED, parts__item=item)
        .select_related("quiz")
        .prefetch_related("parts__item__root")
        .order_by("title", "pk")
    )
    found = list(courses)
    usable = {one.pk for one in usable_by(viewer, (part.item for c in found for part in c.parts.all()))}
    return [where for course in found if (where := _where(course, item, usable)) is not None]


def _where(course: Course, item: Item, usable: Collection[int]) -> InCourse | None:
    items = [part.item for part in course.parts.all() if part.item_id in usable]
    if item not in items:
        return None
    at = items.index(item)
    quiz: Quiz | None = getattr(course, "quiz", None)
    return InCourse(
        course,
        at + 1,
        len(items),
        items[at - 1] if at else None,
        items[at + 1] if at + 1 < len(items) else None,
        quiz if quiz is not None and quiz.current_id is not None else None,
    )


def courses_by_item(item_ids: Iterable[int]) -> dict[int, Course]:
    """For each item that stands in a published course, the first such course (one query)."""
    rows = CoursePart.objects.filter(item_id__in=list(item_ids), course__state=ItemState.PUBLISHED)
    found: dict[int, Course] = {}
    for part in rows.select_related("course").order_by("course__title", "course_id"):
        found.setdefault(part.item_id, part.course)
    return found
