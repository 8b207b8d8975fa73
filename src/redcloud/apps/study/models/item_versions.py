"""Stage study: earlier and proposed versions of items."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from redcloud.apps.people.models import User
from redcloud.apps.study.models.library import Item


class VersionState(models.TextChoices):
    """What a version is."""

    KEPT = "kept", _("较早的版本")
    PROPOSED = "proposed", _("等待审核")
    DECLINED = "declined", _("已退回")


class ItemVersion(models.Model):
    """What an item said once, or is to say when a second editor agrees."""

    item = models.ForeignKey(Item, models.CASCADE, related_name="versions")
    state = models.CharField(max_length=10, choices=VersionState.choices)
    # The fields of a draft, as the editor's form has them.
    content = models.JSONField()
    made_by = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)
    decided_by = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    note = models.CharField(max_length=500, blank=True, default="")

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["item"], condition=Q(state=VersionState.PROPOSED), name="study_one_open_proposal"
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["item", "-id"], name="study_versions_of_an_item"),
        ]

    def __str__(self) -> str:
        return f"{self.item_id} {self.made_at:%Y-%m-%d}"
