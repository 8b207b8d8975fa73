"""Courses and quizzes: pages for the root, answers for its members, desks for its editors."""

from __future__ import annotations

from uuid import uuid4

from redcloud.apps.study.drafts import content_of_course
from redcloud.apps.study.models import Course, CourseVersion
from tests.apps.study.stories import library
from tests.apps.study.teaching import asked, taught, with_parts
from tests.web.access import Row
from tests.web.access.study import DONE, EDITOR, NORTH, NORTH_MEMBERS, SIGNED_IN
from tests.world import World


def rows(world: World) -> list[Row]:
    """Every URL of courses, quizzes and questions."""
    made = taught(world, library(world))
    draft = with_parts(world, made.items, "草稿课程")
    return [
        *_member(made.course.uid, made.quiz.uid, draft.uid),
        *_desk(world, made.course.uid, made.items[1].uid, made.quiz.uid, asked(made.quiz)[0].uid),
    ]


def _member(course: object, quiz: object, draft: object) -> list[Row]:
    answering = [{}, {"do": "keep"}, {"do": "drop"}]
    return [
        Row("study-courses", allowed=SIGNED_IN),
        Row("study-course", (course,), NORTH),
        Row("study-course", (draft,), EDITOR),
        Row("study-course", (uuid4(),)),
        Row("study-course-refuse", (course,), NORTH_MEMBERS, "post", {}, DONE),
        Row("study-course-refuse", (course,), NORTH_MEMBERS, "post", {"undo": "yes"}, DONE),
        Row("study-course-undo", (course,), NORTH_MEMBERS, "post", {}, DONE),
        Row("study-quiz", (quiz,), NORTH),
        Row("study-quiz", (uuid4(),)),
        *(Row("study-quiz", (quiz,), NORTH_MEMBERS, "post", data) for data in answering),
    ]


def _desk(world: World, course: object, item: object, quiz: object, question: object) -> list[Row]:
    north, kept = world.north.pk, Course.objects.get(uid=course)
    administrator = frozenset({"administrator"})
    version = CourseVersion.objects.create(course=kept, content=content_of_course(kept)).pk
    return [
        Row("library-template", allowed=EDITOR),
        Row("library-course-versions", (course,), EDITOR),
        Row("library-course-version-restore", (course, version), EDITOR, "post", {}, DONE),
        Row("library-courses", allowed=EDITOR),
        Row("library-course-new", allowed=EDITOR),
        Row("library-course", (course,), EDITOR),
        Row("library-course-parts", (course,), EDITOR, "post", {"do": "up", "item": str(item)}, DONE),
        Row("library-course-state", (course,), EDITOR, "post", {"do": "take-off"}, DONE),
        Row("library-item-quiz", (item,), EDITOR, "post", {}, DONE),
        Row("library-course-quiz", (course,), EDITOR, "post", {}, DONE),
        Row("library-quiz", (quiz,), EDITOR),
        Row("library-quiz-order", (quiz,), EDITOR, "post", {"do": "up", "question": str(question)}, DONE),
        Row("library-quiz-preview", (quiz,), EDITOR),
        Row("library-quiz-preview", (quiz,), EDITOR, "post", {}),
        Row("library-quiz-state", (quiz,), EDITOR, "post", {"do": "take-off"}, DONE),
        Row("library-questions", allowed=EDITOR),
        Row("library-question-new", allowed=EDITOR),
        Row("library-question", (question,), EDITOR),
        Row("office-review", (north,), administrator),
        Row("office-review", (north,), administrator, "post", {"wanted": "yes"}, DONE),
        Row("office-review", (world.south.pk,)),
    ]
