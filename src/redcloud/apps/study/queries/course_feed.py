"""Stage study: courses on a member's own list, and those in whose middle the member is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from redcloud.apps.people.models import Organisation
from redcloud.apps.records.models import StatementActor
from redcloud.apps.study.activities import course_uid_in, courses_prefix
from redcloud.apps.study.models import Course, CourseRefusal, CourseSuggestion
from redcloud.apps.study.queries.course_shapes import (
    Progress,
    Shape,
    courses_with_any,
    progress_in,
    shapes_in,
)
from redcloud.apps.study.queries.marks import Marks
from redcloud.apps.study.queries.places import places_of_member
from redcloud.apps.study.reasons import Explained
from redcloud.engine.records.vocabulary import iris_of


@dataclass(frozen=True, slots=True)
class OpenCourse:
    """A course of a member: its parts, how far the member is, and how it was sent, if it was."""

    shape: Shape
    progress: Progress
    row: CourseSuggestion | None
    was_sent: bool

    @property
    def course(self) -> Course:
        """The course itself."""
        return self.shape.course


@dataclass(frozen=True, slots=True)
class SentCourse:
    """A course on a list, and why; where the reader goes on with it."""

    course: Course
    shape: Shape
    progress: Progress
    topics: list[str]
    reason: Explained
    sent_on: date
    is_course: bool = True


@dataclass(frozen=True, slots=True)
class MemberCourses:
    """The courses that stand on a member's list, and all those that the member has begun.

    ``quizzed``: those whose last quiz the member answered; asked only where a course concerns the member.
    """

    standing: list[OpenCourse]
    begun: list[OpenCourse]
    quizzed: frozenset[UUID]

    @property
    def part_ids(self) -> set[int]:
        """Parts of what stands: they do not stand beside it."""
        return {item.pk for one in self.standing for item in one.shape.items}

    @property
    def parts_of_unsent(self) -> set[int]:
        """Parts of courses that are begun and were never sent."""
        return {item.pk for one in self.begun if not one.was_sent for item in one.shape.items}

    @property
    def parts(self) -> dict[int, frozenset[int]]:
        """The parts of each course."""
        found = [*self.standing, *self.begun]
        return {one.course.pk: frozenset(item.pk for item in one.shape.items) for one in found}


def courses_of_member(member_id: int, root: Organisation, marks: Marks) -> MemberCourses:
    """What stands of courses on a member's list, and what the member is in the middle of and did not refuse.

    At most ten queries, and none that looks at courses of which the member did nothing and was sent nothing.
    """
    sent = {row.course_id: row for row in CourseSuggestion.objects.filter(member_id=member_id)}
    rows = {course: row for course, row in sent.items() if row.retired_at is None}
    concerned = set(rows) | (courses_with_any(marks.done) if marks.done else set())
    if not concerned:
        return MemberCourses([], [], frozenset())
    no = CourseRefusal.objects.filter(member_id=member_id, course__in=concerned)
    refused = set(no.values_list("course_id", flat=True))
    quizzed = frozenset(quizzes_done(member_id, root))
    shapes = shapes_in(root.pk, places_of_member(member_id), concerned - refused)
    found = [
        OpenCourse(
            shape,
            progress_in(shape, marks.done, shape.course.uid in quizzed),
            rows.get(shape.course.pk),
            shape.course.pk in sent,
        )
        for shape in shapes
    ]
    going = [one for one in found if not one.progress.is_done]
    standing = [one for one in going if one.row is not None]
    return MemberCourses(standing, [one for one in going if one.progress.is_begun], quizzed)


def quizzes_done(member_id: int, root: Organisation) -> set[UUID]:
    """Courses whose last quiz the member answered."""
    iris = StatementActor.objects.filter(
        identity__member_id=member_id,
        direct=True,
        verb__iri__in=iris_of("completed"),
        statement__voided=False,
        statement__activity__iri__startswith=courses_prefix(root),
    ).values_list("statement__activity__iri", flat=True)
    return {uid for iri in iris if (uid := course_uid_in(iri, root)) is not None}
