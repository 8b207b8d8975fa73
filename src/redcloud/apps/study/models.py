"""Stage study: library, suggestions, branch plans. In: editors' content, engine's choices, members' no.

No column says how long somebody read, how often, or how well. That an item was finished stands in
the records alone.
"""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from redcloud.apps.life.models import Meeting
from redcloud.apps.people.models import Member, Organisation, User
from redcloud.apps.topics.models import Topic


class ItemState(models.TextChoices):
    """Where an item stands."""

    DRAFT = "draft", _("草稿")
    PUBLISHED = "published", _("已发布")
    ARCHIVED = "archived", _("已下架")


class Licence(models.TextChoices):
    """Under which terms an item may be passed on."""

    CC_BY = "CC BY 4.0", _("署名（CC BY 4.0）")
    CC_BY_SA = "CC BY-SA 4.0", _("署名—相同方式共享（CC BY-SA 4.0）")
    PUBLIC = "public", _("公有领域")
    INTERNAL = "internal", _("仅限本组织使用")


class ContentLanguage(models.TextChoices):
    """The language of an item's text."""

    CHINESE = "zh-Hans", _("中文")
    ENGLISH = "en", _("英文")


class Item(models.Model):
    """One thing to study, of a root's library."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    root = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    # Names an imported item for good, so that a second import updates it.
    slug = models.SlugField(max_length=80, blank=True, default="")
    title = models.CharField(max_length=120)
    title_en = models.CharField(max_length=160, blank=True, default="")
    text = models.TextField()
    topics = models.ManyToManyField(Topic, related_name="+")
    minutes = models.PositiveSmallIntegerField(
        default=10, validators=[MinValueValidator(1), MaxValueValidator(240)]
    )
    link = models.URLField(max_length=500, blank=True, default="")
    file = models.FileField(upload_to="study/items", blank=True, default="")
    licence = models.CharField(max_length=20, choices=Licence.choices, default=Licence.CC_BY)
    language = models.CharField(
        max_length=10, choices=ContentLanguage.choices, default=ContentLanguage.CHINESE
    )
    state = models.CharField(max_length=10, choices=ItemState.choices, default=ItemState.DRAFT)
    published_on = models.DateField(null=True, blank=True)
    made_by = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    updated_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["root", "slug"], condition=~Q(slug=""), name="study_slug_once_a_root"
            ),
            models.CheckConstraint(
                condition=~Q(state=ItemState.PUBLISHED) | Q(published_on__isnull=False),
                name="study_published_has_a_day",
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["root", "state", "-published_on", "-id"], name="study_items_newest"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_published(self) -> bool:
        """Whether members can open it."""
        return self.state == ItemState.PUBLISHED

    @property
    def plain_title(self) -> str:
        """The title where no mark-up can stand: in English on an English page, where there is one."""
        english = (get_language() or "").startswith("en")
        return self.title_en if english and self.title_en else self.title

    @property
    def shown_title(self) -> str:
        """The title for a page: in English where there is one, and else marked as what it is."""
        if (get_language() or "").startswith("en"):
            if self.title_en or self.language == ContentLanguage.ENGLISH:
                return self.title_en or self.title
            return format_html('<span lang="zh-Hans">{}</span>', self.title)
        return self.title


class Refusal(models.Model):
    """A member said "not for me": the member is not sent this item again. Undone by deleting the row."""

    member = models.ForeignKey(Member, models.CASCADE, related_name="+")
    item = models.ForeignKey(Item, models.CASCADE, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["member", "item"], name="study_refused_once"),
        ]

    def __str__(self) -> str:
        return f"{self.member_id} {self.item_id}"


class ModelVersion(models.Model):
    """One training of one recommender: what it saw, never whom."""

    root = models.ForeignKey(Organisation, models.CASCADE, related_name="+")
    recommender = models.CharField(max_length=30)
    trained_on = models.DateField()
    items = models.PositiveIntegerField()
    # Rounded down like every count of people's records that is kept.
    interactions = models.PositiveIntegerField()
    file = models.CharField(max_length=200)  # relative to the data folder
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["root", "recommender", "-id"], name="study_newest_version"),
        ]

    def __str__(self) -> str:
        return f"{self.recommender} {self.trained_on}"


class Suggestion(models.Model):
    """An item sent to a member, once ever, with the reason and the facts that it cites."""

    member = models.ForeignKey(Member, models.CASCADE, related_name="+")
    item = models.ForeignKey(Item, models.CASCADE, related_name="+")
    reason_code = models.CharField(max_length=30)
    facts = models.JSONField(default=dict)
    personal = models.BooleanField()
    # Null: sent before the first training.
    model = models.ForeignKey(ModelVersion, models.SET_NULL, null=True, blank=True, related_name="+")
    sent_at = models.DateTimeField(default=timezone.now)
    # When it left the list without having been finished or refused.
    retired_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["member", "item"], name="study_sent_once"),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(
                fields=["member", "sent_at"],
                condition=Q(retired_at__isnull=True),
                name="study_open_suggestions",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.member_id} {self.item_id}"


class BranchPlan(models.Model):
    """What a branch means to study at one session. Closed when a new one is made."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    branch = models.ForeignKey(Organisation, models.CASCADE, related_name="+")
    meeting = models.ForeignKey(Meeting, models.SET_NULL, null=True, blank=True, related_name="+")
    session_minutes = models.PositiveSmallIntegerField()
    spare_minutes = models.PositiveSmallIntegerField(default=0)
    # What the secretary swapped out of this plan and does not want to be offered again.
    set_aside = models.ManyToManyField(Item, related_name="+", blank=True)
    made_by = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)
    changed_at = models.DateTimeField(default=timezone.now)
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["branch"], condition=Q(closed_at__isnull=True), name="study_one_open_plan"
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["branch", "-made_at"], name="study_plans_of_a_branch"),
        ]

    def __str__(self) -> str:
        return f"{self.branch_id} {self.made_at:%Y-%m-%d}"


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
