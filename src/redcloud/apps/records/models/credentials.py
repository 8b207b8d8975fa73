"""Stage records: keys with which programs write, and exceptionally read. In: an administrator's decision."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils import timezone

from redcloud.apps.people.models import Organisation, User


class Scope(models.TextChoices):
    """xAPI scopes (Communication 4.2). The default writes and reads nothing."""

    WRITE = "statements/write", "statements/write"
    READ_MINE = "statements/read/mine", "statements/read/mine"
    READ = "statements/read", "statements/read"
    STATE = "state", "state"
    DEFINE = "define", "define"
    PROFILE = "profile", "profile"
    ALL_READ = "all/read", "all/read"
    ALL = "all", "all"


READING_SCOPES = frozenset(
    {Scope.READ_MINE, Scope.READ, Scope.STATE, Scope.PROFILE, Scope.ALL_READ, Scope.ALL}
)
"""Scopes by which records or documents of persons can be read."""


def scopes_text(scopes: Iterable[str]) -> str:
    """Return scopes as they are kept: each once, in order, with spaces between (RFC 6749 section 3.3)."""
    return " ".join(sorted({Scope(one).value for one in scopes}))


def scopes_in(text: str) -> frozenset[Scope]:
    """Return the scopes that a text names; the inverse of `scopes_text`."""
    return frozenset(Scope(one) for one in text.split())


READS_NOTHING = sorted(
    scopes_text(chosen) for chosen in ({Scope.WRITE}, {Scope.DEFINE}, {Scope.WRITE, Scope.DEFINE})
)
"""Every set of scopes, as text, that reads nobody's records; each other one needs an approval."""


class Credential(models.Model):
    """A key and the hash of its secret. The secret is 256 random bits, so that one SHA-256 is enough."""

    root = models.ForeignKey(Organisation, models.CASCADE, related_name="+")
    name = models.CharField(max_length=80)
    key = models.CharField(max_length=40, unique=True)
    secret_hash = models.CharField(max_length=64)
    # A set of scopes, see `scopes_text`.
    scopes = models.CharField(max_length=120, default=Scope.WRITE)
    # Who let a program read persons' records, what for and until when: shown to every member.
    approver = models.CharField(max_length=80, blank=True, default="")
    purpose = models.CharField(max_length=200, blank=True, default="")
    expires_at = models.DateTimeField(null=True, blank=True)
    made_by = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    revoked_at = models.DateTimeField(null=True, blank=True)
    # The day alone: enough to find keys that nobody uses any more.
    last_used_on = models.DateField(null=True, blank=True)
    # The client of the OpenID Connect issuer that the credential is for; such a one has no secret.
    client_id = models.CharField(max_length=200, blank=True, default="")

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(scopes__in=READS_NOTHING)
                | (~Q(approver="") & ~Q(purpose="") & Q(expires_at__isnull=False)),
                name="records_reading_is_approved",
            ),
            models.UniqueConstraint(
                fields=["root", "client_id"],
                condition=Q(revoked_at=None) & ~Q(client_id=""),
                name="records_client_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.scopes})"

    @property
    def granted(self) -> frozenset[Scope]:
        """The scopes as a set."""
        return scopes_in(self.scopes)

    @property
    def reads(self) -> bool:
        """Whether records or documents of persons can be read with it."""
        return not READING_SCOPES.isdisjoint(self.granted)

    @property
    def has_expired(self) -> bool:
        """Whether its time is over."""
        return self.expires_at is not None and self.expires_at <= timezone.now()

    @property
    def last_day(self) -> date | None:
        """The last day on which it opens anything."""
        return timezone.localdate(self.expires_at - timedelta(microseconds=1)) if self.expires_at else None
