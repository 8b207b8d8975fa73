"""Stage study: a course, or the questions of a quiz, as a Markdown file. Texts in and out.

    ---
    kind: course
    title: 急救入门
    part: 心肺复苏
    part: 烫伤
    topics: 急救
    ---

    三篇短文。

and, for a quiz, ``kind: quiz`` with ``of: 急救入门`` (an item or a course) and questions as
``engine.study.quizzes.writing`` has them; ``kind: questions`` has those of the bank that no quiz asks.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Final

from redcloud.engine.people.headings import bare_word
from redcloud.engine.study.folders.bundle import Bundle
from redcloud.engine.study.folders.texts import one_line, read_line
from redcloud.engine.study.quizzes import Question
from redcloud.engine.study.quizzes.writing import questions_in, written_question
from redcloud.engine.study.teaching.columns import course_columns
from redcloud.engine.study.teaching.shapes import COURSE_COLUMNS, CourseRow, QuestionRow, Teaching, Where

_ENDING: Final = ".md"
LONGEST_TEXT: Final = 2 * 1024 * 1024
_KINDS: Final = {
    **dict.fromkeys(("course", "课程"), "course"),
    **dict.fromkeys(("quiz", "小测"), "quiz"),
    **dict.fromkeys(("questions", "bank", "题库", "题目"), "questions"),
}
_KEYS: Final = {"used_by": "for"}
_MEANS: Final = {"for": "used_by", "part": "parts", "部分": "parts"}


def teaching_out_of(bundle: Bundle) -> tuple[Teaching, Bundle]:
    """Courses and questions of a folder, and the folder without their files."""
    courses: list[CourseRow] = []
    questions: list[QuestionRow] = []
    rest = Bundle()
    for path, stored in bundle.files.items():
        content = _text_of(path, stored.size, stored.read) if path.lower().endswith(_ENDING) else None
        head, body = _split(content) if content is not None else ([], "")
        kind = _kind_of(head)
        if kind == "course":
            courses.append(_course(path, head, body))
        elif kind:
            start = (content or "").count("\n") - body.count("\n")
            questions += _questions(path, start, head, body)
        else:
            rest.files[path] = stored
    return Teaching(tuple(courses), tuple(questions)), rest


def _text_of(path: str, size: int, read: object) -> str | None:
    if size > LONGEST_TEXT or not callable(read):
        return None
    try:
        text: str = read().decode("utf-8")
    except UnicodeDecodeError:
        return None
    return text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")


def _split(content: str) -> tuple[list[tuple[str, str]], str]:
    """The lines of a head in their order, and what follows; no lines where there is no head."""
    lines = content.lstrip("\n").split("\n")
    ends = [number for number, line in enumerate(lines) if line.rstrip() == "---"]
    if len(ends) < 2 or ends[0] != 0:
        return [], content
    pairs = [line.partition(":") for line in lines[1 : ends[1]] if ":" in line]
    return [(key.strip(), value.strip()) for key, _colon, value in pairs], "\n".join(lines[ends[1] + 1 :])


def _kind_of(head: list[tuple[str, str]]) -> str:
    said = {bare_word(key): value for key, value in head}
    kind = _KINDS.get(bare_word(said.get("kind", said.get("类型", ""))), "")
    return kind or ("course" if "parts" in said or "part" in said else "")


def _course(path: str, head: list[tuple[str, str]], body: str) -> CourseRow:
    cells: dict[str, str] = {"text": body}
    parts: list[str] | None = None
    for key, value in head:
        column = _MEANS.get(key) or next(iter(course_columns([key]).values()), "")
        if column == "parts":
            named = [read_line(value)] if key in ("part", "部分") else re.split(r"[,，、]", read_line(value))
            parts = [*(parts or []), *(one.strip() for one in named if one.strip())]
        elif column:
            cells[column] = read_line(value)
    if parts is not None:
        cells["parts"] = "\n".join(parts)
    headings = {column: _KEYS.get(column, column) for column in cells}
    return CourseRow(Where(path, 0), cells, headings)  # type: ignore[arg-type]  # the columns are of courses


def _questions(path: str, start: int, head: list[tuple[str, str]], body: str) -> list[QuestionRow]:
    said = {bare_word(key): read_line(value) for key, value in head}
    quiz, state = said.get("of", said.get("quiz", "")), said.get("state", said.get("状态", ""))
    return [
        QuestionRow(
            Where(path, start + line),
            question,
            about.get("number", ""),
            about.get("language", ""),
            quiz.strip(),
            state,
            fault or "",
        )
        for line, question, about, fault in questions_in(body)
    ]


def written_course(cells: Mapping[str, str], parts: Iterable[str]) -> str:
    """A course as a Markdown file; ``cells`` as a list has them."""
    lines = ["---", "kind: course"]
    for column in COURSE_COLUMNS:
        if column == "parts":
            lines += [f"part: {one_line(part)}" for part in parts]
        elif column != "text" and cells[column]:
            lines.append(f"{_KEYS.get(column, column)}: {one_line(cells[column])}")
    return "\n".join([*lines, "---", "", cells["text"]])


def written_quiz(questions: Iterable[tuple[str, str, Question]], *, of: str = "", state: str = "") -> str:
    """Questions (number, language, question) as a Markdown file; of the bank alone where ``of`` is empty."""
    head = ["kind: quiz", f"of: {one_line(of)}"] if of else ["kind: questions"]
    head += [f"state: {one_line(state)}"] if state else []
    said = [
        written_question(place, question, number=number, language=language)
        for place, (number, language, question) in enumerate(questions, start=1)
    ]
    return "\n".join(["---", *head, "---", "", *said])
