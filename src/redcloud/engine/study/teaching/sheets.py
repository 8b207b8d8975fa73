"""Stage study: sheets of courses and questions. Sheets of a file in, rows out; and rows as cells to write."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from redcloud.engine.people.sheets import Sheet
from redcloud.engine.study.lists.cells import as_text, is_error
from redcloud.engine.study.lists.columns import map_headings, meaning_of
from redcloud.engine.study.quizzes import Question
from redcloud.engine.study.teaching.columns import (
    QUESTION_HEADINGS,
    course_columns,
    find_courses,
    find_questions,
    heading,
    question_columns,
)
from redcloud.engine.study.teaching.kinds import FALSE_WORDS, KIND_WORDS, LETTERS, TRUE_WORDS, question_of
from redcloud.engine.study.teaching.shapes import CourseRow, QuestionRow, Teaching, Where

EXAMPLE: Final = ("示例", "Example")
"""What stands in the column of numbers of a row that shows how it is done: such a row is not imported."""


def headings_known(cells: Sequence[str]) -> int:
    """How many cells of a row are headings of items, courses or questions, whichever are most."""
    return max(len(map_headings(cells)), len(question_columns(cells)), len(course_columns(cells)))


def teaching_in(sheets: Sequence[Sheet]) -> tuple[Teaching, list[Sheet]]:
    """Courses and questions of a file, and the sheets that are neither."""
    courses: list[CourseRow] = []
    questions: list[QuestionRow] = []
    rest: list[Sheet] = []
    for sheet in sheets:
        rows = [[as_text(cell) for cell in row] for row in sheet.rows]
        if (at := find_questions(rows)) is not None:
            questions += _questions(sheet.name, rows, at)
        elif (at := find_courses(rows)) is not None:
            courses += _courses(sheet.name, rows, at)
        else:
            rest.append(sheet)
    return Teaching(tuple(courses), tuple(questions)), rest


def _cells(rows: list[list[str]], at: int, columns: dict[int, str]) -> list[tuple[int, dict[str, str]]]:
    """Rows below the headings that are not blank and no examples, each with its number in the sheet."""
    found = []
    for line, row in enumerate(rows[at + 1 :], start=at + 2):
        cells = {column: row[index] if index < len(row) else "" for index, column in columns.items()}
        is_example = cells.get("number", "").strip() in EXAMPLE
        if any(cell.strip() for cell in cells.values()) and not is_example:
            found.append((line, cells))
    return found


def _courses(name: str, rows: list[list[str]], at: int) -> list[CourseRow]:
    columns = course_columns(rows[at])
    headings = {column: rows[at][index].strip() for index, column in columns.items()}
    # A text that no cell holds goes on in columns of its name with a number.
    more = sorted(
        (meaning[1], index)
        for index, cell in enumerate(rows[at])
        if (meaning := meaning_of(cell)) is not None and meaning[0] == "text" and meaning[1] > 1
    )
    found = []
    for line, cells in _cells(rows, at, columns):
        row = rows[line - 1]
        if "text" in cells:
            cells["text"] += "".join(row[index] for _part, index in more if index < len(row))
        found.append(CourseRow(Where(name, line), cells, headings))  # type: ignore[arg-type]  # of courses
    return found


def _questions(name: str, rows: list[list[str]], at: int) -> list[QuestionRow]:
    columns = question_columns(rows[at])
    said = {column: rows[at][index].strip() for index, column in columns.items()}
    return [_question(Where(name, line), cells, said) for line, cells in _cells(rows, at, columns)]


def _question(where: Where, cells: dict[str, str], headings: dict[str, str]) -> QuestionRow:
    def cell(column: str) -> str:
        return cells.get(column, "")

    pairs = [(cell(f"choice_{one.lower()}"), cell(f"said_{one.lower()}")) for one in LETTERS]
    question, fault, column = question_of(
        cell("type"),
        cell("text"),
        pairs,
        cell("right"),
        cell("accepted").splitlines(),
        cell("when_right"),
        cell("when_other"),
    )
    broken = next((name for name, value in cells.items() if is_error(value)), None)
    if broken is not None:
        fault, column = "unknown_line", broken
    return QuestionRow(
        where,
        question,
        cell("number").strip(),
        cell("language").strip(),
        cell("quiz").strip(),
        cell("state").strip(),
        fault or "",
        headings.get(column, heading(QUESTION_HEADINGS, column, "zh-hans") if column else ""),
    )


def question_cells(
    question: Question, language: str, *, number: str, quiz: str, state: str, spoken: str
) -> dict[str, str]:
    """A question as cells; what words there are, in a language."""
    at = 1 if language.startswith("en") else 0
    cells = dict.fromkeys(QUESTION_HEADINGS, "") | {
        "number": number,
        "quiz": quiz,
        "type": KIND_WORDS[question.kind][at],
        "text": question.text,
        "accepted": "\n".join(question.accepted),
        "when_right": question.when_right,
        "when_other": question.when_other,
        "language": spoken,
        "state": state,
    }
    if question.kind == "true_false":
        truth = next((choice.key == "true" for choice in question.choices if choice.right), False)
        cells["right"] = (TRUE_WORDS if truth else FALSE_WORDS)[at]
        for choice in question.choices:
            cells["said_a" if choice.key == "true" else "said_b"] = choice.feedback
        return cells
    for letter, choice in zip(LETTERS, question.choices, strict=False):
        cells[f"choice_{letter.lower()}"], cells[f"said_{letter.lower()}"] = choice.text, choice.feedback
    rights = [letter for letter, choice in zip(LETTERS, question.choices, strict=False) if choice.right]
    cells["right"] = ("、" if at == 0 else ", ").join(rights)
    return cells
