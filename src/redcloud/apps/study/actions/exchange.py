"""Stage study: stores courses, quizzes and questions of a file, and takes them back. A plan in, rows out.

All inside the caller's transaction, through the same actions as the pages: versions are kept, and what
members would meet waits for a second editor where the root wants it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError

from redcloud.apps.people.audit import record
from redcloud.apps.people.models import Organisation, User
from redcloud.apps.study.actions.course_parts import set_parts
from redcloud.apps.study.actions.course_versions import begin_change
from redcloud.apps.study.actions.courses import (
    ask_for_course,
    change_course,
    make_course,
    publish_course,
    put_content,
    take_off_course,
)
from redcloud.apps.study.actions.quizzes import (
    QuestionDraft,
    add_question,
    change_question,
    note_change,
    quiz_of,
)
from redcloud.apps.study.actions.versions import ask_for_quiz, publish_quiz, take_off_quiz
from redcloud.apps.study.drafts import CourseDraft, content_of_course
from redcloud.apps.study.exchange import CourseEntry, QuestionEntry, QuizEntry, TeachingPlan, Thing
from redcloud.apps.study.lists.meaning import spaced
from redcloud.apps.study.models import Course, Item, ItemState, Question, Quiz, QuizQuestion
from redcloud.apps.study.queries.editing import review_rule
from redcloud.engine.study import quizzes as engine

Kept = dict[str, Any]


class TeachingRefused(Exception):  # noqa: N818 - it is an answer about a file
    """A course or a quiz could not be stored; where, and why."""

    def __init__(self, sheet: str, line: int, value: str, reason: str) -> None:
        super().__init__(reason)
        self.sheet, self.line, self.value, self.reason = sheet, line, value, reason


def store_teaching(
    actor: User | None, root: Organisation, plan: TeachingPlan, new_items: Mapping[str, Item]
) -> tuple[list[Kept], int]:
    """Store a plan; what to keep for taking it back, and how much waits for a second editor.

    Parameters
    ----------
    new_items : items that the same file brought, by their titles.

    Raises
    ------
    TeachingRefused
    """
    kept: list[Kept] = []
    made: dict[str, Course] = {}
    questions = {id(entry): _question(actor, root, entry, kept) for entry in plan.questions}
    for entry in plan.courses:
        made[spaced(entry.title)] = _guarded(entry.row.where, entry.title, _course, actor, root, entry, kept)
    things = _Found(new_items, made)
    waits = 0
    for quiz in plan.quizzes:
        waits += _guarded(quiz.where, quiz.title, _quiz, actor, quiz, things, questions, kept)
    for entry in plan.courses:
        course = made[spaced(entry.title)]
        waits += _guarded(entry.row.where, entry.title, _placed, actor, course, entry, things, kept)
    return kept, waits


def _guarded(where: Any, title: str, act: Any, *about: Any) -> Any:
    """Do one thing; what the library refuses is said with its place in the file."""
    try:
        return act(*about)
    except ValidationError as wrong:
        raise TeachingRefused(where.sheet, where.line, title, " ".join(wrong.messages)) from wrong


class _Found:
    """Items and courses by what a plan calls them."""

    def __init__(self, items: Mapping[str, Item], courses: Mapping[str, Course]) -> None:
        self._items, self._courses = items, courses

    def of(self, thing: Thing) -> Item | Course:
        if not isinstance(thing, str):
            return thing
        kind, _colon, title = thing.partition(":")
        return self._items[title] if kind == "item" else self._courses[title]


def _question(actor: User | None, root: Organisation, entry: QuestionEntry, kept: list[Kept]) -> Question:
    before = question_content(entry.question) if entry.question else None
    draft = _draft_of(entry.asked, entry.language)
    if entry.question is None:
        question = add_question(actor=actor, root=root, draft=draft)
    else:
        question = change_question(actor=actor, question=entry.question, draft=draft)
    kept.append(
        {"kind": "question", "id": question.pk, "before": before, "after": question_content(question)}
    )
    return question


def _draft_of(asked: engine.Question, language: str) -> QuestionDraft:
    return QuestionDraft(
        asked.kind, asked.text, asked.choices, asked.accepted, asked.when_right, asked.when_other, language
    )


def question_content(question: Question) -> Kept:
    """What a question says, as it is kept for taking an import back."""
    [content] = engine.to_json([question.asked])
    return {
        **content,
        "choices": [dict(choice) for choice in content["choices"]],
        "accepted": list(content["accepted"]),
    }


def _course(actor: User | None, root: Organisation, entry: CourseEntry, kept: list[Kept]) -> Course:
    draft = CourseDraft(**entry.values)
    before = content_of_course(entry.course) if entry.course else None
    stood = str(entry.course.state) if entry.course else ""
    if entry.course is not None and entry.state == ItemState.ARCHIVED and entry.course.is_published:
        take_off_course(actor=actor, course=entry.course)
    if entry.course is None:
        course = make_course(actor=actor, root=root, draft=draft)
    elif set(entry.fields) - {"state"}:
        course = change_course(actor=actor, course=entry.course, draft=draft)
    else:
        course = entry.course
    kept.append({"kind": "course", "id": course.pk, "before": before, "stood": stood})
    return course


def _placed(actor: User | None, course: Course, entry: CourseEntry, things: _Found, kept: list[Kept]) -> bool:
    """Put a course's parts in order and bring it to its state; whether it waits for a second editor."""
    if entry.parts is not None:
        items = [thing for part in entry.parts if isinstance(thing := things.of(part), Item)]
        set_parts(actor, course, [item.pk for item in items])
    row = next(one for one in kept if one["kind"] == "course" and one["id"] == course.pk)
    course.refresh_from_db()
    waits = False
    if entry.state == ItemState.PUBLISHED and course.state != ItemState.PUBLISHED:
        if actor is not None and review_rule(course.root):
            ask_for_course(actor=actor, course=course)
            waits = True
        else:
            publish_course(actor=actor, course=course)
    row["after"] = content_of_course(course)
    return waits


