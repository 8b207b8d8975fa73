"""Stage study: whether an answer is right, and what is said to it. Questions and answers in, feedback out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from redcloud.engine.study.quizzes.comparing import normalised
from redcloud.engine.study.quizzes.questions import CHOOSING, LONGEST_ANSWER, Choice, Question

Answers = Mapping[str, Sequence[str]]
"""By the question's key: keys of the choices that were chosen, or the words that were written."""


@dataclass(frozen=True, slots=True)
class Said:
    """What is said about one choice: whether it was chosen, and its feedback where it was."""

    choice: Choice
    chosen: bool

    @property
    def feedback(self) -> str:
        """The feedback of a choice is for those who chose it."""
        return self.choice.feedback if self.chosen else ""


@dataclass(frozen=True, slots=True)
class Checked:
    """A question with what was answered. ``right`` is None where nothing was answered."""

    question: Question
    right: bool | None
    said: tuple[Said, ...] = ()
    written: str = ""

    @property
    def feedback(self) -> str:
        """What is said to a short answer."""
        if self.right is None or self.question.kind != "short":
            return ""
        return self.question.when_right if self.right else self.question.when_other


def check(question: Question, given: Sequence[str]) -> Checked:
    """Return a question with what is said to an answer.

    Parameters
    ----------
    given
        Keys of chosen choices (unknown ones are left out), or one text. Of a question with one answer only
        the first choice counts.
    """
    if question.kind not in CHOOSING:
        written = (given[0] if given else "")[:LONGEST_ANSWER]
        right = normalised(written) in {normalised(one) for one in question.accepted}
        return Checked(question, right if normalised(written) else None, written=written.strip())
    known = [choice.key for choice in question.choices]
    chosen = [key for key in given if key in known]
    if question.kind != "multiple":
        chosen = chosen[:1]
    said = tuple(Said(choice, choice.key in chosen) for choice in question.choices)
    return Checked(question, frozenset(chosen) == question.right_keys if chosen else None, said)


def check_all(questions: Sequence[Question], answers: Answers) -> list[Checked]:
    """Return every question with what is said to its answer, in their order."""
    return [check(question, answers.get(question.key, ())) for question in questions]
