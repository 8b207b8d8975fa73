"""Stage study: the words of items, courses and questions, as the search of the database in use keeps them.

See ``search``. Migrations make the tables: a tsvector with a GIN index on PostgreSQL, FTS5 on SQLite.
"""

from __future__ import annotations

from django.db import models

from redcloud.apps.study.models.courses import Course
from redcloud.apps.study.models.library import Item
from redcloud.apps.study.models.quizzes import Question


class ItemWords(models.Model):
    """An item's words, with those of the units of its package."""

    item = models.OneToOneField(
        Item, models.CASCADE, primary_key=True, db_column="rowid", db_constraint=False, related_name="words"
    )

    class Meta:
        managed = False
        db_table = "study_itemwords"

    def __str__(self) -> str:
        return str(self.item_id)


class CourseWords(models.Model):
    """A course's words: what it says about itself, not its parts."""

    course = models.OneToOneField(
        Course, models.CASCADE, primary_key=True, db_column="rowid", db_constraint=False, related_name="words"
    )

    class Meta:
        managed = False
        db_table = "study_coursewords"

    def __str__(self) -> str:
        return str(self.course_id)


class QuestionWords(models.Model):
    """A question's words, with its choices and accepted answers."""

    question = models.OneToOneField(
        Question,
        models.CASCADE,
        primary_key=True,
        db_column="rowid",
        db_constraint=False,
        related_name="words",
    )

    class Meta:
        managed = False
        db_table = "study_questionwords"

    def __str__(self) -> str:
        return str(self.question_id)
