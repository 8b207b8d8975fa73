"""Stage study: what an import would do to courses, quizzes and the bank. Frozen shapes, and a fingerprint."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from redcloud.apps.study.models import Course, Item, Question, Quiz
from redcloud.engine.study import quizzes as engine
from redcloud.engine.study.teaching import CourseRow, QuestionRow, Where

if TYPE_CHECKING:
    from redcloud.apps.study.lists.problems import Problem

Thing = Item | Course | str
"""What a file names: an item or course that is there, or ``item:TITLE`` and ``course:TITLE`` of a new one."""


@dataclass(frozen=True, slots=True)
class CourseEntry:
    """A course that is new or changes; ``parts`` is None where they stay."""

    row: CourseRow
    course: Course | None
    values: dict[str, Any]
    parts: tuple[Thing, ...] | None
    state: str
    fields: tuple[str, ...]

    @property
    def title(self) -> str:
        """What it is to be called."""
        return str(self.values["title"])


@dataclass(frozen=True, slots=True)
class QuestionEntry:
    """A question of the bank that is new, that changes, or that is only named (``changes`` False)."""

    row: QuestionRow
    question: Question | None
    asked: engine.Question
    language: str
    changes: bool


@dataclass(frozen=True, slots=True)
class QuizEntry:
    """A quiz whose questions or state change: the questions of the file, then those that stay."""

    where: Where
    of: Thing
    title: str
    quiz: Quiz | None
    questions: tuple[QuestionEntry, ...]
    left: tuple[Question, ...]
    publish: bool
    take_off: bool


@dataclass(slots=True)
class TeachingPlan:
    """What would be stored, in the order in which it would be; ``unchanged`` counts rows."""

    courses: list[CourseEntry] = field(default_factory=list)
    questions: list[QuestionEntry] = field(default_factory=list)
    quizzes: list[QuizEntry] = field(default_factory=list)
    unchanged: int = 0
    problems: list[Problem] = field(default_factory=list)

    @property
    def new(self) -> int:
        """New courses and questions."""
        return sum(one.course is None for one in self.courses) + sum(
            one.question is None for one in self.questions
        )

    @property
    def changed(self) -> int:
        """Changed courses, questions and quizzes."""
        return len(self.courses) + len(self.questions) - self.new + len(self.quizzes)

    def __bool__(self) -> bool:
        return bool(self.courses or self.questions or self.quizzes)

    @property
    def told(self) -> list[Any]:
        """What would be stored over what, for a fingerprint."""
        courses = [
            (one.course and (one.course.pk, str(one.course.updated_at)), one.title, one.fields, one.state)
            for one in self.courses
        ]
        questions = [
            (one.question and (one.question.pk, str(one.question.updated_at)), repr(one.asked), one.language)
            for one in self.questions
        ]
        quizzes = [
            (str(one.of), [repr(q.asked) for q in one.questions], [q.pk for q in one.left], one.publish)
            for one in self.quizzes
        ]
        return [courses, questions, quizzes]
