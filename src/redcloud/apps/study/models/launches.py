"""Stage study: launches of packages. In: a member who opens a unit. Out: who may speak of it, and until when.

What was said stands in the record store and nowhere else: no column here knows whether anything was
completed or passed. A launch goes when it is over; an account and its registration go with the member.
"""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models
from django.utils import timezone

from redcloud.apps.people.models import Member
from redcloud.apps.records.models import Identity
from redcloud.apps.study.models.packages import Package, PackageVersion


class PackageAccount(models.Model):
    """Under which name one package knows one member: an account of a random name, among their identities.

    An editor's trial has one without a member, which goes with the trial.
    """

    member = models.ForeignKey(Member, models.CASCADE, null=True, blank=True, related_name="+")
    package = models.ForeignKey(Package, models.CASCADE, related_name="+")
    identity = models.OneToOneField(Identity, models.CASCADE, related_name="+")

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["member", "package"], name="study_package_account_once"),
        ]

    def __str__(self) -> str:
        return str(self.pk)


class Registration(models.Model):
    """A member's way through one version of a package; its uid is the registration of cmi5."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    account = models.ForeignKey(PackageAccount, models.CASCADE, related_name="registrations")
    version = models.ForeignKey(PackageVersion, models.CASCADE, related_name="registrations")

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["account", "version"], name="study_registration_once_a_version"),
        ]

    def __str__(self) -> str:
        return str(self.uid)


class Mode(models.TextChoices):
    """How a unit is opened (cmi5 10)."""

    NORMAL = "Normal", "Normal"
    BROWSE = "Browse", "Browse"
    REVIEW = "Review", "Review"


class Launch(models.Model):
    """A unit that is open. Of its keys only hashes are kept; the row goes soon after its end."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    registration = models.ForeignKey(Registration, models.CASCADE, related_name="launches")
    # The publisher's id of the unit.
    unit = models.TextField()
    mode = models.CharField(max_length=10, choices=Mode.choices, default=Mode.NORMAL)
    # What the address of its files begins with, what its token is fetched by, and the token.
    files_hash = models.CharField(max_length=64, unique=True)
    fetch_hash = models.CharField(max_length=64, unique=True)
    token_hash = models.CharField(max_length=64, blank=True, default="")
    begins_at = models.DateTimeField(default=timezone.now)
    ends_at = models.DateTimeField()
    # When the unit said that it is done with; it may still hand in late what happened before.
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["ends_at"], name="study_launches_that_end"),
        ]

    def __str__(self) -> str:
        return str(self.uid)
