"""Stage discussions: threads, comments, what a comment is about, and reports of comments.

Comment text lives in ``Comment.text`` and nowhere else: no record, log, index or export but the
author's own (PRODUCT line 1). All that is ever said of a comment is its subject, with its author's consent.
"""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from redcloud.apps.people.models import Member, Organisation, User

TEXT_MOST = 2000
"""Characters of a comment; also the limit of the form."""


class Thread(models.Model):
    """The discussion of one branch about one object, named by an opaque (kind, object id).

    The same study item has a thread in each branch that talks about it: words stay in the branch.
    """

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kind = models.SlugField(max_length=30)
    object_id = models.UUIDField()
    branch = models.ForeignKey(Organisation, models.CASCADE, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["kind", "object_id", "branch"], name="discussions_one_thread"),
        ]

    def __str__(self) -> str:
        return f"{self.kind}:{self.object_id}"


class Comment(models.Model):
    """What a member wrote. Deleted by its author it can be brought back for a while, then is gone."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    thread = models.ForeignKey(Thread, models.CASCADE, related_name="comments")
    author = models.ForeignKey(Member, models.CASCADE, related_name="+")
    text = models.TextField(max_length=TEXT_MOST)
    created_at = models.DateTimeField(default=timezone.now)
    deleted_at = models.DateTimeField(null=True, blank=True)
    hidden_at = models.DateTimeField(null=True, blank=True)  # by the moderator, after a report

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["thread", "id"], name="discussions_in_order"),
            models.Index(fields=["deleted_at"], condition=~Q(deleted_at=None), name="discussions_to_purge"),
        ]

    def __str__(self) -> str:
        return str(self.uid)  # never the text: this reaches logs and error pages


class CommentSubject(models.Model):
    """Which civic subject of the release a comment is about, where its author agreed that this is named.

    A subject is a matter of living together, never what somebody thinks of it. Beside the comment the author
    alone sees it, and corrects it; the discussion shows which subjects it touches.
    """

    comment = models.OneToOneField(Comment, models.CASCADE, related_name="about")
    # A code of ``engine.topics.civic``; empty where the author says that it is about none of them.
    code = models.CharField(max_length=40, blank=True)
    release = models.CharField(max_length=10)
    by_author = models.BooleanField(default=False)

    def __str__(self) -> str:
        return f"{self.comment_id} {self.code}"


class ReportReason(models.TextChoices):
    """Why a comment was reported. About the words, never about their author's views."""

    PRIVATE = "private", _("泄露他人隐私")
    ABUSE = "abuse", _("辱骂或骚扰")
    ADVERT = "advert", _("广告或无关内容")
    OTHER = "other", _("其他原因")


class ReportOutcome(models.TextChoices):
    """What the moderator decided."""

    KEPT = "kept", _("保留")
    HIDDEN = "hidden", _("隐藏")


class Report(models.Model):
    """A participant asks the branch's secretary to look at one comment."""

    comment = models.ForeignKey(Comment, models.CASCADE, related_name="reports")
    reporter = models.ForeignKey(Member, models.SET_NULL, null=True, related_name="+")
    reason = models.CharField(max_length=10, choices=ReportReason.choices)
    created_at = models.DateTimeField(default=timezone.now)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+")
    outcome = models.CharField(max_length=10, choices=ReportOutcome.choices, blank=True, default="")

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["comment", "reporter"], name="discussions_reported_once"),
        ]

    def __str__(self) -> str:
        return f"{self.comment_id} {self.reason}"
