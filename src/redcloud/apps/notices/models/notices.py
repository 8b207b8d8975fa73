"""Stage notices: what happened, and how a member wants to hear of it.

In: ``notify`` from any later stage. Out: a list in the app, and at most one digest a day (weekly by default)
for those who asked for it. Nothing here says to anybody but the member what was read.
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
    ROBOT_PAUSED = "robot_paused", _("支部的群机器人发不出去，已经暂停")
    SLIP_MADE = "slip_made", _("有人为您的账户做了一张重设密码单")
    SLIP_USED = "slip_used", _("有人用重设密码单给您的账户设了新密码")


BRANCH_NOTICES = frozenset(
    {NoticeKind.MEETING_CALLED, NoticeKind.MEETING_CHANGED, NoticeKind.MEETING_CANCELLED}
)
"""What concerns a branch as a whole. Nothing else goes to a group chat, least of all a digest."""


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
    """How often a digest may come. There is nothing more frequent than daily."""

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
