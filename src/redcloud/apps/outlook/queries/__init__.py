"""Stage outlook: reads. What a branch has due, what a meeting may expect, what is asked from above."""

from redcloud.apps.outlook.queries.due import (
    AnswerLine,
    DueLine,
    due_answers,
    due_in,
    due_lines,
    expected_turnout,
    shape_of,
)
from redcloud.apps.outlook.queries.questions import OwnQuestion, questions_for
from redcloud.apps.outlook.queries.requests import (
    Draft,
    DraftField,
    Ledger,
    Preview,
    ledger,
    preview,
    requests_for,
    requests_of,
)

__all__ = [
    "AnswerLine",
    "Draft",
    "DraftField",
    "DueLine",
    "Ledger",
    "OwnQuestion",
    "Preview",
    "due_answers",
    "due_in",
    "due_lines",
    "expected_turnout",
    "ledger",
    "preview",
    "questions_for",
    "requests_for",
    "requests_of",
    "shape_of",
]
