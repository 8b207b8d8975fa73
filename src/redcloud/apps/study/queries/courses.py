"""Stage study: reads of courses. A viewer in, courses out; how far somebody is goes to that member alone."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils import timezone

from redcloud.apps.people.access import NotVisible, Viewer
from redcloud.apps.study.activities import course_iri
from redcloud.apps.study.models import (
    Course,
    CourseRefusal,
    CourseSuggestion,
    Item,
    ItemState,
    Quiz,
    Suggestion,
)
from redcloud.apps.study.queries.doors import edits_library, root_of
from redcloud.apps.study.queries.library import searched, usable_by
from redcloud.apps.study.queries.marks import marks_of, own_records
from redcloud.apps.study.queries.places import places_of
from redcloud.apps.study.queries.suggestions import ground_for
from redcloud.apps.study.reasons import Explained, explain

MOST_FOUND = 5
"""Courses that a search of the library shows above the items."""


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a course as its reader sees it: which place, whether done, and why it was sent."""

    number: int
    item: Item
    is_done: bool
    reason: Explained | None
    has_quiz: bool


@dataclass(frozen=True, slots=True)
class CourseView:
    """A course as one reader sees it."""

    course: Course
    topics: list[str]
    parts: list[Part]
    is_member: bool
    quiz: Quiz | None
    quiz_done_on: date | None
    reason: Explained | None = None
    refused: bool = False

    @property
    def next(self) -> Part | None:
        """Where the reader goes on: the first part not done; None for somebody on no roster."""
        return next((part for part in self.parts if not part.is_done), None) if self.is_member else None

    @property
    def is_begun(self) -> bool:
        """Whether a part is done."""
        return any(part.is_done for part in self.parts)

    @property
    def is_done(self) -> bool:
        """Whether every part is done, and the quiz at the end answered where there is one."""
        done = self.is_member and bool(self.parts) and self.next is None
        return done and (self.quiz is None or self.quiz_done_on is not None)

    @property
    def minutes(self) -> int:
        """What the parts take to read together, by their authors."""
        return sum(part.item.minutes for part in self.parts)


@dataclass(frozen=True, slots=True)
class CourseLine:
    """A course in a list, with the reader's own parts done."""

    course: Course
    topics: list[str]
    parts: int
    done: int

    @property
    def is_done(self) -> bool:
        """Whether the reader has done every part."""
        return 0 < self.parts == self.done


def courses_visible_to(viewer: Viewer) -> list[CourseLine]:
    """Published courses of the viewer's organisation, newest first, with the reader's own marks.

    Raises
    ------
    NotVisible
        For somebody who is not signed in or belongs to no organisation.
    """
    return _lines(viewer, list(_published_for(viewer)))


def courses_found(viewer: Viewer, words: str) -> list[CourseLine]:
    """The published courses that have all of a reader's words, best first; a few.

    Raises
    ------
    NotVisible
        For somebody who is not signed in or belongs to no organisation.
    """
    shown, answer = searched(_published_for(viewer), root_of(viewer), words, 1, MOST_FOUND)
    return [] if answer.near or not answer.terms else _lines(viewer, list(shown))


def _published_for(viewer: Viewer) -> QuerySet[Course]:
    root_id = root_of(viewer)
    found = Course.objects.filter(root_id=root_id, state=ItemState.PUBLISHED)
    if found.exclude(used_by=None).exists() and not edits_library(viewer, root_id):
        found = found.filter(Q(used_by=None) | Q(used_by__in=places_of(viewer)))
    found = found.select_related("root").prefetch_related("topics", "parts__item")
    return found.order_by("-published_on", "-id")


def _lines(viewer: Viewer, courses: list[Course]) -> list[CourseLine]:
    done = _done(viewer, courses)
    items = usable_by(viewer, (part.item for course in courses for part in course.parts.all()))
    usable = {item.pk for item in items}
    return [_line(course, done, usable) for course in courses]


