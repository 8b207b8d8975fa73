"""Stage study: a branch's plans, one for each session. In: what the engine chose. Out: what the branch holds.

A term is no table: it is the branch's open plans in the order of their days. What was studied is what
stands in plans that were held; nothing here knows who was there.
"""

from __future__ import annotations

import uuid
from datetime import date
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from redcloud.apps.life.models import Meeting
from redcloud.apps.people.models import Member, Organisation, User
from redcloud.apps.study.models.library import Item


class BranchPlan(models.Model):
    """What a branch means to study at one session. Closed once it was held, or given up."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    branch = models.ForeignKey(Organisation, models.CASCADE, related_name="+")
    meeting = models.ForeignKey(Meeting, models.SET_NULL, null=True, blank=True, related_name="+")
    kind = models.CharField(max_length=40, blank=True, default="")  # a kind of the rule pack
    # The day on which the session is held or expected; of a called meeting its own day.
    on = models.DateField(null=True, blank=True)
    session_minutes = models.PositiveSmallIntegerField()
    spare_minutes = models.PositiveSmallIntegerField(default=0)
    # False: the limit ended the search, and a better plan may exist.
    proven = models.BooleanField(default=True)
    # What the secretary swapped out of this plan and does not want to be offered again.
    set_aside = models.ManyToManyField(Item, related_name="+", blank=True)
    made_by = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)
    changed_at = models.DateTimeField(default=timezone.now)
    closed_at = models.DateTimeField(null=True, blank=True)
    # When it was noted that the branch studied this; the meeting says when it was.
    held_at = models.DateTimeField(null=True, blank=True)
    # Counts changes, for calendars that took an earlier one (RFC 5545 SEQUENCE).
    sequence = models.PositiveIntegerField(default=0)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["meeting"],
                condition=Q(closed_at__isnull=True, meeting__isnull=False),
                name="study_one_open_plan_a_meeting",
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["branch", "-made_at"], name="study_plans_of_a_branch"),
        ]

    def __str__(self) -> str:
        return f"{self.branch_id} {self.made_at:%Y-%m-%d}"

    @property
    def day(self) -> date | None:
        """The day of the session: its meeting's, where one was called."""
        return timezone.localdate(self.meeting.starts_at) if self.meeting is not None else self.on


class PlanEntry(models.Model):
    """An item of a branch plan: minutes of reading, minutes of talk, and why."""

    plan = models.ForeignKey(BranchPlan, models.CASCADE, related_name="entries")
    item = models.ForeignKey(Item, models.CASCADE, related_name="+")
    position = models.PositiveSmallIntegerField()
    reading_minutes = models.PositiveSmallIntegerField()
    talk_minutes = models.PositiveSmallIntegerField()
    reason_code = models.CharField(max_length=30)
    facts = models.JSONField(default=dict)
    locked = models.BooleanField(default=False)
    # Empty: the question that the platform proposes.
    question = models.CharField(max_length=200, blank=True, default="")

    class Meta:
        ordering: ClassVar[list[str]] = ["position"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["plan", "item"], name="study_planned_once"),
        ]

    def __str__(self) -> str:
        return f"{self.plan_id} {self.item_id}"

    @property
    def minutes(self) -> int:
        """Reading and talk together."""
        return self.reading_minutes + self.talk_minutes


class PlanUndo(models.Model):
    """How the open plans of a branch stood before their last change; undoing it exchanges the two."""

    branch = models.OneToOneField(Organisation, models.CASCADE, related_name="+")
    before = models.JSONField()
    at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return str(self.branch_id)


class StudyAsk(models.Model):
    """An organisation proposes to the branches under it to study an item by a day. Nobody counts who did."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    sender = models.ForeignKey(Organisation, models.CASCADE, related_name="+")
    item = models.ForeignKey(Item, models.CASCADE, related_name="+")
    by_day = models.DateField()
    asked_by = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+")
    asked_at = models.DateTimeField(default=timezone.now)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["sender", "item"],
                condition=Q(withdrawn_at__isnull=True),
                name="study_asked_once",
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["sender", "by_day"], name="study_asks_by_day"),
        ]

    def __str__(self) -> str:
        return f"{self.sender_id} {self.item_id}"


class StudyWish(models.Model):
    """A member would like the branch to study an item. The member's own; counted in releases alone."""

    member = models.ForeignKey(Member, models.CASCADE, related_name="+")
    item = models.ForeignKey(Item, models.CASCADE, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["member", "item"], name="study_wished_once"),
        ]

    def __str__(self) -> str:
        return f"{self.member_id} {self.item_id}"


class FigureKind(models.TextChoices):
    """What a released figure counts people of."""

    WISHED = "wished", _("希望一起学")
    FINISHED = "finished", _("自己学完")


class StudyFigure(models.Model):
    """How many people of an organisation wished for an item, or finished it: protected, dated, never live."""

    root = models.ForeignKey(Organisation, models.CASCADE, related_name="+")
    # A branch with enough people of its own, or the root for all others together.
    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="+")
    item = models.ForeignKey(Item, models.CASCADE, related_name="+")
    kind = models.CharField(max_length=10, choices=FigureKind.choices)
    people = models.PositiveIntegerField()
    released_on = models.DateField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["organisation", "item", "kind"], name="study_figure_once"),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["root", "organisation"], name="study_figures_of_a_branch"),
        ]

    def __str__(self) -> str:
        return f"{self.organisation_id} {self.item_id} {self.kind}"
