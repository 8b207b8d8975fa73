"""Stage outlook. Questions to a branch about its own records: what may have been done to leave a trace."""

from redcloud.engine.outlook.questions.asking import HeldRecord, NeedRecord, Question, questions

__all__ = ["HeldRecord", "NeedRecord", "Question", "questions"]
