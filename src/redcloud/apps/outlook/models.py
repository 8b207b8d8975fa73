"""Stage outlook: requests from above with their answers, calls for help, releases for the level above.

What a branch has due is worked out and stored nowhere. A request that the rules forbid is never stored.
"""

from __future__ import annotations

from typing import ClassVar
from uuid import uuid4

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from redcloud.apps.people.models import Organisation, User


class RequestKind(models.TextChoices):
    """What a request is."""

    FORM = "form", _("报表")
    TASK = "task", _("任务")
    INDICATOR = "indicator", _("指标")
    NOTICE = "notice", _("通知")


class Repeats(models.TextChoices):
    """How often it is to be answered."""

    ONCE = "once", _("只要一次")
    YEARLY = "yearly", _("每年一次")
    QUARTERLY = "quarterly", _("每季度一次")
    MONTHLY = "monthly", _("每月一次")
    WEEKLY = "weekly", _("每周一次")
    DAILY = "daily", _("每天一次")


class FieldKind(models.TextChoices):
    """What is filled in."""

    YES_NO = "yes_no", _("是或否")
    CHOICE = "choice", _("选一项")
    DATE = "date", _("日期")
    NUMBER = "number", _("一个数字")
    TEXT = "text", _("一段文字")
    TABLE = "table", _("一张表")
    FILE = "file", _("一份文件")
    PHOTO = "photo", _("照片或截图")
    VIDEO = "video", _("视频")
    TRACK = "track", _("轨迹或定位")


class AddressedTo(models.TextChoices):
    """Who in a branch has the work."""

    SECRETARY = "secretary", _("支部书记")
    COMMITTEE = "committee", _("支部委员")
    MEMBERS = "members", _("每一位党员")


class BranchRequest(models.Model):
    """One request as it was sent; ``people`` and minutes are those of the day on which it was."""

    uid = models.UUIDField(unique=True, default=uuid4, editable=False)
    sender = models.ForeignKey(Organisation, models.CASCADE, related_name="+")
    kind = models.CharField(max_length=12, choices=RequestKind.choices)
    title = models.CharField(max_length=120)
    purpose = models.TextField(max_length=600)
    addressed_to = models.CharField(max_length=12, choices=AddressedTo.choices)
    repeats = models.CharField(max_length=12, choices=Repeats.choices)
    asked_on = models.DateField()
    due_on = models.DateField(null=True, blank=True)
    branches = models.PositiveIntegerField()
    people = models.PositiveIntegerField()
    minutes_each = models.PositiveIntegerField()
    times_a_year = models.PositiveSmallIntegerField()
    withdrawn_on = models.DateField(null=True, blank=True)
    facts = models.JSONField(default=list)  # codes of the catalogue, filled in by the platform

    class Meta:
        ordering: ClassVar[list[str]] = ["-asked_on", "-pk"]
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["sender", "-asked_on"])]

    def __str__(self) -> str:
        return self.title

    @property
    def minutes_once(self) -> int:
        """Minutes of everybody, once."""
        return self.people * self.minutes_each

    @property
    def minutes_a_year(self) -> int:
        """Minutes of everybody in a year."""
        return self.minutes_once * self.times_a_year


class RequestField(models.Model):
    """One thing that a request asks to be filled in."""

    request = models.ForeignKey(BranchRequest, models.CASCADE, related_name="fields")
    label = models.CharField(max_length=120)
    kind = models.CharField(max_length=12, choices=FieldKind.choices)
    choices = models.CharField(max_length=40, blank=True, default="")  # which closed list of answers

    class Meta:
        ordering: ClassVar[list[str]] = ["pk"]

    def __str__(self) -> str:
        return self.label


class Answer(models.TextChoices):
    """What a branch says to something that is due."""

    DONE = "done", _("已经做了")
    NOT_APPLICABLE = "not_applicable", _("本期不适用")
    WRONG = "wrong", _("判断有误")


class DueAnswer(models.Model):
    """A branch's own word on one rule in one period. It settles the matter and is for the branch alone."""

    branch = models.ForeignKey(Organisation, models.CASCADE, related_name="+")
    rule = models.SlugField(max_length=80)
    period_since = models.DateField()
    answer = models.CharField(max_length=16, choices=Answer.choices)
    sentence = models.CharField(max_length=300)
    answered_on = models.DateField()

    class Meta:
        ordering: ClassVar[list[str]] = ["-answered_on", "-pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["branch", "rule", "period_since"], name="one_answer_for_a_rule_and_a_period"
            )
        ]

    def __str__(self) -> str:
        return f"{self.branch_id} {self.rule} {self.period_since}"


class HelpAsked(models.Model):
    """A branch asks the level above for help, in a sentence of its own, and can take it back."""

    branch = models.ForeignKey(Organisation, models.CASCADE, related_name="+")
    sentence = models.CharField(max_length=300)
    asked_on = models.DateField()
    withdrawn_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["-asked_on", "-pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["branch"], condition=models.Q(withdrawn_on=None), name="outlook_one_call_for_help"
            )
        ]

    def __str__(self) -> str:
        return f"{self.branch_id} {self.asked_on}"


class RequestAnswer(models.Model):
    """What one branch answers to one turn of a request: a draft until a named person sends it."""

    request = models.ForeignKey(BranchRequest, models.CASCADE, related_name="answers")
    branch = models.ForeignKey(Organisation, models.CASCADE, related_name="+")
    turn = models.PositiveSmallIntegerField()  # 0 for the first, 1 for the first repetition
    facts = models.JSONField(default=dict)  # what the platform filled in, as it was on the day of sending
    saved_at = models.DateTimeField(default=timezone.now)
    sent_at = models.DateTimeField(null=True, blank=True)
    sent_by = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["request", "branch", "turn"], name="outlook_one_answer_a_turn")
        ]

    def __str__(self) -> str:
        return f"{self.request_id} {self.branch_id} {self.turn}"


class AnswerValue(models.Model):
    """What was filled in for one field."""

    answer = models.ForeignKey(RequestAnswer, models.CASCADE, related_name="values")
    field = models.ForeignKey(RequestField, models.CASCADE, related_name="+")
    text = models.TextField(max_length=2000)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["answer", "field"], name="outlook_one_value_a_field")
        ]

    def __str__(self) -> str:
        return f"{self.answer_id} {self.field_id}"


class OutlookRelease(models.Model):
    """What is said of the branches of a root at the end of one month: made once, never changed."""

    root = models.ForeignKey(Organisation, models.CASCADE, related_name="+")
    month = models.DateField()  # its first day
    published_on = models.DateField()
    k = models.PositiveSmallIntegerField()

    class Meta:
        ordering: ClassVar[list[str]] = ["-month"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["root", "month"], name="outlook_one_release_a_month")
        ]

    def __str__(self) -> str:
        return f"{self.root_id} {self.month:%Y-%m}"


class OutlookFigures(models.Model):
    """One organisation's part of a release: a branch's own forecast, or protected counts of branches."""

    release = models.ForeignKey(OutlookRelease, models.CASCADE, related_name="figures")
    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="+")
    figures = models.JSONField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["release", "organisation"], name="outlook_figures_once")
        ]

    def __str__(self) -> str:
        return f"{self.release_id} {self.organisation_id}"
