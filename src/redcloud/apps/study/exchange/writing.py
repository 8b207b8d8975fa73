"""Stage study: a root's courses and questions as cells, and as Markdown files. A root in, texts out."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils import translation
from django.utils.translation import gettext as _

from redcloud.apps.people.models import Organisation
from redcloud.apps.study.exchange.naming import label
from redcloud.apps.study.lists.words import Words
from redcloud.apps.study.models import Course, Question, Quiz
from redcloud.engine.study.teaching import COURSE_COLUMNS
from redcloud.engine.study.teaching.sheets import question_cells
from redcloud.engine.study.teaching.texts import written_course, written_quiz

Cells = dict[str, str]


def course_cells(root: Organisation, language: str) -> list[tuple[Course, Cells, list[str]]]:
    """Each course with its cells and the names of its parts."""
    words = Words(root)
    courses = (
        Course.objects.filter(root=root).select_related("used_by").prefetch_related("topics", "parts__item")
    )
    found = []
    for course in courses.order_by("pk"):
        parts = [label(part.item) for part in course.parts.all()]
        cells: Cells = {
            column: "\n".join(parts) if column == "parts" else words.written(course, column, language)  # type: ignore[arg-type]  # a course has what these columns read
            for column in COURSE_COLUMNS
        }
        found.append((course, cells, parts))
    return found


def quizzes_of(root: Organisation) -> list[tuple[Quiz | None, list[Question]]]:
    """Each quiz with its questions in their order; last, those of the bank that no quiz asks."""
    quizzes = Quiz.objects.filter(root=root).select_related("item", "course")
    found: list[tuple[Quiz | None, list[Question]]] = [
        (quiz, [place.question for place in quiz.places.all()])
        for quiz in quizzes.prefetch_related("places__question").order_by("pk")
    ]
    loose = list(Question.objects.filter(root=root, places=None).order_by("pk"))
    return [*((quiz, asked) for quiz, asked in found if asked), *([(None, loose)] if loose else [])]


def quiz_state(quiz: Quiz | None, language: str) -> str:
    """How a file says where a quiz stands."""
    if quiz is None:
        return ""
    with translation.override("en" if language.startswith("en") else "zh-hans"):
        return str(_("已发布") if quiz.current_id else _("草稿"))


def question_rows(root: Organisation, language: str) -> list[Cells]:
    """A row for each place of a question in a quiz, and for each of the bank alone."""
    words = Words(root)
    return [
        question_cells(
            question.asked,
            language,
            number=str(question.uid),
            quiz=label(quiz.of) if quiz else "",
            state=quiz_state(quiz, language),
            spoken=words.written(question, "language", language),  # type: ignore[arg-type]  # a question has a language
        )
        for quiz, asked in quizzes_of(root)
        for question in asked
    ]


def teaching_files(root: Organisation, language: str) -> Iterator[tuple[str, str, str]]:
    """Courses and quizzes as files: the folder, a name to make a path of, and the text."""
    for course, cells, parts in course_cells(root, language):
        yield "courses", course.title, written_course(cells, parts)
    for quiz, asked in quizzes_of(root):
        said = [(str(one.uid), one.language, one.asked) for one in asked]
        if quiz is None:
            yield "quizzes", str(_("题库")), written_quiz(said)
        else:
            of = quiz.of
            yield "quizzes", of.title, written_quiz(said, of=label(of), state=quiz_state(quiz, language))