def _done(viewer: Viewer, courses: list[Course]) -> Collection[UUID]:
    if viewer.member_id is None or not courses:
        return ()
    return marks_of(viewer.member_id, courses[0].root).done


def _line(course: Course, done: Collection[UUID], usable: Collection[int]) -> CourseLine:
    items = [part.item for part in course.parts.all() if part.item_id in usable]
    topics = [topic.name for topic in course.topics.all()]
    return CourseLine(course, topics, len(items), sum(item.uid in done for item in items))


def course_visible_to(viewer: Viewer, uid: UUID) -> Course:
    """One published course of the viewer's organisation; an editor of it also opens the others.

    Raises
    ------
    NotVisible
    """
    course = (
        Course.objects.filter(uid=uid, root_id=root_of(viewer))
        .select_related("root")
        .prefetch_related("topics", "parts__item__root", "parts__item__topics", "parts__item__quiz")
        .first()
    )
    if course is None or not (_is_for(viewer, course) or edits_library(viewer, course.root_id)):
        raise NotVisible
    return course


def _is_for(viewer: Viewer, course: Course) -> bool:
    mine = course.used_by_id is None or course.used_by_id in places_of(viewer)
    return course.is_published and mine


def course_view(viewer: Viewer, uid: UUID) -> CourseView:
    """One course with its published parts, and what its reader has done of it.

    Raises
    ------
    NotVisible
    """
    course = course_visible_to(viewer, uid)
    items = usable_by(viewer, (part.item for part in course.parts.all()))
    topics = [topic.name for topic in course.topics.all()]
    quiz = Quiz.objects.filter(course=course, current__isnull=False).select_related("current").first()
    if viewer.member_id is None:
        parts = [Part(number, item, False, None, asks(item)) for number, item in enumerate(items, 1)]
        return CourseView(course, topics, parts, False, quiz, None)
    marks = marks_of(viewer.member_id, course.root)
    reasons = _reasons(viewer.member_id, course, items)
    parts = [
        Part(number, item, item.uid in marks.done, reasons.get(item.pk), asks(item))
        for number, item in enumerate(items, 1)
    ]
    done_on = course_done_on(viewer.member_id, course) if quiz else None
    reason, refused = _said_of(viewer.member_id, course, items)
    return CourseView(course, topics, parts, True, quiz, done_on, reason, refused)


def _said_of(member_id: int, course: Course, items: list[Item]) -> tuple[Explained | None, bool]:
    """Why the course was sent to the member, and whether the member said "not for me"."""
    refused = CourseRefusal.objects.filter(member_id=member_id, course=course).exists()
    row = CourseSuggestion.objects.filter(member_id=member_id, course=course).first()
    if row is None:
        return None, refused
    parts = {course.pk: frozenset(item.pk for item in items)}
    ground = ground_for(course.root, marks_of(member_id, course.root), [row], parts)
    return explain(row.reason_code, row.facts, course, ground), refused


def asks(item: Item) -> bool:
    """Whether an item has a published quiz."""
    quiz: Quiz | None = getattr(item, "quiz", None)
    return quiz is not None and quiz.current_id is not None


def _reasons(member_id: int, course: Course, items: list[Item]) -> dict[int, Explained]:
    """Why parts were sent to the member, by item."""
    rows = list(Suggestion.objects.filter(member_id=member_id, item__in=items).order_by("sent_at"))
    if not rows:
        return {}
    ground = ground_for(course.root, marks_of(member_id, course.root), rows)
    by_key = {item.pk: item for item in items}
    return {row.item_id: explain(row.reason_code, row.facts, by_key[row.item_id], ground) for row in rows}


def course_done_on(member_id: int, course: Course) -> date | None:
    """The latest day on which the member answered the quiz at the end of a course."""
    found = own_records(member_id, course.root, course_iri(course), "completed")
    return max((timezone.localdate(when) for _uid, when in found), default=None)
