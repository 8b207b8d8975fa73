"""Stage study: what a question is. An editor's words in, a question without faults and its JSON out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Final, Literal, get_args

from redcloud.engine.study.quizzes.comparing import normalised

QuestionKind = Literal["single", "multiple", "true_false", "short"]

KINDS: Final[tuple[QuestionKind, ...]] = get_args(QuestionKind)
CHOOSING: Final = frozenset({"single", "multiple", "true_false"})
"""Kinds that are answered by choosing; the other one is answered in a few words."""
MOST_CHOICES: Final = 8
LONGEST_ANSWER: Final = 200
"""Characters of a short answer; what is longer is no short answer."""
TRUE, FALSE = "true", "false"

Fault = Literal[
    "no_text",
    "too_few_choices",
    "too_many_choices",
    "choice_without_text",
    "choices_alike",
    "none_right",
    "more_than_one_right",
    "no_accepted",
    "accepted_is_empty",
]


@dataclass(frozen=True, slots=True)
class Choice:
    """One choice: its key within the question, and what is said to whoever chose it."""

    key: str
    text: str
    right: bool
    feedback: str = ""


@dataclass(frozen=True, slots=True)
class Question:
    """One question. ``accepted`` and the two feedbacks without a choice belong to short answers.

    ``language`` is empty in what was published before questions had one. The choices of a true-or-false
    question have the keys "true" and "false" and no text: pages say it.
    """

    key: str
    kind: QuestionKind
    text: str
    choices: tuple[Choice, ...] = ()
    accepted: tuple[str, ...] = ()
    when_right: str = ""
    when_other: str = ""
    language: str = ""

    @property
    def right_keys(self) -> frozenset[str]:
        """Keys of the choices that belong to the right answer."""
        return frozenset(choice.key for choice in self.choices if choice.right)


def true_or_false(key: str, text: str, *, right: bool, when_true: str = "", when_false: str = "") -> Question:
    """Return a statement that is true or false, with what is said to either answer."""
    choices = (Choice(TRUE, "", right, when_true), Choice(FALSE, "", not right, when_false))
    return Question(key, "true_false", text, choices)


def faults(question: Question) -> list[Fault]:
    """Return what keeps a question from being asked; an empty list where nothing does.

    Examples
    --------
    >>> faults(Question("a", "short", "急救电话是多少？"))
    ['no_accepted']
    """
    found: list[Fault] = [] if question.text.strip() else ["no_text"]
    if question.kind == "short":
        return found + _faults_of_accepted(question.accepted)
    return found + _faults_of_choices(question)


def _faults_of_accepted(accepted: Sequence[str]) -> list[Fault]:
    if not accepted:
        return ["no_accepted"]
    return [] if all(normalised(one) for one in accepted) else ["accepted_is_empty"]


def _faults_of_choices(question: Question) -> list[Fault]:
    choices, right = question.choices, len(question.right_keys)
    found: list[Fault] = []
    if len(choices) < 2:
        found.append("too_few_choices")
    if len(choices) > MOST_CHOICES:
        found.append("too_many_choices")
    if question.kind != "true_false":
        texts = [choice.text.strip() for choice in choices]
        if not all(texts):
            found.append("choice_without_text")
        if len(set(texts)) < len(texts):
            found.append("choices_alike")
    if not right:
        found.append("none_right")
    elif question.kind != "multiple" and right > 1:
        found.append("more_than_one_right")
    return found


def to_json(questions: Sequence[Question]) -> list[dict[str, Any]]:
    """Return questions as JSON values: what a version of a quiz keeps for good."""
    return [asdict(question) for question in questions]


def from_json(kept: Sequence[Mapping[str, Any]]) -> tuple[Question, ...]:
    """Return the questions that ``to_json`` kept."""
    return tuple(
        Question(
            **{
                **question,
                "choices": tuple(Choice(**choice) for choice in question["choices"]),
                "accepted": tuple(question["accepted"]),
            }
        )
        for question in kept
    )
