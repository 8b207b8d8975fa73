"""Stage outlook: reads. What a branch has due, what a meeting may expect, what is asked from above."""

from redcloud.apps.outlook.queries.ahead import AheadLine, BranchAhead, ahead_of
from redcloud.apps.outlook.queries.answers import (
    AnswerSheet,
    AnswersView,
    FieldLine,
    answer_sheet,
    answers_to,
    request_to,
    turn_of,
    turns_answered,
)
from redcloud.apps.outlook.queries.due import (
    AnswerLine,
    DueLine,
    due_answers,
    due_in,
    due_lines,
    expected_turnout,
    shape_of,
)
from redcloud.apps.outlook.queries.ledger import Ledger, ledger
from redcloud.apps.outlook.queries.office import OfficeOutlook, outlook_of
from redcloud.apps.outlook.queries.questions import OwnQuestion, questions_for
from redcloud.apps.outlook.queries.requests import (
    Draft,
    DraftField,
    Preview,
    preview,
    requests_for,
    requests_of,
)

__all__ = [
    "AheadLine",
    "AnswerLine",
    "AnswerSheet",
    "AnswersView",
    "BranchAhead",
    "Draft",
    "DraftField",
    "DueLine",
    "FieldLine",
    "Ledger",
    "OfficeOutlook",
    "OwnQuestion",
    "Preview",
    "ahead_of",
    "answer_sheet",
    "answers_to",
    "due_answers",
    "due_in",
    "due_lines",
    "expected_turnout",
    "ledger",
    "outlook_of",
    "preview",
    "questions_for",
    "request_to",
    "requests_for",
    "requests_of",
    "shape_of",
    "turn_of",
    "turns_answered",
]
