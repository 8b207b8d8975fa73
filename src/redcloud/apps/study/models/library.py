"""Stage study: the library's items. In: editors' content. Out: what suggestions and plans choose from."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from redcloud.apps.people.models import Organisation, User
from redcloud.apps.study.models.titles import Titled
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


class Item(Titled, models.Model):
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
    licence = models.CharField(max_length=20, choices=Licence.choices, default=Licence.CC_BY)
    language = models.CharField(
        max_length=10, choices=ContentLanguage.choices, default=ContentLanguage.CHINESE
    )
    state = models.CharField(max_length=10, choices=ItemState.choices, default=ItemState.DRAFT)
    published_on = models.DateField(null=True, blank=True)
    # The last day on which it is sent and listed.
    expires_on = models.DateField(null=True, blank=True)
    # Who answers for it, and whose members may use it; none is the root itself.
    owner = models.ForeignKey(Organisation, models.PROTECT, null=True, blank=True, related_name="+")
    used_by = models.ForeignKey(Organisation, models.PROTECT, null=True, blank=True, related_name="+")
    made_by = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+")
    changed_by = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+")
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
            models.Index(
                fields=["root", "expires_on"],
                condition=Q(expires_on__isnull=False),
                name="study_items_that_expire",
            ),
        ]

    @property
    def is_published(self) -> bool:
        """Whether it was published and not taken off since."""
        return self.state == ItemState.PUBLISHED

    @property
    def has_expired(self) -> bool:
        """Whether its last day is over."""
        return self.expires_on is not None and self.expires_on < timezone.localdate()

    @property
    def is_live(self) -> bool:
        """Whether the members whom it is for can open it today."""
        return self.is_published and not self.has_expired
