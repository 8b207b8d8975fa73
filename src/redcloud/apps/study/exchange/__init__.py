"""Stage study: courses, quizzes and questions in files: what they would change, and rows to write."""

from redcloud.apps.study.exchange.plans import (
    CourseEntry,
    QuestionEntry,
    QuizEntry,
    TeachingPlan,
    Thing,
)

__all__ = ["CourseEntry", "QuestionEntry", "QuizEntry", "TeachingPlan", "Thing"]
