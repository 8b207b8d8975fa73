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

What could be misread is a JSON string: a text of several lines, one with ``::`` in it. A comment below a
question may say which one of the bank it is, its kind and language: ``<!-- number: …; type: single -->``.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
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
_ABOUT: Final = re.compile(r"^<!-- *(.*?) *-->$")
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
    line: int = 0
    about: dict[str, str] = field(default_factory=dict)
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
    for number, line in enumerate((line.strip() for line in lines), start=1):
        if not line:
            continue
        if asked := _QUESTION.match(line):
            written.append(_Written([_meant(asked[1])], number))
        elif not written:
            raise BadQuiz(0, "unknown_line")
        else:
            _take(written[-1], len(written), line)
    return written


def _take(written: _Written, number: int, line: str) -> None:
    if about := _ABOUT.match(line):
        written.about |= _facts(about[1])
    elif choice := _CHOICE.match(line):
        text, feedback = _parted(choice[3])
        written.marks.add(choice[1])
        written.choices.append((text, bool(choice[2]), feedback))
    elif (said := _LINE.match(line)) and not written.choices:
        sign, words = said[1], _meant(said[2].strip())
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


def _meant(words: str) -> str:
    """Words as they are meant: a JSON string is what it says."""
    text, rest = _string(words)
    return words if text is None or rest else text


def _string(words: str) -> tuple[str | None, str]:
    """The JSON string that words begin with, and what follows; None where they begin with none."""
    if not words.startswith('"'):
        return None, words
    try:
        text, end = json.JSONDecoder().raw_decode(words)
    except json.JSONDecodeError:
        return None, words
    return text, words[end:].strip()


def _parted(words: str) -> tuple[str, str]:
    """A choice and what is said to it."""
    text, rest = _string(words)
    if text is not None and (not rest or rest.startswith("::")):
        return text, _meant(rest.removeprefix("::").strip())
    text, _, feedback = words.partition("::")
    return text.strip(), _meant(feedback.strip())


def _facts(said: str) -> dict[str, str]:
    pairs = (one.partition(":") for one in said.split(";"))
    return {key.strip(): value.strip() for key, _colon, value in pairs}


def questions_in(body: str) -> Iterator[tuple[int, Question, dict[str, str], Fault | str]]:
    """Each question of a file of nothing else: its line, itself, what a comment says of it, what is wrong."""
    lines, start = body.split("\n"), 0
    starts = [number for number, line in enumerate(lines) if _QUESTION.match(line.strip())]
    loose = next((n for n, line in enumerate(lines[: starts[0] if starts else None]) if line.strip()), None)
    if loose is not None:
        yield loose + 1, Question("", "single", ""), {}, "unknown_line"
    for start, end in zip(starts, [*starts[1:], len(lines)], strict=True):
        about: dict[str, str] = {}
        try:
            [written] = _read(lines[start:end])
            about = written.about
            question, fault = _made(1, written), ""
        except BadQuiz as bad:
            question, fault = Question("", "single", ""), str(bad.fault)
        yield start + 1, question, about, fault or next(iter(faults(question)), "")


def written_question(place: int, question: Question, *, number: str, language: str) -> str:
    """A question as ``questions_in`` reads it, the words of a statement in Chinese or English."""
    about = [f"number: {number}"] if number else []
    about += [f"type: {question.kind}"] + ([f"language: {language}"] if language else [])
    lines = [f"{place}. {_safe(question.text)}", f"   <!-- {'; '.join(about)} -->"]
    words = dict(zip((TRUE, FALSE), ("True", "False") if language == "en" else ("对", "错"), strict=True))
    brackets = "[]" if question.kind == "multiple" else "()"
    for choice in question.choices:
        text = words[choice.key] if question.kind == "true_false" else _safe(choice.text)
        mark = f"{brackets[0]}{'x' if choice.right else ' '}{brackets[1]}"
        lines.append(f"   - {mark} {text}" + (f" :: {_safe(choice.feedback)}" if choice.feedback else ""))
    lines += [f"   = {_safe(one)}" for one in question.accepted]
    lines += [f"   + {_safe(question.when_right)}"] if question.when_right else []
    lines += [f"   - {_safe(question.when_other)}"] if question.when_other else []
    return "\n".join(lines) + "\n"


def _safe(text: str) -> str:
    """Words on one line that are read as they are: a JSON string where they could be misread."""
    plain = text == text.strip() and text.isprintable() and "::" not in text
    if plain and text and text[0] not in '"([<':
        return text
    said = json.dumps(text, ensure_ascii=False)
    return "".join(one if one.isprintable() else json.dumps(one)[1:-1] for one in said)


def _question(number: int, written: _Written) -> Question:
    question = _made(number, written)
    if wrong := faults(question):
        raise BadQuiz(number, wrong[0])
    return question


def _made(number: int, written: _Written) -> Question:
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
    return question


def _choosing(key: str, text: str, written: _Written) -> Question:
    kind: QuestionKind = "multiple" if written.marks == {"["} else "single"
    said_kind = written.about.get("type", "")
    if said_kind in ("single", "multiple"):
        kind = "multiple" if said_kind == "multiple" else "single"
    for words in _STATEMENT:
        said = [words.get(choice[0].casefold(), "") for choice in written.choices]
        if kind == "single" and said_kind in ("", "true_false") and sorted(said) == sorted((TRUE, FALSE)):
            choices = [
                Choice(key, "", right, feedback)
                for key, (_text, right, feedback) in zip(said, written.choices, strict=True)
            ]
            return Question(key, "true_false", text, tuple(sorted(choices, key=lambda one: one.key != TRUE)))
    choices = [Choice(f"c{number}", *one) for number, one in enumerate(written.choices, start=1)]
    return Question(key, kind, text, tuple(choices))
