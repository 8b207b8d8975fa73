"""Stage study: quizzes without Django. Questions and what was answered in, what is right and what to say out.

Nothing here counts, adds up or compares learners: a question is answered, and its feedback is given.
"""

from redcloud.engine.study.quizzes.checking import Answers, Checked, Said, check, check_all
from redcloud.engine.study.quizzes.comparing import normalised
from redcloud.engine.study.quizzes.questions import (
    CHOOSING,
    KINDS,
    LONGEST_ANSWER,
    MOST_CHOICES,
    Choice,
    Fault,
    Question,
    QuestionKind,
    faults,
    from_json,
    to_json,
    true_or_false,
)
from redcloud.engine.study.quizzes.writing import BadQuiz, split_quiz

__all__ = [
    "CHOOSING",
    "KINDS",
    "LONGEST_ANSWER",
    "MOST_CHOICES",
    "Answers",
    "BadQuiz",
    "Checked",
    "Choice",
    "Fault",
    "Question",
    "QuestionKind",
    "Said",
    "check",
    "check_all",
    "faults",
    "from_json",
    "normalised",
    "split_quiz",
    "to_json",
    "true_or_false",
]
