"""Stage study: courses and questions as sheets and as Markdown. Octets and texts in and out; no Django."""

from redcloud.engine.study.teaching.shapes import (
    COURSE_COLUMNS,
    CourseColumn,
    CourseRow,
    QuestionRow,
    Teaching,
    TeachingFault,
    Where,
)

__all__ = [
    "COURSE_COLUMNS",
    "CourseColumn",
    "CourseRow",
    "QuestionRow",
    "Teaching",
    "TeachingFault",
    "Where",
]
