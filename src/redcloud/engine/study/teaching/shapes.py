"""Stage study: a course and a question as a file has them: what was written, where, what is wrong with it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final, Literal, get_args

from redcloud.engine.study.quizzes import Question
from redcloud.engine.study.quizzes.questions import Fault

CourseColumn = Literal[
    "number", "title", "title_en", "text", "topics", "parts", "licence", "language", "used_by", "state"
]
COURSE_COLUMNS: Final[tuple[CourseColumn, ...]] = get_args(CourseColumn)
TeachingFault = Fault | Literal["unknown_kind", "unknown_right", "kinds_mixed", "unknown_line"]


@dataclass(frozen=True, slots=True)
class Where:
    """A place in a file: its sheet or its path, and its row or line; 0 for the file as a whole."""

    sheet: str
    line: int


@dataclass(frozen=True, slots=True)
class QuestionRow:
    """A question with the quiz that asks it: words for ``language`` and ``state`` as they were written.

    ``quiz`` names an item or a course, empty for a question of the bank alone. ``fault`` says what keeps it
    from being asked, in ``column`` as the file writes it.
    """

    where: Where
    question: Question
    number: str = ""
    language: str = ""
    quiz: str = ""
    state: str = ""
    fault: TeachingFault | str = ""
    column: str = ""


@dataclass(frozen=True, slots=True)
class CourseRow:
    """A course by column, its parts one a line; what is not there was not written."""

    where: Where
    cells: dict[CourseColumn, str]
    headings: dict[CourseColumn, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Teaching:
    """Courses and questions of a file, in their order."""

    courses: tuple[CourseRow, ...] = ()
    questions: tuple[QuestionRow, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.courses or self.questions)
