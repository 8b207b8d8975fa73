"""Stage records: accounts elsewhere that may be a member's. In: a table. Out: a question to the member."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils import timezone

from redcloud.apps.people.models import Member, Organisation, User


class AccountOffer(models.Model):
    """An account on another platform that an administrator's table names as a member's.

    It says nothing until the member agrees: nothing is folded, and nobody sees what the account holds. The
    answer is the member's to see alone.
    """

    root = models.ForeignKey(Organisation, models.CASCADE, related_name="+")
    member = models.ForeignKey(Member, models.CASCADE, related_name="account_offers")
    home_page = models.TextField()
    name = models.TextField()
    offered_by = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+")
    offered_at = models.DateTimeField(default=timezone.now)
    # "Not mine": never asked again.
    refused_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["member", "home_page", "name"], name="records_account_offered_once"
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["root"], name="records_account_offers"),
        ]

    def __str__(self) -> str:
        return str(self.pk)