def _quiz(
    actor: User | None,
    entry: QuizEntry,
    things: _Found,
    questions: Mapping[int, Question],
    kept: list[Kept],
) -> bool:
    """Put the questions of a quiz in order, bring it to its state; whether it waits for a second editor."""
    quiz = quiz_of(actor=actor, of=things.of(entry.of))
    asked = [questions.get(id(one)) or one.question for one in entry.questions]
    order = [one.pk for one in asked if one is not None] + [one.pk for one in entry.left]
    row = {
        "kind": "quiz",
        "id": quiz.pk,
        "before": [place.question_id for place in quiz.places.all()],
        "after": order,
        "current": quiz.current_id,
        "made": entry.quiz is None,
    }
    set_questions(actor, quiz, order)
    waits = False
    if entry.publish and actor is not None and review_rule(quiz.root):
        ask_for_quiz(actor=actor, quiz=quiz)
        waits = True
    elif entry.publish:
        publish_quiz(actor=actor, quiz=quiz)
    elif entry.take_off and actor is not None:
        take_off_quiz(actor=actor, quiz=quiz)
    kept.append(row)
    return waits


def set_questions(actor: User | None, quiz: Quiz, order: list[int]) -> None:
    """Make questions those of a quiz, in their order."""
    if [place.question_id for place in quiz.places.all()] == order:
        return
    quiz.places.all().delete()
    QuizQuestion.objects.bulk_create(
        QuizQuestion(quiz=quiz, question_id=key, position=place) for place, key in enumerate(order, 1)
    )
    note_change(actor, quiz)


def undo_teaching(actor: User | None, root: Organisation, kept: list[Kept]) -> tuple[int, int]:
    """Take back what an import stored; how much went back, and how much somebody changed since."""
    back = left = 0
    acts = {"course": _undo_course, "quiz": _undo_quiz, "question": _undo_question}
    order = {"course": 0, "quiz": 1, "question": 2}
    for row in sorted(kept, key=lambda one: order[one["kind"]]):
        done = acts[row["kind"]](actor, root, row)
        back, left = back + done, left + (not done)
    return back, left


def _undo_course(actor: User | None, root: Organisation, row: Kept) -> bool:
    course = Course.objects.filter(root=root, pk=row["id"]).select_related("root").first()
    if course is None or content_of_course(course) != row["after"]:
        return False
    if row["before"] is None:
        if course.published_on is None and not hasattr(course, "quiz"):
            record(actor=actor, action="study.remove_course", target=course, organisation=root)
            course.delete()
        elif course.state != ItemState.ARCHIVED:
            take_off_course(actor=actor, course=course)
        return True
    if row["before"] != row["after"]:
        if actor is not None and course.is_published and review_rule(root):
            take_off_course(actor=actor, course=course)
        begin_change(actor, course)
        put_content(course, row["before"])
        record(actor=actor, action="study.change_course", target=course, organisation=root)
    course.refresh_from_db()
    if row["stood"] != course.state:
        course.state = row["stood"]
        course.save(update_fields=["state"])
    return True


def _undo_quiz(actor: User | None, root: Organisation, row: Kept) -> bool:
    quiz = Quiz.objects.filter(root=root, pk=row["id"]).first()
    if quiz is None or [place.question_id for place in quiz.places.all()] != row["after"]:
        return False
    set_questions(actor, quiz, row["before"])
    if row["made"] and not quiz.versions.exists():
        quiz.delete()
        return True
    quiz.current_id = row["current"]
    quiz.save(update_fields=["current"])
    return True


def _undo_question(actor: User | None, root: Organisation, row: Kept) -> bool:
    question = Question.objects.filter(root=root, pk=row["id"]).first()
    if question is None or question_content(question) != row["after"]:
        return False
    if row["before"] is None:
        if question.places.exists():
            return False
        record(actor=actor, action="study.remove_question", target=question, organisation=root)
        question.delete()
        return True
    [asked] = engine.from_json([row["before"]])
    change_question(actor=actor, question=question, draft=_draft_of(asked, asked.language))
    return True
