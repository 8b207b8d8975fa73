"""Stage study: what editors read of courses, quizzes and the bank. Nobody's answers, nobody's progress."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.core.paginator import Page
from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from redcloud.apps.people.access import NotVisible, Viewer, library_edited_by
from redcloud.apps.people.models import Organisation
from redcloud.apps.study.models import (
    Course,
    CoursePart,
    Item,
    ItemState,
    Question,
    Quiz,
    QuizQuestion,
    ReviewRule,
)
from redcloud.apps.study.queries.library import published_in, searched
from redcloud.engine.study.quizzes import to_json

PAGE = 20
OFFERED = 8
"""Items or questions offered to a search while something is put together."""


@dataclass(frozen=True, slots=True)
class ReviewState:
    """How something is published: whether a second person is needed, and who may do what now."""

    needed: bool
    is_asked: bool
    asked_by_viewer: bool

    @property
    def may_publish(self) -> bool:
        """Whether the viewer's tap publishes."""
        return not self.needed or (self.is_asked and not self.asked_by_viewer)


@dataclass(frozen=True, slots=True)
class CourseEdit:
    """A course with its parts as its editors see it; ``missing`` says what stops it from being published."""

    course: Course
    parts: list[CoursePart]
    quiz: Quiz | None
    missing: list[str]
    review: ReviewState
    is_held: bool


@dataclass(frozen=True, slots=True)
class QuizEdit:
    """A quiz as its editors see it. ``is_changed``: what members see is not what stands here."""

    quiz: Quiz
    places: Sequence[QuizQuestion]
    is_changed: bool
    review: ReviewState


def review_rule(root: Organisation) -> bool:
    """Whether a second person approves what a root publishes."""
    return ReviewRule.objects.filter(root=root).exists()


def review_state(viewer: Viewer, thing: Course | Quiz) -> ReviewState:
    """How the viewer may publish a course or a quiz."""
    return ReviewState(review_rule(thing.root), thing.is_asked, thing.asked_by_id == viewer.user_id)


def courses_edited_by(
    viewer: Viewer, state: str = "", words: str = "", page: int = 1
) -> tuple[Organisation, Page[Any], bool]:
    """One page of a root's courses for its editors: best first for words, else last changed first.

    The last is whether no course has all the words, and these have some.

    Raises
    ------
    NotVisible
    """
    root = library_edited_by(viewer)
    found = Course.objects.filter(root=root).select_related("quiz").prefetch_related("topics")
    if state in ItemState.values:
        found = found.filter(state=state)
    found = found.annotate(part_count=_count(CoursePart, "course")).order_by("-updated_at", "-id")
    shown, answer = searched(found, root.pk, words, page, PAGE)
    return root, shown, answer.near


def course_edited_by(viewer: Viewer, uid: UUID) -> Course:
    """A course of a root that the viewer edits.

    Raises
    ------
    NotVisible
    """
    root = library_edited_by(viewer)
    course = Course.objects.filter(uid=uid, root=root).select_related("root").first()
    if course is None:
        raise NotVisible
    return course


def course_to_edit(viewer: Viewer, uid: UUID) -> CourseEdit:
    """A course with everything that its page needs.

    Raises
    ------
    NotVisible
    """
    course = course_edited_by(viewer, uid)
    parts = list(course.parts.select_related("item__root", "item__quiz"))
    review = review_state(viewer, course)
    return CourseEdit(
        course,
        parts,
        Quiz.objects.filter(course=course).select_related("current").first(),
        missing_of_course(course, parts),
        review,
        review.needed and course.is_published,
    )


def missing_of_course(course: Course, parts: list[CoursePart]) -> list[str]:
    """Codes of what a course lacks to be published: topics, parts, parts that are published."""
    missing = [] if course.topics.exists() else ["topics"]
    if not parts:
        missing.append("parts")
    if any(not part.item.is_live for part in parts):
        missing.append("hidden_parts")
    return missing


def items_for_course(viewer: Viewer, course: Course, words: str) -> list[Item]:
    """Published items that are not in the course yet: best first where there are words, else the newest.

    Raises
    ------
    NotVisible
    """
    root = library_edited_by(viewer, course.root_id)
    free = published_in(root.pk).exclude(course_parts__course=course)
    return list(searched(free, root.pk, words, 1, OFFERED)[0])


def quiz_edited_by(viewer: Viewer, uid: UUID) -> Quiz:
    """A quiz of a root that the viewer edits.

    Raises
    ------
    NotVisible
    """
    root = library_edited_by(viewer)
    found = Quiz.objects.filter(uid=uid, root=root)
    quiz = found.select_related("root", "item__root", "course__root", "current").first()
    if quiz is None:
        raise NotVisible
    return quiz


def quiz_to_edit(viewer: Viewer, uid: UUID) -> QuizEdit:
    """A quiz with its questions in their order.

    Raises
    ------
    NotVisible
    """
    quiz = quiz_edited_by(viewer, uid)
    placed = quiz.places.select_related("question").annotate(used=Count("question__places"))
    # A grouped query has no order of its own, whatever the model says.
    places = list(placed.order_by("position", "id"))
    return QuizEdit(quiz, places, is_changed(quiz, places), review_state(viewer, quiz))


def is_changed(quiz: Quiz, places: Sequence[QuizQuestion]) -> bool:
    """Whether a quiz differs from its version in force; what was never published or taken off does."""
    now = to_json([place.question.asked for place in places])
    return quiz.current is None or quiz.current.questions != as_kept(now)


def as_kept(value: Any) -> Any:
    """A JSON value as the database gives it back: tuples become lists."""
    if isinstance(value, list | tuple):
        return [as_kept(one) for one in value]
    return {key: as_kept(one) for key, one in value.items()} if isinstance(value, dict) else value


def bank_edited_by(viewer: Viewer, words: str = "", page: int = 1) -> tuple[Page[Any], bool]:
    """One page of the root's questions, each with how many quizzes draw it, and whether these only come near.

    Best first where there are words, which may be of the question, its choices or its answers; else last
    changed first.

    Raises
    ------
    NotVisible
    """
    root = library_edited_by(viewer)
    shown, answer = searched(_bank(root), root.pk, words, page, PAGE)
    return shown, answer.near


def questions_for_quiz(viewer: Viewer, quiz: Quiz, words: str) -> list[Question]:
    """Questions of the bank that are not in the quiz yet: best first where there are words, or the newest.

    Raises
    ------
    NotVisible
    """
    root = library_edited_by(viewer)
    return list(searched(_bank(root).exclude(places__quiz=quiz), root.pk, words, 1, OFFERED)[0])


def _bank(root: Organisation) -> QuerySet[Question]:
    found = Question.objects.filter(root=root).annotate(used=_count(QuizQuestion, "question"))
    return found.order_by("-updated_at", "-id")


def _count(rows: type[CoursePart] | type[QuizQuestion], of: str) -> Coalesce:
    """How many rows belong to each: a query of its own, since a search cannot be grouped."""
    mine = rows._default_manager.filter(**{of: OuterRef("pk")}).order_by().values(of)
    return Coalesce(Subquery(mine.annotate(n=Count("pk")).values("n")), 0)


def question_edited_by(viewer: Viewer, uid: UUID) -> Question:
    """A question of a root whose library the viewer edits.

    Raises
    ------
    NotVisible
    """
    question = Question.objects.filter(uid=uid, root=library_edited_by(viewer)).select_related("root").first()
    if question is None:
        raise NotVisible
    return question
