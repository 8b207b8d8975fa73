"""Stage study: courses as Markdown files. A file in, a published course out; what is wrong is named."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from redcloud.apps.people.models import Organisation, User
from redcloud.apps.study.actions.course_parts import write_parts
from redcloud.apps.study.actions.courses import change_course, make_course, publish_course
from redcloud.apps.study.actions.versions import write_quiz
from redcloud.apps.study.drafts import CourseDraft
from redcloud.apps.study.faults import said
from redcloud.apps.study.models import Course, Item
from redcloud.apps.topics.models import Topic
from redcloud.engine.study import quizzes as engine


def quiz_in(text: str) -> tuple[str, tuple[engine.Question, ...]]:
    """A Markdown text without the quiz at its end, and the questions of the quiz.

    Raises
    ------
    ValidationError
        If the quiz cannot be read: which question, and what to mend.
    """
    try:
        return engine.split_quiz(text)
    except engine.BadQuiz as wrong:
        where = _("小测第 %(number)d 题：") % {"number": wrong.number} if wrong.number else _("小测：")
        raise ValidationError(where + said(wrong.fault)) from wrong


@transaction.atomic
def import_course(
    *,
    actor: User | None,
    root: Organisation,
    slug: str,
    head: Mapping[str, str],
    text: str,
    topics: tuple[Topic, ...],
    on: date | None,
) -> tuple[Course, bool]:
    """Make or update the course that a file describes, with its quiz, and publish it; whether it is new.

    ``head["parts"]`` names the items by their slugs, in their order, with commas between.

    Raises
    ------
    ValidationError
    """
    about, questions = quiz_in(text)
    draft = CourseDraft(
        title=head.get("title", ""),
        title_en=head.get("title_en", ""),
        text=about,
        topics=topics,
        licence=head.get("licence", "CC BY 4.0"),
        language=head.get("language", ""),
    )
    course = Course.objects.filter(root=root, slug=slug).first()
    is_new = course is None
    if course is None:
        course = make_course(actor=actor, root=root, draft=draft, slug=slug)
    else:
        change_course(actor=actor, course=course, draft=draft)
    _set_parts(course, _named(head.get("parts", "")))
    if questions:
        write_quiz(actor=actor, of=course, questions=questions)
    return publish_course(actor=actor, course=course, on=on), is_new


def _named(parts: str) -> list[str]:
    return list(dict.fromkeys(slug.strip() for slug in parts.split(",") if slug.strip()))


def _set_parts(course: Course, slugs: list[str]) -> None:
    items = {item.slug: item for item in Item.objects.filter(root=course.root, slug__in=slugs)}
    unknown = [slug for slug in slugs if slug not in items]
    if unknown:
        raise ValidationError(_("内容库里没有这几篇：%(slugs)s") % {"slugs": ", ".join(unknown)})
    write_parts(course, [items[slug].pk for slug in slugs])
