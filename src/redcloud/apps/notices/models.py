"""Stage notices: what is sent to people, how and when.

In: ``notify`` from any later stage. Out: a list in the app, and at most one e-mail digest a day (weekly
by default) for those who asked for it. Nothing here says to anybody but the member what was read.
"""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from redcloud.apps.people.models import Member


class NoticeKind(models.TextChoices):
    """What happened. The page makes the sentence; no content of the thing itself is copied here."""

    NEED_RECEIVED = "need_received", _("有一条新的居民诉求在等支部")
    NEED_GIVEN = "need_given", _("一条居民诉求交给您办理")
    NEED_REOPENED = "need_reopened", _("居民说诉求没有解决")
    NEED_CONFIRMED = "need_confirmed", _("居民确认诉求已经解决")
    MEETING_CALLED = "meeting_called", _("召集了一次会议")
    MEETING_CHANGED = "meeting_changed", _("会议的时间或地点有变化")
    MEETING_CANCELLED = "meeting_cancelled", _("会议取消了")
    MINUTES_KEPT = "minutes_kept", _("会议记录已整理好")
    STUDY_SENT = "study_sent", _("为您推荐了新的学习内容")
    ACCESS_APPROVED = "access_approved", _("批准了一次对个人记录的读取")


class Notice(models.Model):
    """Something that a member may want to know. ``read_at`` is the member's own mark, for no other eye."""

    member = models.ForeignKey(Member, models.CASCADE, related_name="notices")
    kind = models.CharField(max_length=30, choices=NoticeKind.choices)
    target_name = models.CharField(max_length=60)
    target_args = models.JSONField(default=list)
    created_at = models.DateTimeField(default=timezone.now)
    read_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["member", "-id"], name="notices_of_member"),
            models.Index(fields=["member"], condition=Q(read_at=None), name="notices_unread"),
            models.Index(fields=["created_at"], name="notices_by_age"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.member_id}"


class Rhythm(models.TextChoices):
    """How often an e-mail may come. There is nothing more frequent than daily."""

    WEEKLY = "weekly", _("每周一次")
    DAILY = "daily", _("每天一次")


class Preference(models.Model):
    """How a member wants to hear. The list in the app is always there; everything else is off by default."""

    member = models.OneToOneField(Member, models.CASCADE, related_name="notice_preference")
    email = models.BooleanField(default=False)
    rhythm = models.CharField(max_length=10, choices=Rhythm.choices, default=Rhythm.WEEKLY)
    weekday = models.PositiveSmallIntegerField(default=0)  # 0 = Monday
    hour = models.PositiveSmallIntegerField(default=9)  # in the organisation's time zone
    quiet_from = models.PositiveSmallIntegerField(default=21)  # hours; from == until means never quiet
    quiet_until = models.PositiveSmallIntegerField(default=8)
    # Stands in every e-mail; can do nothing but end the e-mails.
    unsubscribe_token = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["member"], condition=Q(email=True), name="notices_by_email"),
        ]

    def __str__(self) -> str:
        return f"{self.member_id} {self.email}"


class DigestState(models.TextChoices):
    """Where an e-mail digest stands."""

    PENDING = "pending", _("待发送")
    SENT = "sent", _("已发送")
    FAILED = "failed", _("未能发送")


class Digest(models.Model):
    """The outbox of e-mail digests, and the proof that nobody gets two on one day."""

    member = models.ForeignKey(Member, models.CASCADE, related_name="digests")
    day = models.DateField()
    notices = models.PositiveIntegerField()
    newest_notice = models.BigIntegerField()  # notices up to this id are told
    state = models.CharField(max_length=10, choices=DigestState.choices, default=DigestState.PENDING)
    attempts = models.PositiveSmallIntegerField(default=0)
    not_before = models.DateTimeField(default=timezone.now)
    error = models.CharField(max_length=200, blank=True, default="")  # kind of fault, never an address
    sent_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["member", "day"], name="notices_one_digest_a_day"),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["not_before"], condition=Q(state="pending"), name="notices_digest_waiting"),
        ]

    def __str__(self) -> str:
        return f"{self.member_id} {self.day} {self.state}"
