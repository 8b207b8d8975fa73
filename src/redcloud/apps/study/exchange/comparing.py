"""Stage study: what a file would change of courses and questions. Rows in, a plan out; nothing is stored.

Courses are looked at here, questions and quizzes in ``questions``.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext as _

from redcloud.apps.people.models import Organisation
from redcloud.apps.study.exchange.naming import Things, keys_of, refuse
from redcloud.apps.study.exchange.plans import CourseEntry, TeachingPlan, Thing
from redcloud.apps.study.exchange.questions import compare_questions
from redcloud.apps.study.lists.meaning import spaced, value_in
from redcloud.apps.study.lists.problems import BadCell
from redcloud.apps.study.lists.words import Words
from redcloud.apps.study.models import MOST_PARTS, Course, ItemState
from redcloud.engine.study.teaching import CourseColumn, CourseRow, Teaching, Where

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
    compare_questions(root, brought.questions, things, words, plan)
    return plan


def _course(
    row: CourseRow, things: Things, words: Words, plan: TeachingPlan, seen: dict[object, Where]
) -> None:
    cells, before = row.cells, len(plan.problems)
    try:
        course = things.course(cells.get("number", ""), cells.get("title", ""))
    except BadCell as bad:
        refuse(plan, row.where, row.headings.get("title", ""), cells.get("title", ""), bad.reason)
        return
    present = _as_it_is(course)
    values: dict[str, Any] = dict(present)
    for column in _PLAIN:
        if column in cells and not (course is not None and _is_written(cells[column], column, course, words)):
            try:
                values[column] = value_in(cells[column], column, course, words)  # type: ignore[arg-type]  # a course has what these columns read
            except BadCell as bad:
                refuse(plan, row.where, row.headings.get(column, ""), bad.value or cells[column], bad.reason)
    values["title"], values["title_en"] = str(values["title"]).strip(), str(values["title_en"]).strip()
    values["text"] = str(values["text"]).replace("\r\n", "\n").replace("\r", "\n").strip()
    parts = _parts(row, things, plan)
    state = _state(row, course, words, plan)
    _judge_course(row, course, values, plan)
    key = course.pk if course else spaced(str(values["title"]))
    if key in seen:
        refuse(plan, row.where, "", str(values["title"]), _("这门课程在文件里写了两次。请留下一处。"))
    seen[key] = row.where
    if len(plan.problems) > before:
        return
    fields = [name for name in _PLAIN if values[name] != present[name]]
    if parts is not None and course is not None and keys_of(parts) == _standing(course):
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
            refuse(plan, row.where, row.headings.get("parts", ""), bad.value or line, bad.reason)
    if len(found) > MOST_PARTS:
        reason = _("一门课程最多 %(most)d 篇。") % {"most": MOST_PARTS}
        refuse(plan, row.where, row.headings.get("parts", ""), "", reason)
    if any(isinstance(one, Course) for one in found) or len(set(keys_of(found))) < len(found):
        refuse(plan, row.where, row.headings.get("parts", ""), "", _("每一部分是一篇内容，一篇只写一次。"))
    return tuple(found)


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
        refuse(plan, row.where, row.headings.get("state", ""), cell, bad.reason)
        return standing
    if course is not None and standing != state == ItemState.DRAFT:
        reason = _("发布过的内容不能改回草稿。不想让人再看到，请写“已下架”。")
        refuse(plan, row.where, row.headings.get("state", ""), cell, reason)
    # Only what members can read is taken off; of anything else the word says that they cannot, as it is.
    return standing if state == ItemState.ARCHIVED and standing != ItemState.PUBLISHED else state


def _judge_course(
    row: CourseRow, course: Course | None, values: Mapping[str, Any], plan: TeachingPlan
) -> None:
    limits: tuple[tuple[CourseColumn, int], ...] = (("title", 120), ("title_en", 160))
    for column, most in limits:
        if len(values[column]) > most:
            reason = _("太长了，最多 %(most)d 个字。") % {"most": most}
            refuse(plan, row.where, row.headings.get(column, ""), values[column], reason)
    if not values["title"]:
        refuse(plan, row.where, row.headings.get("title", ""), "", _("请写一个标题。"))
