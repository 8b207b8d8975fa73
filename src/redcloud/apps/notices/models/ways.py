"""Stage notices: where messages go that leave the platform. Addresses are sealed and never shown again."""

from __future__ import annotations

import uuid

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from redcloud.apps.people.models import Member, Organisation, User


class PushDevice(models.Model):
    """A browser in which a member switched reminders on. What kind of device it is nobody asks."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    member = models.ForeignKey(Member, models.CASCADE, related_name="push_devices")
    # Endpoint and keys as the browser gave them; the hash finds it again when the browser says who it is.
    address = models.TextField()
    address_hash = models.CharField(max_length=64, unique=True)
    since = models.DateField(default=timezone.localdate)
    # Comes with every reminder; can do nothing but end the reminders on this device.
    stop_token = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)

    def __str__(self) -> str:
        return f"{self.member_id} {self.since}"


class RobotKind(models.TextChoices):
    """Whose robot it is, read from its address."""

    WECOM = "wecom", _("企业微信")
    DINGTALK = "dingtalk", _("钉钉")
    FEISHU = "feishu", _("飞书")
    WEBHOOK = "webhook", _("其他（JSON）")


class Robot(models.Model):
    """A robot in a branch's group chat; says that there is a notice of the branch, and nothing else."""

    branch = models.ForeignKey(Organisation, models.CASCADE, related_name="robots")
    name = models.CharField(max_length=40)
    kind = models.CharField(max_length=10, choices=RobotKind.choices)
    address = models.TextField()  # sealed
    set_by = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    quiet_from = models.PositiveSmallIntegerField(default=21)
    quiet_until = models.PositiveSmallIntegerField(default=8)
    # Of messages in a row that did not arrive.
    failures = models.PositiveSmallIntegerField(default=0)
    fault = models.CharField(max_length=40, blank=True, default="")
    tried_at = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    paused_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return self.name
