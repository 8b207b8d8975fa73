"""Stage study: the columns of sheets of courses and of questions. A heading in, what it means out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from redcloud.engine.people.headings import SEARCHED_ROWS, bare_word
from redcloud.engine.study.lists.columns import HEADINGS as ITEM_HEADINGS
from redcloud.engine.study.lists.columns import MORE as ITEM_WORDS
from redcloud.engine.study.teaching.kinds import LETTERS
from redcloud.engine.study.teaching.shapes import COURSE_COLUMNS

Headings = Mapping[str, tuple[str, str]]

QUESTION_HEADINGS: Final[dict[str, tuple[str, str]]] = {
    "number": ("编号", "Number"),
    "quiz": ("小测", "Quiz of"),
    "type": ("题型", "Type"),
    "text": ("问题", "Question"),
    **{f"choice_{one.lower()}": (f"选项 {one}", f"Choice {one}") for one in LETTERS[:4]},
    "right": ("正确答案", "Right answer"),
    **{f"said_{one.lower()}": (f"讲解 {one}", f"Feedback {one}") for one in LETTERS[:4]},
    "accepted": ("可以接受的答案", "Accepted answers"),
    "when_right": ("答对的人会看到", "Said to a right answer"),
    "when_other": ("答得不一样的人会看到", "Said to another answer"),
    "language": ("语言", "Language"),
    "state": ("小测状态", "Quiz state"),
    # Most questions have four choices at most: the others stand at the end, where they are not in the way.
    **{f"choice_{one.lower()}": (f"选项 {one}", f"Choice {one}") for one in LETTERS[4:]},
    **{f"said_{one.lower()}": (f"讲解 {one}", f"Feedback {one}") for one in LETTERS[4:]},
}
_QUESTION_WORDS: Final[dict[str, str]] = {
    "number": "题号编号 题目编号 uid id questionnumber",
    "quiz": "所属小测 哪份小测 属于 所属内容 所属课程 quiz quizof quizfor of",
    "type": "类型 题目类型 kind questiontype",
    "text": "题干 题目 题目内容 问题内容 question questiontext stem",
    "right": "正确 答案 正确选项 标准答案 right rightanswer correct correctanswer answer key",
    "accepted": "接受的答案 参考答案 填空答案 accepted acceptedanswers answers",
    "when_right": "答对时说 答对讲解 whenright saidtoright rightfeedback",
    "when_other": "答错时说 答错讲解 whenother saidtoother otherfeedback",
    "language": "语种 题目的语言 lang",
    "state": "状态 发布状态 quizstate",
    **{f"choice_{one}": f"{one} 选项{one} choice{one} option{one}" for one in LETTERS.lower()},
    **{f"said_{one}": f"讲解{one} 反馈{one} 解析{one} feedback{one}" for one in LETTERS.lower()},
}
COURSE_HEADINGS: Final[dict[str, tuple[str, str]]] = {
    column: {str(name): words for name, words in ITEM_HEADINGS.items()}.get(column, ("各部分", "Parts"))
    for column in COURSE_COLUMNS
}
_COURSE_WORDS: Final[dict[str, str]] = {
    **{column: words for column, words in ITEM_WORDS.items() if column in COURSE_COLUMNS},
    "text": f"{ITEM_WORDS['text']} 简介 说明 summary description",
    "parts": "部分 组成 课程内容 各篇 单元 顺序 parts units items order contents",
}


def _meanings(headings: Headings, words: Mapping[str, str]) -> dict[str, str]:
    return {
        bare_word(word): column
        for column in headings
        for word in (*headings[column], *words.get(column, "").split())
    }


_QUESTIONS: Final = _meanings(QUESTION_HEADINGS, _QUESTION_WORDS)
_COURSES: Final = _meanings(COURSE_HEADINGS, _COURSE_WORDS)


def question_columns(cells: Sequence[str]) -> dict[int, str]:
    """What the headings of a sheet of questions mean, by place; of two alike the left one counts."""
    return _columns(cells, _QUESTIONS)


def course_columns(cells: Sequence[str]) -> dict[int, str]:
    """What the headings of a sheet of courses mean, by place."""
    return _columns(cells, _COURSES)


def _columns(cells: Sequence[str], meanings: Mapping[str, str]) -> dict[int, str]:
    found: dict[int, str] = {}
    for index, cell in enumerate(cells):
        meaning = meanings.get(bare_word(cell))
        if meaning is not None and meaning not in found.values():
            found[index] = meaning
    return found


def find_questions(rows: Sequence[Sequence[str]]) -> int | None:
    """The row of headings of a sheet of questions; None where the sheet is none."""
    return _find(rows, _QUESTIONS, "text", {"type", "right", "choice_a", "accepted"})


def find_courses(rows: Sequence[Sequence[str]]) -> int | None:
    """The row of headings of a sheet of courses; None where the sheet is none."""
    return _find(rows, _COURSES, "parts", {"title", "number"})


def _find(
    rows: Sequence[Sequence[str]], meanings: Mapping[str, str], must: str, one_of: set[str]
) -> int | None:
    best, most = None, 1
    for index, cells in enumerate(rows[:SEARCHED_ROWS]):
        known = set(_columns(cells, meanings).values())
        if must in known and known & one_of and len(known) > most:
            best, most = index, len(known)
    return best


def heading(headings: Headings, column: str, language: str) -> str:
    """The heading that is written for a column."""
    return headings[column][1 if language.startswith("en") else 0]
