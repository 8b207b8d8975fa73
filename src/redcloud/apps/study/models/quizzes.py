"""Stage study: quizzes and the bank of questions. In: an editor's words. Out: versions that members answer.

What a member answered is not kept, unless the member asks for it: then it stands in ``KeptAnswers``, for
the member alone and for as long as the member likes (docs/adr/0016). No column says how well or how often.
"""

from __future__ import annotations

import uuid
from typing import ClassVar, cast

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from redcloud.apps.people.models import Member, Organisation, User
from redcloud.apps.study.models.courses import Course
from redcloud.apps.study.models.library import ContentLanguage, Item
from redcloud.apps.study.models.review import Reviewed
from redcloud.engine.study import quizzes as engine


class Kind(models.TextChoices):
    """The kinds of question."""

    SINGLE = "single", _("单选题")
    MULTIPLE = "multiple", _("多选题")
    TRUE_FALSE = "true_false", _("判断题")
    SHORT = "short", _("简答题")


MOST_QUESTIONS = 30
"""Of one quiz."""


class Question(models.Model):
    """A question of a root's bank; any quiz of the root may draw it."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    root = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    text = models.TextField(max_length=500)
    # [{"key", "text", "right", "feedback"}], as engine.study.quizzes keeps them.
    choices = models.JSONField(default=list, blank=True)
    accepted = models.JSONField(default=list, blank=True)
    when_right = models.CharField(max_length=300, blank=True, default="")
    when_other = models.CharField(max_length=300, blank=True, default="")
    language = models.CharField(
        max_length=10, choices=ContentLanguage.choices, default=ContentLanguage.CHINESE
    )
    made_by = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+")
    updated_at = models.DateTimeField(default=timezone.now)

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["root", "-updated_at", "-id"], name="study_questions_newest"),
        ]

    def __str__(self) -> str:
        return self.text[:40]

    @property
    def asked(self) -> engine.Question:
        """The question as it is asked; its key names it in answers."""
        kept = {
            "key": self.uid.hex,
            "kind": self.kind,
            "text": self.text,
            "choices": self.choices,
            "accepted": self.accepted,
            "when_right": self.when_right,
            "when_other": self.when_other,
            "language": self.language,
        }
        return engine.from_json([kept])[0]


class Quiz(Reviewed):
    """The quiz of an item, or at the end of a course. What members see is its version in force."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    root = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    item = models.OneToOneField(Item, models.CASCADE, null=True, blank=True, related_name="quiz")
    course = models.OneToOneField(Course, models.CASCADE, null=True, blank=True, related_name="quiz")
    questions = models.ManyToManyField(Question, through="QuizQuestion", related_name="quizzes")
    # Null: not published, or taken off.
    current = models.ForeignKey("QuizVersion", models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(item__isnull=True, course__isnull=False)
                | Q(item__isnull=False, course__isnull=True),
                name="study_quiz_of_one_thing",
            ),
        ]

    def __str__(self) -> str:
        return str(self.uid)

    @property
    def of(self) -> Item | Course:
        """The item or course that it belongs to."""
        # The table holds that there is one.
        return self.item or cast("Course", self.course)


class QuizQuestion(models.Model):
    """A question at its place in a quiz as its editors have it now."""

    quiz = models.ForeignKey(Quiz, models.CASCADE, related_name="places")
    question = models.ForeignKey(Question, models.PROTECT, related_name="places")
    position = models.PositiveSmallIntegerField()

    class Meta:
        ordering: ClassVar[list[str]] = ["position", "id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["quiz", "question"], name="study_asked_once_a_quiz"),
        ]

    def __str__(self) -> str:
        return f"{self.quiz_id} {self.position}"


class QuizVersion(models.Model):
    """A quiz as it was published: never changed, so that an answer still means what it meant."""

    quiz = models.ForeignKey(Quiz, models.CASCADE, related_name="versions")
    number = models.PositiveSmallIntegerField()
    questions = models.JSONField()
    published_by = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+")
    published_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["quiz", "number"], name="study_quiz_version_once"),
        ]

    def __str__(self) -> str:
        return f"{self.quiz_id} {self.number}"

    @property
    def asked(self) -> tuple[engine.Question, ...]:
        """The questions of this version."""
        return engine.from_json(self.questions)


class KeptAnswers(models.Model):
    """What a member answered to a version of a quiz, kept because the member asked; nobody else reads it."""

    member = models.ForeignKey(Member, models.CASCADE, related_name="+")
    version = models.ForeignKey(QuizVersion, models.CASCADE, related_name="+")
    answers = models.JSONField()
    kept_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["member", "version"], name="study_kept_once_a_version"),
        ]

    def __str__(self) -> str:
        return str(self.pk)
