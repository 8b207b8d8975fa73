"""Stage life: meetings, the roll of one meeting, minutes, decisions, volunteering.

A roll belongs to its meeting: nothing here is reached from a member, and no column counts, times or
judges a person. Head counts are kept with the roll, so that they survive the erasure of a person.
"""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from redcloud.apps.people.models import Member, Organisation, User
from redcloud.apps.topics.models import Topic


class MeetingState(models.TextChoices):
    """A meeting is held when its roll was called, or noted as held where no roll is called."""

    PLANNED = "planned", _("已安排")
    HELD = "held", _("已召开")
    CANCELLED = "cancelled", _("已取消")


class Meeting(models.Model):
    """One meeting of a branch, its committee or one of its groups."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    branch = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    group = models.ForeignKey(Organisation, models.PROTECT, null=True, blank=True, related_name="+")
    kind = models.CharField(max_length=40)  # a kind of the rule pack
    title = models.CharField(max_length=120)
    starts_at = models.DateTimeField()
    minutes_planned = models.PositiveSmallIntegerField(default=60)
    place = models.CharField(max_length=120, blank=True, default="")
    agenda = models.TextField(blank=True, default="")
    has_election = models.BooleanField(default=False)
    chair = models.ForeignKey(Member, models.SET_NULL, null=True, blank=True, related_name="+")
    state = models.CharField(max_length=10, choices=MeetingState.choices, default=MeetingState.PLANNED)
    called_by = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["branch", "state", "starts_at"], name="life_meetings_of_a_branch"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.uid}"


class Roll(models.Model):
    """The head counts of one meeting, written when its chair called the roll."""

    meeting = models.OneToOneField(Meeting, models.CASCADE, related_name="roll")
    taken_at = models.DateTimeField(default=timezone.now)
    taken_by = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+")
    corrected_at = models.DateTimeField(null=True, blank=True)
    corrected_by = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+")
    due = models.PositiveIntegerField()
    present = models.PositiveIntegerField()
    excused = models.PositiveIntegerField()
    voters_due = models.PositiveIntegerField()
    voters_present = models.PositiveIntegerField()

    def __str__(self) -> str:
        return f"{self.meeting_id} {self.present}/{self.due}"


class Mark(models.TextChoices):
    """What the chair tapped for a name."""

    PRESENT = "present", _("到会")
    EXCUSED = "excused", _("请假")


UNMARKED = ""
"""On the sheet that the chair holds, a name without a mark. It is not stored: that would note an absence."""


class RollEntry(models.Model):
    """A name that the chair marked. Whoever was due and got no mark is a number in ``Roll.due``."""

    roll = models.ForeignKey(Roll, models.CASCADE, related_name="entries")
    member = models.ForeignKey(Member, models.CASCADE, related_name="+")
    is_voter = models.BooleanField()
    mark = models.CharField(max_length=10, choices=Mark.choices)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=models.Q(mark__in=[Mark.PRESENT, Mark.EXCUSED]), name="life_no_name_without_a_mark"
            ),
            models.UniqueConstraint(fields=["roll", "member"], name="life_a_name_once_on_a_roll"),
        ]

    def __str__(self) -> str:
        return f"{self.roll_id} {self.member_id}"


class Minutes(models.Model):
    """What was said and done, in the branch's own words. Confirmed minutes no longer change."""

    meeting = models.OneToOneField(Meeting, models.CASCADE, related_name="minutes")
    text = models.TextField(blank=True, default="")
    # What the meeting was about, as its committee says; never a sensitive topic.
    topics = models.ManyToManyField(Topic, blank=True, related_name="+")
    updated_at = models.DateTimeField(default=timezone.now)
    confirmed_at = models.DateTimeField(null=True, blank=True)
    confirmed_by = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+")

    def __str__(self) -> str:
        return str(self.meeting_id)


class Decision(models.Model):
    """One decision of a meeting; ``votes_for`` where it was put to the vote: heads, never names."""

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="decisions")
    text = models.CharField(max_length=300)
    votes_for = models.PositiveIntegerField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.meeting_id} {self.pk}"


class ServiceKind(models.TextChoices):
    """What a volunteering entry was about: coarse on purpose."""

    NEIGHBOURS = "neighbours", _("邻里互助")
    ELDERLY = "elderly", _("陪伴老人")
    CHILDREN = "children", _("关爱儿童")
    ENVIRONMENT = "environment", _("环境整治")
    SAFETY = "safety", _("安全巡查")
    SKILLS = "skills", _("技能服务")
    EMERGENCY = "emergency", _("应急帮忙")
    OTHER = "other", _("其他服务")


class Volunteering(models.Model):
    """A service that a member notes for themselves. There is no column for hours, on purpose."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    member = models.ForeignKey(Member, models.CASCADE, related_name="+")
    kind = models.CharField(max_length=20, choices=ServiceKind.choices)
    what = models.CharField(max_length=120)
    day = models.DateField()
    place = models.CharField(max_length=60, blank=True, default="")
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["member", "-day"], name="life_own_volunteering"),
        ]

    def __str__(self) -> str:
        return str(self.uid)
