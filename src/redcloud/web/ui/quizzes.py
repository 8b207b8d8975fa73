"""Web ui: a quiz as a form that works without scripts. In: questions and a POST. Out: lines and answers.

Members answer it and editors try it out: the same form, so that the preview is what learners see.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.http import QueryDict
from django.utils.translation import get_language

from redcloud.engine.study.languages import CHINESE, ENGLISH, language_of
from redcloud.engine.study.quizzes import Answers, Checked, Choice, Question
from redcloud.web.ui.requests import number_in

_FIELD = "q-"


@dataclass(frozen=True, slots=True)
class ChoiceLine:
    """A choice as the form shows it."""

    choice: Choice
    chosen: bool
    feedback: str


@dataclass(frozen=True, slots=True)
class QuizLine:
    """A question as the form shows it; ``is_checked``: somebody answered the quiz."""

    number: int
    question: Question
    choices: list[ChoiceLine]
    written: str
    right: bool | None
    feedback: str
    is_checked: bool

    @property
    def language(self) -> str:
        """The language of the question."""
        return _language(self.question)

    @property
    def field(self) -> str:
        """The name of its fields in the form."""
        return _FIELD + self.question.key


@dataclass(frozen=True, slots=True)
class OtherLanguage:
    """The language of questions that a page's reader may not read; ``some``: others are in the page's."""

    language: str
    some: bool


def blank_lines(questions: Sequence[Question]) -> list[QuizLine]:
    """A quiz that nobody has answered yet."""
    return [
        QuizLine(n, one, [ChoiceLine(choice, False, "") for choice in one.choices], "", None, "", False)
        for n, one in enumerate(questions, start=1)
    ]


def checked_lines(checked: Iterable[Checked]) -> list[QuizLine]:
    """A quiz with what was answered, and what is said to it."""
    return [
        QuizLine(
            number,
            one.question,
            [ChoiceLine(said.choice, said.chosen, said.feedback) for said in one.said],
            one.written,
            one.right,
            one.feedback,
            True,
        )
        for number, one in enumerate(checked, start=1)
    ]


def other_language(questions: Iterable[Question]) -> OtherLanguage | None:
    """What questions that are not in the page's language are in; None where all are in it."""
    reads = ENGLISH if (get_language() or "").startswith(ENGLISH) else CHINESE
    found = [_language(one) for one in questions]
    other = next((one for one in found if one != reads), None)
    return OtherLanguage(other, reads in found) if other is not None else None


def _language(question: Question) -> str:
    """The language of a question; guessed where it was published before questions had one."""
    return question.language or language_of(question.text)


def answers_in(entered: QueryDict) -> Answers:
    """What was answered, by the question's key."""
    return {name.removeprefix(_FIELD): entered.getlist(name) for name in entered if name.startswith(_FIELD)}


def version_in(entered: QueryDict) -> int:
    """The number of the version that was shown; 0 where it is none."""
    return number_in(entered.get("version", "")) or 0
