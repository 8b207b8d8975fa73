"""Stage people: codes that leave on paper, with which a member claims an account or sets a new password."""

from __future__ import annotations

from django.db import models
from django.utils import timezone

from redcloud.apps.people.models.roster import Member, Organisation, User


class ActivationCode(models.Model):
    """A one-time code with which a member claims the account; only its hash is kept."""

    member = models.ForeignKey(Member, models.CASCADE, related_name="activation_codes")
    code_hash = models.CharField(max_length=64, unique=True)
    made_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.member_id} {self.expires_at:%Y-%m-%d}"


class PasswordSlip(models.Model):
    """A slip on paper with which a member without e-mail sets a new password; only the code's hash is kept.

    A row stays as long as the account, so that its member sees who made slips and what became of them.
    """

    member = models.ForeignKey(Member, models.CASCADE, related_name="password_slips")
    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="+")
    made_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    code_hash = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField(default=timezone.now)
    usable_from = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)
    stopped_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.member_id} {self.made_at:%Y-%m-%d}"
