"""Web office, feature library: what an import would do to courses, quizzes and questions, line by line."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from redcloud.apps.study.exchange import CourseEntry, QuizEntry, TeachingPlan
from redcloud.apps.study.queries.changes import FIELD_NAMES
from redcloud.engine.study.teaching import Where


@dataclass(frozen=True, slots=True)
class TaughtLine:
    """One course, quiz or question of the preview."""

    where: Where
    kind: str
    title: str
    says: str


def taught_lines(plan: TeachingPlan) -> list[TaughtLine]:
    """Courses, quizzes and questions that are new or change, in this order."""
    courses = [TaughtLine(one.row.where, _("一门课程"), one.title, _of_course(one)) for one in plan.courses]
    quizzes = [TaughtLine(one.where, _("一份小测"), one.title, _of_quiz(one)) for one in plan.quizzes]
    questions = [
        TaughtLine(
            one.row.where, _("一道题"), one.asked.text, _("新增") if one.question is None else _("更新")
        )
        for one in plan.questions
    ]
    return [*courses, *quizzes, *questions]


def _of_course(one: CourseEntry) -> str:
    if one.course is None:
        return _("新增")
    names = {**FIELD_NAMES, "text": _("正文"), "state": _("状态"), "parts": _("课程的各部分")}
    return _("、").join(str(names.get(name, name)) for name in one.fields)


def _of_quiz(one: QuizEntry) -> str:
    count = len(one.questions) + len(one.left)
    said = ngettext("%(count)d 题", "%(count)d 题", count) % {"count": count}
    if one.publish:
        return _("%(said)s，会发布") % {"said": said}
    return _("%(said)s，会下架") % {"said": said} if one.take_off else said
