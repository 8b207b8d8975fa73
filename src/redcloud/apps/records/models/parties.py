"""Stage records: who acts and what is acted on. In: agents, verbs and activities of statements.

Each is found by the 128-bit digest of its identifier and not by the identifier itself: an IRI may be
longer than what a database puts into an index.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils import timezone

from redcloud.apps.people.models import Member, Organisation, User
from redcloud.apps.records.models.kept import KeptJson
from redcloud.engine.records.identifiers import Identifier


class Basis(models.TextChoices):
    """Why records of an identity that no member has confirmed may be folded at all."""

    NONE = "", "none"
    COLLECTED = "collected", "a file was collected on the command line"


class Identity(models.Model):
    """One inverse functional identifier within one root: an actor as some system names it.

    An identity stands alone until a member confirms that it is theirs; linking rewrites no statement.
    """

    root = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    digest = models.UUIDField(editable=False)
    kind = models.CharField(max_length=12)  # mbox, mbox_sha1sum, openid, account
    home_page = models.TextField(blank=True, default="")  # accounts only
    value = models.TextField()
    is_group = models.BooleanField(default=False)
    member = models.ForeignKey(Member, models.SET_NULL, null=True, blank=True, related_name="identities")
    linked_at = models.DateTimeField(null=True, blank=True)
    # The recorded basis for folding an unlinked identity; a linked one goes by the member's consent.
    basis = models.CharField(max_length=20, choices=Basis.choices, blank=True, default="")
    basis_by = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+")
    basis_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name_plural = "identities"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["root", "digest"], name="records_identity_once_a_root"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"

    @property
    def identifier(self) -> Identifier:
        """What statements name it by."""
        return Identifier(self.kind, self.value, self.home_page, self.is_group)


class Pseudonym(models.Model):
    """The random number that stands for an identity in the lake. Kept in a table of its own.

    Deleting the row cuts the only way from the lake back to a person.
    """

    identity = models.OneToOneField(Identity, models.CASCADE, related_name="pseudonym")
    value = models.BigIntegerField(unique=True)

    def __str__(self) -> str:
        return str(self.pk)


class Verb(models.Model):
    """A verb by its IRI. Verbs say nothing about persons and are shared by all roots."""

    digest = models.UUIDField(unique=True, editable=False)
    iri = models.TextField()
    display = models.JSONField(default=dict, blank=True)

    def __str__(self) -> str:
        return self.iri


class Activity(models.Model):
    """An activity by its IRI within one root, with all that statements said of it."""

    root = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    digest = models.UUIDField(editable=False)
    iri = models.TextField()
    type = models.TextField(blank=True, default="")  # the activity type's IRI
    definition = KeptJson(default=dict, blank=True)
    first_seen = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name_plural = "activities"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["root", "digest"], name="records_activity_once_a_root"),
        ]

    def __str__(self) -> str:
        return self.iri

    @property
    def name(self) -> dict[str, str]:
        """The language map of the definition's name, empty where none arrived."""
        found = self.definition.get("name", {})
        return dict(found)
