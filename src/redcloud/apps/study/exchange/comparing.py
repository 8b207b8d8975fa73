"""Stage study: what a file would change of courses and questions. Rows in, a plan out; nothing is stored.

A question is the one whose number it has, else the one of the bank that asks the very same. Questions of a
quiz that a file does not have stay in it, behind the others: leaving a row out takes nothing away.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from redcloud.apps.people.models import Organisation
from redcloud.apps.study.exchange.naming import Things
from redcloud.apps.study.exchange.plans import CourseEntry, QuestionEntry, QuizEntry, TeachingPlan, Thing
from redcloud.apps.study.faults import said
from redcloud.apps.study.lists.meaning import spaced, value_in
from redcloud.apps.study.lists.problems import BadCell, Problem
from redcloud.apps.study.lists.words import Words
from redcloud.apps.study.models import Course, ItemState, Question, Quiz
from redcloud.engine.study import quizzes as engine
from redcloud.engine.study.languages import language_of
from redcloud.engine.study.teaching import CourseColumn, CourseRow, QuestionRow, Teaching, Where

MOST_QUESTIONS = 30
_PLAIN = ("title", "title_en", "text", "licence", "language", "topics", "used_by")


def teaching_plan(root: Organisation, brought: Teaching, new_items: Iterable[str]) -> TeachingPlan:
    """Compare a file's courses and questions with a root's.

    Parameters
    ----------
    new_items : titles of the items that the same file brings.
    """
    plan = TeachingPlan()
    if not brought:
        return plan
    things = Things(root, new_items, [row.cells.get("title", "") for row in brought.courses])
    words = Words(root)
    seen: dict[object, Where] = {}
    for row in brought.courses:
        _course(row, things, words, plan, seen)
    _questions(root, brought.questions, things, words, plan)
    return plan


def _refuse(plan: TeachingPlan, where: Where, column: str, value: str, reason: str) -> None:
    shown = value.strip()
    plan.problems.append(
        Problem(where.sheet, where.line, column, shown[:60] + "…" if len(shown) > 60 else shown, reason)
    )


def _course(
    row: CourseRow, things: Things, words: Words, plan: TeachingPlan, seen: dict[object, Where]
) -> None:
    cells, before = row.cells, len(plan.problems)
    try:
        course = things.course(cells.get("number", ""), cells.get("title", ""))
    except BadCell as bad:
        _refuse(plan, row.where, row.headings.get("title", ""), cells.get("title", ""), bad.reason)
        return
    present = _as_it_is(course)
    values: dict[str, Any] = dict(present)
    for column in _PLAIN:
        if column in cells and not (course is not None and _is_written(cells[column], column, course, words)):
            try:
                values[column] = value_in(cells[column], column, course, words)  # type: ignore[arg-type]  # a course has what these columns read
            except BadCell as bad:
                _refuse(plan, row.where, row.headings.get(column, ""), bad.value or cells[column], bad.reason)
    values["title"], values["title_en"] = str(values["title"]).strip(), str(values["title_en"]).strip()
    values["text"] = str(values["text"]).replace("\r\n", "\n").replace("\r", "\n").strip()
    parts = _parts(row, things, plan)
    state = _state(row, course, words, plan)
    _judge_course(row, course, values, plan)
    key = course.pk if course else spaced(str(values["title"]))
    if key in seen:
        _refuse(plan, row.where, "", str(values["title"]), _("这门课程在文件里写了两次。请留下一处。"))
    seen[key] = row.where
    if len(plan.problems) > before:
        return
    fields = [name for name in _PLAIN if values[name] != present[name]]
    if parts is not None and course is not None and _keys(parts) == _standing(course):
        parts = None
    fields += ["parts"] if parts is not None else []
    fields += ["state"] if course is None or state != course.state else []
    if course is None or fields:
        plan.courses.append(CourseEntry(row, course, values, parts, state, tuple(fields)))
    else:
        plan.unchanged += 1


def _as_it_is(course: Course | None) -> dict[str, Any]:
    if course is None:
        return {
            "title": "", "title_en": "", "text": "", "licence": "CC BY 4.0", "language": "", "topics": (),
            "used_by": None,
        }  # fmt: skip
    plain = {name: getattr(course, name) for name in ("title", "title_en", "text", "licence", "language")}
    topics = tuple(sorted(course.topics.all(), key=lambda topic: topic.code))
    return plain | {"topics": topics, "used_by": course.used_by}


def _is_written(cell: str, column: str, course: Course, words: Words) -> bool:
    """Whether a cell says what a file would say of the course as it is, in either language."""
    return any(
        cell.strip() == words.written(course, column, language).strip()  # type: ignore[arg-type]  # as above
        for language in ("zh-hans", "en")
    )


def _parts(row: CourseRow, things: Things, plan: TeachingPlan) -> tuple[Thing, ...] | None:
    if "parts" not in row.cells:
        return None
    found: list[Thing] = []
    for line in filter(str.strip, row.cells["parts"].splitlines()):
        try:
            found.append(things.named(line, courses=False))
        except BadCell as bad:
            _refuse(plan, row.where, row.headings.get("parts", ""), bad.value or line, bad.reason)
    if any(isinstance(one, Course) for one in found) or len(set(_keys(found))) < len(found):
        _refuse(plan, row.where, row.headings.get("parts", ""), "", _("每一部分是一篇内容，一篇只写一次。"))
    return tuple(found)


def _keys(parts: Iterable[Thing]) -> list[object]:
    return [one if isinstance(one, str) else (type(one).__name__, one.pk) for one in parts]


def _standing(course: Course) -> list[object]:
    return [("Item", part.item_id) for part in course.parts.all()]


def _state(row: CourseRow, course: Course | None, words: Words, plan: TeachingPlan) -> str:
    cell = row.cells.get("state", "").strip()
    standing = course.state if course else ItemState.DRAFT
    if not cell:
        return standing
    try:
        state = words.choice_in("state", cell)
    except BadCell as bad:
        _refuse(plan, row.where, row.headings.get("state", ""), cell, bad.reason)
        return standing
    if course is not None and standing != state == ItemState.DRAFT:
        reason = _("发布过的内容不能改回草稿。不想让人再看到，请写“已下架”。")
        _refuse(plan, row.where, row.headings.get("state", ""), cell, reason)
    return state


def _judge_course(
    row: CourseRow, course: Course | None, values: Mapping[str, Any], plan: TeachingPlan
) -> None:
    limits: tuple[tuple[CourseColumn, int], ...] = (("title", 120), ("title_en", 160))
    for column, most in limits:
        if len(values[column]) > most:
            reason = _("太长了，最多 %(most)d 个字。") % {"most": most}
            _refuse(plan, row.where, row.headings.get(column, ""), values[column], reason)
    if not values["title"]:
        _refuse(plan, row.where, row.headings.get("title", ""), "", _("请写一个标题。"))


def _questions(
    root: Organisation,
    rows: Iterable[QuestionRow],
    things: Things,
    words: Words,
    plan: TeachingPlan,
) -> None:
    bank = list(Question.objects.filter(root=root))
    by_number = {str(one.uid): one for one in bank}
    by_text: dict[str, list[Question]] = defaultdict(list)
    for one in bank:
        by_text[spaced(one.text)].append(one)
    entries: dict[object, QuestionEntry] = {}
    quizzes: dict[object, tuple[Thing, list[QuestionEntry], str, Where, str]] = {}
    for row in rows:
        entry = _question(row, by_number, by_text, words, plan)
        if entry is None:
            continue
        key = entry.question.pk if entry.question else spaced(entry.asked.text)
        first = entries.setdefault(key, entry)
        if first is not entry and _content(first.asked, first.language) != _content(
            entry.asked, entry.language
        ):
            reason = _("同一道题在第 %(line)d 行写得不一样。请改成一样，或者去掉编号当作新题。")
            _refuse(plan, row.where, "", row.question.text, reason % {"line": first.row.where.line})
        if row.quiz:
            _into_quiz(row, first, things, words, plan, quizzes)
    plan.questions += [one for one in entries.values() if one.changes]
    plan.unchanged += sum(not one.changes for one in entries.values())
    standing = {
        ("item" if one.item_id else "course", one.item_id or one.course_id): one
        for one in Quiz.objects.filter(root=root)
        .select_related("current")
        .prefetch_related("places__question")
    }
    for of, asked, state, where, title in quizzes.values():
        entry_of = _quiz(of, asked, state, where, title, standing, plan)
        plan.quizzes += [entry_of] if entry_of is not None else []


def _question(
    row: QuestionRow,
    by_number: Mapping[str, Question],
    by_text: Mapping[str, list[Question]],
    words: Words,
    plan: TeachingPlan,
) -> QuestionEntry | None:
    if row.fault:
        _refuse(plan, row.where, row.column, row.question.text, said(row.fault))
        return None
    known = by_number.get(_uid(row.number)) or next(iter(by_text.get(spaced(row.question.text), ())), None)
    try:
        language = words.choice_in("language", row.language) if row.language else ""
    except BadCell as bad:
        _refuse(plan, row.where, "", row.language, bad.reason)
        return None
    longest = max([len(row.question.text) - 500, *(len(c.text) - 200 for c in row.question.choices)])
    said_to = [*(c.feedback for c in row.question.choices), row.question.when_right, row.question.when_other]
    if longest > 0 or any(len(one) > 300 for one in said_to):
        _refuse(
            plan, row.where, "", row.question.text, _("太长了：问题最多 500 个字，选项 200 个，讲解 300 个。")
        )
        return None
    language = language or (known.language if known else "") or language_of(_words_of(row.question))
    asked = _with_keys(row.question, known)
    changes = known is None or _content(known.asked, known.language) != _content(asked, language)
    return QuestionEntry(row, known, asked, language, changes)


def _words_of(question: engine.Question) -> str:
    said_to = [one for choice in question.choices for one in (choice.text, choice.feedback)]
    return "\n".join([question.text, *said_to, question.when_right, question.when_other])


def _content(question: engine.Question, language: str) -> tuple[object, ...]:
    """What a question says, whatever the keys of its choices are."""
    choices = tuple((c.text.strip(), c.right, c.feedback.strip()) for c in question.choices)
    plain = (question.kind, question.text.strip(), choices, tuple(question.accepted))
    return (*plain, question.when_right.strip(), question.when_other.strip(), language)


def _with_keys(question: engine.Question, known: Question | None) -> engine.Question:
    """A choice that says what one said before keeps its key: an answer still means what it meant."""
    if known is None or question.kind == "true_false":
        return question
    keys = {choice.text: choice.key for choice in known.asked.choices if choice.text}
    free = (f"c{number}" for number in range(1, 99) if f"c{number}" not in keys.values())
    choices = tuple(replace(choice, key=keys.get(choice.text) or next(free)) for choice in question.choices)
    return replace(question, choices=choices)


def _into_quiz(
    row: QuestionRow,
    entry: QuestionEntry,
    things: Things,
    words: Words,
    plan: TeachingPlan,
    quizzes: dict[object, tuple[Thing, list[QuestionEntry], str, Where, str]],
) -> None:
    try:
        of = things.named(row.quiz)
        state = words.choice_in("state", row.state) if row.state else ""
    except BadCell as bad:
        _refuse(plan, row.where, "", bad.value or row.quiz, bad.reason)
        return
    [key] = _keys([of])
    title = of.title if not isinstance(of, str) else of.partition(":")[2]
    _of, asked, said_state, where, _title = quizzes.setdefault(key, (of, [], state, row.where, title))
    if entry in asked:
        _refuse(plan, row.where, "", row.question.text, _("这道题已经在小测里了。"))
        return
    asked.append(entry)
    if state and state != said_state:
        quizzes[key] = (of, asked, said_state or state, where, title)


def _quiz(
    of: Thing,
    asked: list[QuestionEntry],
    state: str,
    where: Where,
    title: str,
    standing: Mapping[tuple[str, int | None], Quiz],
    plan: TeachingPlan,
) -> QuizEntry | None:
    quiz = (
        None if isinstance(of, str) else standing.get(("course" if isinstance(of, Course) else "item", of.pk))
    )
    before = [place.question for place in quiz.places.all()] if quiz else []
    named = {entry.question.pk for entry in asked if entry.question}
    left = tuple(one for one in before if one.pk not in named)
    if len(asked) + len(left) > MOST_QUESTIONS:
        _refuse(plan, where, "", title, _("一份小测最多 %(most)d 题。") % {"most": MOST_QUESTIONS})
        return None
    order = [entry.question.pk if entry.question else None for entry in asked] + [one.pk for one in left]
    is_published = quiz is not None and quiz.current_id is not None
    moves = order != [one.pk for one in before]
    changes = moves or any(entry.changes for entry in asked)
    publish = (is_published and changes and state != ItemState.ARCHIVED) or (
        state == ItemState.PUBLISHED and not is_published
    )
    take_off = is_published and state == ItemState.ARCHIVED
    if not (moves or publish or take_off):
        return None
    return QuizEntry(where, of, title, quiz, tuple(asked), left, publish, take_off)


def _uid(number: str) -> str:
    try:
        return str(UUID(number))
    except ValueError:
        return ""
