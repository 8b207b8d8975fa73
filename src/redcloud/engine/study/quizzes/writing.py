"""Stage study: a quiz written in Markdown at the end of an item. Text in, text and questions out.

    # 小测

    1. 按压的深度是多少？
       - (x) 5 到 6 厘米 :: 对，每次都让胸口完全回弹。
       - ( ) 2 厘米 :: 太浅，血送不出去。
    2. 哪些要做？
       - [x] 打 120
       - [x] 取 AED
       - [ ] 喂水 :: 会呛住。
    3. 学过的人可以做人工呼吸。
       - (x) 对
       - ( ) 错
    4. 急救电话是多少？
       = 120
       = 一二零
       + 对，记得说清楚地点。
       - 再想想：是三位数。

``# Quiz`` begins it as well. ``(x)`` has one right answer, ``[x]`` any number; 对 and 错 (or True and False)
alone make a statement; ``=`` is an accepted short answer, ``+`` is said to a right one, ``-`` to another.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Final

from redcloud.engine.study.quizzes.questions import (
    FALSE,
    TRUE,
    Choice,
    Fault,
    Question,
    QuestionKind,
    faults,
)

_HEADING: Final = re.compile(r"^# *(小测|quiz) *$", re.IGNORECASE | re.MULTILINE)
_QUESTION: Final = re.compile(r"^\d+[.、)] *(.*)$")
_CHOICE: Final = re.compile(r"^- *([(\[]) *([xX]?) *[)\]] *(.*)$")
_LINE: Final = re.compile(r"^([=+-]) *(.*)$")
_STATEMENT: Final = ({"对": TRUE, "错": FALSE}, {"true": TRUE, "false": FALSE})


class BadQuiz(ValueError):  # noqa: N818 - says what it is
    """A quiz that could not be read: the number of its question and a code of what is wrong."""

    def __init__(self, number: int, fault: Fault | str) -> None:
        super().__init__(f"{number}: {fault}")
        self.number = number
        self.fault = fault


@dataclass(slots=True)
class _Written:
    """A question while its lines are read."""

    text: list[str]
    choices: list[tuple[str, bool, str]] = field(default_factory=list)
    marks: set[str] = field(default_factory=set)
    accepted: list[str] = field(default_factory=list)
    when_right: str = ""
    when_other: str = ""


def split_quiz(text: str) -> tuple[str, tuple[Question, ...]]:
    """Return a Markdown text without its quiz, and the questions of the quiz; none where there is no quiz.

    Raises
    ------
    BadQuiz
        If a line or a question is not as the module says.
    """
    found = list(_HEADING.finditer(text))
    if not found:
        return text, ()
    last = found[-1]
    written = _read(text[last.end() :].splitlines())
    if not written:
        raise BadQuiz(0, "no_text")
    questions = tuple(_question(number, one) for number, one in enumerate(written, start=1))
    return text[: last.start()].rstrip() + "\n", questions


def _read(lines: list[str]) -> list[_Written]:
    written: list[_Written] = []
    for line in (line.strip() for line in lines):
        if not line:
            continue
        if asked := _QUESTION.match(line):
            written.append(_Written([asked[1]]))
        elif not written:
            raise BadQuiz(0, "unknown_line")
        else:
            _take(written[-1], len(written), line)
    return written


def _take(written: _Written, number: int, line: str) -> None:
    if choice := _CHOICE.match(line):
        text, _, feedback = choice[3].partition("::")
        written.marks.add(choice[1])
        written.choices.append((text.strip(), bool(choice[2]), feedback.strip()))
    elif (said := _LINE.match(line)) and not written.choices:
        sign, words = said[1], said[2].strip()
        if sign == "=":
            written.accepted.append(words)
        elif sign == "+":
            written.when_right = words
        else:
            written.when_other = words
    elif not written.choices and not written.accepted:
        written.text.append(line)
    else:
        raise BadQuiz(number, "unknown_line")


def _question(number: int, written: _Written) -> Question:
    key, text = f"q{number}", "\n".join(written.text).strip()
    if written.choices and (written.accepted or len(written.marks) > 1):
        raise BadQuiz(number, "kinds_mixed")
    if not written.choices:
        question = Question(
            *(key, "short", text),
            accepted=tuple(written.accepted),
            when_right=written.when_right,
            when_other=written.when_other,
        )
    else:
        question = _choosing(key, text, written)
    if wrong := faults(question):
        raise BadQuiz(number, wrong[0])
    return question


def _choosing(key: str, text: str, written: _Written) -> Question:
    kind: QuestionKind = "multiple" if written.marks == {"["} else "single"
    for words in _STATEMENT:
        said = [words.get(choice[0].casefold(), "") for choice in written.choices]
        if kind == "single" and sorted(said) == sorted((TRUE, FALSE)):
            choices = [
                Choice(key, "", right, feedback)
                for key, (_text, right, feedback) in zip(said, written.choices, strict=True)
            ]
            return Question(key, "true_false", text, tuple(sorted(choices, key=lambda one: one.key != TRUE)))
    choices = [Choice(f"c{number}", *one) for number, one in enumerate(written.choices, start=1)]
    return Question(key, kind, text, tuple(choices))
