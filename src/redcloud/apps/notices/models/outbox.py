"""Stage notices: the outbox. In: what is due. Out: what waits to be sent, what was sent and what was not.

A row is the truth about one message by one way. Who sends takes a row by moving ``not_before`` on under its
old value: until then nobody else takes it, and after a crash it is taken again. No row holds what is said.
"""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from redcloud.apps.notices.models.ways import PushDevice, Robot
from redcloud.apps.people.models import Member, Organisation


class Digest(models.Model):
    """What a member is told of on a day: the proof that nobody gets two, by whichever ways it goes."""

    member = models.ForeignKey(Member, models.CASCADE, related_name="digests")
    day = models.DateField()
    notices = models.PositiveIntegerField()
    newest_notice = models.BigIntegerField()  # notices up to this id are told

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["member", "day"], name="notices_one_digest_a_day"),
        ]
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["day"], name="notices_digest_by_age")]

    def __str__(self) -> str:
        return f"{self.member_id} {self.day}"


class Channel(models.TextChoices):
    """The ways out of the platform. The list in the app is no way out: it is always there."""

    EMAIL = "email", _("邮件")
    PUSH = "push", _("设备提醒")
    ROBOT = "robot", _("群机器人")


class DeliveryState(models.TextChoices):
    """Where a message stands."""

    PENDING = "pending", _("待发送")
    SENT = "sent", _("已发送")
    FAILED = "failed", _("未能发送")


class Delivery(models.Model):
    """One message by one way. A digest goes to a person; a robot gets its branch's notices only."""

    # Names the message to mail programs, so that one sent again after a crash is seen to be the same.
    uid = models.UUIDField(default=uuid.uuid4, editable=False)
    root = models.ForeignKey(Organisation, models.CASCADE, related_name="+")
    channel = models.CharField(max_length=10, choices=Channel.choices)
    digest = models.ForeignKey(Digest, models.CASCADE, null=True, blank=True, related_name="deliveries")
    device = models.ForeignKey(PushDevice, models.CASCADE, null=True, blank=True, related_name="deliveries")
    robot = models.ForeignKey(Robot, models.CASCADE, null=True, blank=True, related_name="deliveries")
    # Asked for on a page, to see whether a way works; goes at once.
    trial = models.BooleanField(default=False)
    state = models.CharField(max_length=10, choices=DeliveryState.choices, default=DeliveryState.PENDING)
    attempts = models.PositiveSmallIntegerField(default=0)
    created_at = models.DateTimeField(default=timezone.now)
    not_before = models.DateTimeField(default=timezone.now)
    # After it the message is of no use any more.
    not_after = models.DateTimeField()
    fault = models.CharField(max_length=40, blank=True, default="")  # a code, never an address
    sent_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                name="notices_each_way_has_its_own",
                condition=Q(channel="email", digest__isnull=False, device=None, robot=None, trial=False)
                | Q(channel="push", device__isnull=False, robot=None, digest__isnull=False, trial=False)
                | Q(channel="push", device__isnull=False, robot=None, digest=None, trial=True)
                | Q(channel="robot", robot__isnull=False, digest=None, device=None),
            ),
            models.UniqueConstraint(
                fields=["digest"], condition=Q(channel="email"), name="notices_one_mail_a_digest"
            ),
            models.UniqueConstraint(
                fields=["digest", "device"],
                condition=Q(digest__isnull=False, device__isnull=False),
                name="notices_one_push_a_digest",
            ),
            # What happens to a branch meanwhile is said by the message that waits: all of them say the same.
            models.UniqueConstraint(
                fields=["robot"], condition=Q(state="pending", trial=False), name="notices_one_waits_a_robot"
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["not_before"], condition=Q(state="pending"), name="notices_waiting"),
            models.Index(
                fields=["root", "channel", "fault"], condition=Q(state="failed"), name="notices_failed"
            ),
            models.Index(fields=["root", "channel"], condition=Q(state="pending"), name="notices_queued"),
            models.Index(fields=["created_at"], name="notices_delivery_by_age"),
        ]

    def __str__(self) -> str:
        return f"{self.channel} {self.state}"

    @property
    def of_digest(self) -> Digest:
        """The digest; every e-mail has one."""
        if self.digest is None:
            raise ValueError("no digest is told by this")
        return self.digest

    @property
    def to_robot(self) -> Robot:
        """The robot that is to say it."""
        if self.robot is None:
            raise ValueError("no robot says this")
        return self.robot
