"""Stage portrait: what members say about their portrait, who looked, and what was released.

The portrait itself is not here: it is kept beside the lake (``state.portrait_store``) and can be computed
again. Here stands only what cannot: the member's words, shares, looks, and the record of releases.
"""

from __future__ import annotations

import secrets
import uuid
from typing import Any, ClassVar

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from redcloud.apps.people.models import Member, Organisation, User
from redcloud.apps.records.models import Identity


def random_secret() -> bytes:
    """256 random bits."""
    return secrets.token_bytes(32)


class LineKinds(models.TextChoices):
    """Kinds of line, as the engine's closed list has them."""

    PARTICIPATION = "participation", _("参加的活动")
    TOPIC = "topic", _("学习的主题")
    STUDY_BEGUN = "study_begun", _("正在学习")
    STUDY_DONE = "study_done", _("学完的内容")
    SERVICE = "service", _("服务群众")
    STUDY_HOURS = "study_hours", _("学时")


class AboutLine(models.Model):
    """Something about one line of a member's portrait: the line's kind and key name it."""

    member = models.ForeignKey(Member, models.CASCADE, related_name="+")
    line_kind = models.CharField(max_length=20, choices=LineKinds.choices)
    line_key = models.CharField(max_length=80)

    class Meta:
        abstract = True


class Note(AboutLine):
    """The member's own words beside a line. Read by the member, and by whom the line is shared with."""

    text = models.CharField(max_length=500)
    written_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["member", "line_kind", "line_key"], name="portrait_one_note_a_line"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.line_kind} {self.line_key}"


class Dispute(AboutLine):
    """The member says that a line is wrong: it is in no release until the member takes that back."""

    raised_at = models.DateTimeField(default=timezone.now)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["member", "line_kind", "line_key"],
                condition=Q(withdrawn_at=None),
                name="portrait_one_open_dispute_a_line",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.line_kind} {self.line_key}"


class Share(AboutLine):
    """A line that the member shows to the secretary of one branch until a day, 30 days at most."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    branch = models.ForeignKey(Organisation, models.CASCADE, related_name="+")
    shared_at = models.DateTimeField(default=timezone.now)
    until = models.DateTimeField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["member", "line_kind", "line_key", "branch"], name="portrait_one_share_a_line"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.line_kind} {self.line_key} {self.until:%Y-%m-%d}"


class Hidden(AboutLine):
    """A line that the member does not want to see or to share. It stays theirs, and counts as before."""

    hidden_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["member", "line_kind", "line_key"], name="portrait_hidden_once_a_line"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.line_kind} {self.line_key}"


class HoursPlan(models.Model):
    """How many study hours the member plans for a year. Their own, asked for by nobody."""

    member = models.ForeignKey(Member, models.CASCADE, related_name="+")
    year = models.PositiveSmallIntegerField()
    hours = models.PositiveSmallIntegerField()
    planned_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["member", "year"], name="portrait_one_plan_a_year"),
        ]

    def __str__(self) -> str:
        return f"{self.year}: {self.hours}"


class Stated(models.Model):
    """A skill or a wish of the fixed list (``engine.portrait.stated``) that a member states.

    Nobody sees it but the member; the committee of one branch does until a day, where the member says so.
    """

    member = models.ForeignKey(Member, models.CASCADE, related_name="+")
    code = models.CharField(max_length=40)
    words = models.CharField(max_length=200, blank=True, default="")  # the member's alone, never shown on
    stated_at = models.DateTimeField(default=timezone.now)
    shown_to = models.ForeignKey(Organisation, models.SET_NULL, null=True, blank=True, related_name="+")
    shown_at = models.DateTimeField(null=True, blank=True)
    shown_until = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["member", "code"], name="portrait_stated_once"),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["shown_to", "shown_until"], name="portrait_shown_to_branch"),
        ]

    def __str__(self) -> str:
        return self.code


class LookVia(models.TextChoices):
    """How somebody looked."""

    PAGE = "page", _("网页")
    COMMAND = "command", _("命令行")


class Look(models.Model):
    """Somebody other than the member opened the portrait, or shared lines of it. Never changed."""

    member = models.ForeignKey(Member, models.CASCADE, null=True, related_name="+")
    # An identity that no member has confirmed: whoever confirms it later sees who looked before.
    identity = models.ForeignKey(Identity, models.CASCADE, null=True, related_name="+")
    looker = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    looker_name = models.CharField(max_length=120)
    reason = models.CharField(max_length=300)
    via = models.CharField(max_length=10, choices=LookVia.choices)
    lines = models.PositiveIntegerField()
    # Which lines, as [kind, key]; null for looks from before this was written down.
    which = models.JSONField(null=True, blank=True)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(member__isnull=False) | Q(identity__isnull=False),
                name="portrait_look_at_somebody",
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["member", "-at"], name="portrait_looks_at_member"),
        ]

    def __str__(self) -> str:
        return f"{self.looker_name} {self.at:%Y-%m-%d}"


class DecoyKey(models.Model):
    """The secret by which a root's releases choose what is hidden without need. Made once, never changed.

    With another key two releases would hide different figures, and their comparison would show both. It
    stands in the database and not in a setting, so that it comes along with a backup, is the same on every
    server, and does not change when the installation's secret key does.
    """

    root = models.OneToOneField(Organisation, models.CASCADE, related_name="+")
    secret = models.BinaryField(default=random_secret)

    def __str__(self) -> str:
        return f"decoys of {self.root_id}"


class Release(models.Model):
    """Protected figures of one root as of a day. Published once and never changed."""

    root = models.ForeignKey(Organisation, models.CASCADE, related_name="+")
    day = models.DateField()
    published_at = models.DateTimeField(default=timezone.now)
    k = models.PositiveSmallIntegerField()
    path = models.CharField(max_length=120)  # inside the folder of releases
    cells = models.PositiveIntegerField()
    hidden_too_few = models.PositiveIntegerField()
    hidden_complementary = models.PositiveIntegerField()
    hidden_all_or_none = models.PositiveIntegerField()
    contributions = models.PositiveIntegerField()
    contributions_shown = models.PositiveIntegerField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["root", "day"], name="portrait_one_release_a_day"),
        ]

    def __str__(self) -> str:
        return f"{self.root_id} {self.day}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Store a new release; a published one is never changed.

        Raises
        ------
        IntegrityError
            For a release that is stored already.
        """
        super().save(*args, **kwargs | {"force_insert": True})
