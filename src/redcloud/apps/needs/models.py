"""Stage needs: residents' needs, from intake to confirmation.

In: what residents write, without an account. Out: what waits for a branch, its answers, and whether the
resident says that it was solved. Contact and photo stand in tables of their own, so that they can be
deleted and so that no ordinary query can carry them along (PRODUCT line 8).
"""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from redcloud.apps.people.models import Member, Organisation, User
from redcloud.apps.topics.models import TextModel
from redcloud.engine.needs.states import CLOSED, WAITING, Status, status_of


class Place(models.Model):
    """A community, village or street that residents know by name; the coarsest and only public place.

    ``latitude`` and ``longitude`` (degrees, WGS 84) are the middle of the place, never of a need.
    """

    root = models.ForeignKey(Organisation, models.CASCADE, related_name="places")
    parent = models.ForeignKey("self", models.CASCADE, null=True, blank=True, related_name="children")
    name = models.CharField(max_length=120)
    # Null for a district that only groups places: nobody can ask there.
    branch = models.ForeignKey(Organisation, models.PROTECT, null=True, blank=True, related_name="serves")
    latitude = models.FloatField(null=True, blank=True)
    longitude = models.FloatField(null=True, blank=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["parent", "name"], name="needs_place_names_differ"),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["root", "name"], name="needs_place_by_name"),
            models.Index(fields=["latitude", "longitude"], name="needs_place_by_middle"),
        ]

    def __str__(self) -> str:
        return self.name


class NeedState(models.TextChoices):
    """Where a request stands. The steps between them are ``engine.needs.states``."""

    RECEIVED = "received", _("等待受理")
    TAKEN = "taken", _("已有人负责")
    ANSWERED = "answered", _("已答复")
    MARKED_SOLVED = "marked_solved", _("已办结，待居民确认")
    CONFIRMED = "confirmed", _("居民确认已解决")
    UNCONFIRMED = "unconfirmed", _("已关闭（居民未确认）")
    REOPENED = "reopened", _("居民说没有解决")
    WITHDRAWN = "withdrawn", _("居民已撤回")


class Need(models.Model):
    """One request. Nothing in it names or links the person who made it but the hash of the follow code."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    root = models.ForeignKey(Organisation, models.CASCADE, related_name="+")
    place = models.ForeignKey(Place, models.PROTECT, related_name="needs")
    # Who has it: the branch of the place, or whom it was passed on to (possibly no branch).
    holder = models.ForeignKey(Organisation, models.PROTECT, related_name="needs")
    taker = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+")
    category = models.CharField(max_length=40)
    words = models.TextField(max_length=4000)
    # Where exactly, in the resident's words: for the handlers, never public.
    spot = models.CharField(max_length=200, blank=True, default="")
    state = models.CharField(max_length=20, choices=NeedState.choices, default=NeedState.RECEIVED)
    code_hash = models.CharField(max_length=64, unique=True)
    received_at = models.DateTimeField(default=timezone.now)
    changed_at = models.DateTimeField(default=timezone.now)
    marked_solved_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(
                fields=["holder", "received_at"],
                condition=Q(state__in=sorted(WAITING)),
                name="needs_waiting_by_holder",
            ),
            models.Index(fields=["root", "-received_at"], name="needs_by_root"),
            models.Index(fields=["place", "-id"], name="needs_by_place"),
            models.Index(fields=["-received_at", "-id"], name="needs_newest"),
            models.Index(fields=["category", "-received_at", "-id"], name="needs_newest_of_category"),
            models.Index(fields=["holder", "-received_at"], name="needs_by_holder"),
            models.Index(
                fields=["marked_solved_at"], condition=Q(state="marked_solved"), name="needs_asked_to_confirm"
            ),
            models.Index(
                fields=["closed_at"], condition=Q(state__in=sorted(CLOSED)), name="needs_closed_when"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.category} {self.state}"

    @property
    def status(self) -> Status:
        """The state in Open311's words."""
        return status_of(self.state)


class NeedGuess(models.Model):
    """Which subject the platform takes a need for: a proposal to its handler, never a decision."""

    need = models.OneToOneField(Need, models.CASCADE, related_name="guess")
    # A code of the civic subjects; empty where the platform is not sure enough to say any.
    code = models.CharField(max_length=40, blank=True, default="")
    likely = models.BooleanField(default=False)
    # Words of the release's list that stand in the need; deleted with its words.
    words = models.JSONField(default=list)
    # Null: by words alone, or the training is gone.
    model = models.ForeignKey(TextModel, models.SET_NULL, null=True, blank=True, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)
    # When a handler kept or corrected the subject; from then on the need teaches.
    settled_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.code} {self.need_id}"


class NeedContact(models.Model):
    """How to reach the resident. Shown to the taker alone; deleted 30 days after closure."""

    need = models.OneToOneField(Need, models.CASCADE, related_name="contact")
    name = models.CharField(max_length=60, blank=True, default="")
    way = models.CharField(max_length=120)  # telephone, e-mail: as written
    # The resident reads on the follow page when it was last opened.
    opened_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"contact of {self.need_id}"


class NeedPhoto(models.Model):
    """A picture drawn anew without metadata. In the database, so that deleting the row deletes it."""

    need = models.OneToOneField(Need, models.CASCADE, related_name="photo")
    jpeg = models.BinaryField()

    def __str__(self) -> str:
        return f"photo of {self.need_id}"


class MessageKind(models.TextChoices):
    """Who speaks in the exchange, or which step is told."""

    RESIDENT = "resident", _("居民补充")
    HANDLER = "handler", _("答复")
    PASSED_ON = "passed_on", _("转交")


class NeedMessage(models.Model):
    """A word between resident and handler, relayed by the follow page."""

    need = models.ForeignKey(Need, models.CASCADE, related_name="messages")
    kind = models.CharField(max_length=20, choices=MessageKind.choices)
    author = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+")
    # Which organisation spoke, or passed on; null for the resident.
    organisation = models.ForeignKey(Organisation, models.SET_NULL, null=True, blank=True, related_name="+")
    words = models.TextField(max_length=4000)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["need", "id"], name="needs_message_in_order"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.need_id}"


class NeedComplaint(models.Model):
    """A resident's complaint about the handler: read and answered one level above, never by the handler."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    need = models.ForeignKey(Need, models.CASCADE, related_name="complaints")
    about = models.ForeignKey(Organisation, models.CASCADE, related_name="+")
    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="complaints")
    words = models.TextField(max_length=4000)
    at = models.DateTimeField(default=timezone.now)
    answer = models.TextField(max_length=4000, blank=True, default="")
    answered_by = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+")
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(
                fields=["organisation", "at"], condition=Q(answered_at=None), name="needs_complaint_waiting"
            ),
        ]

    def __str__(self) -> str:
        return f"complaint about {self.about_id}"


class NeedHelper(models.Model):
    """A member says "I helped" about themselves; nobody can enter it for another."""

    need = models.ForeignKey(Need, models.CASCADE, related_name="helpers")
    member = models.ForeignKey(Member, models.CASCADE, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["need", "member"], name="needs_helped_once"),
        ]

    def __str__(self) -> str:
        return f"{self.member_id} helped {self.need_id}"


class Attempt(models.Model):
    """How often a client tried something within a window; deleted a day later.

    ``client`` is a keyed hash that changes every day: no address is stored, and none can be followed.
    """

    purpose = models.CharField(max_length=20)
    client = models.CharField(max_length=64)
    window = models.DateTimeField()
    count = models.PositiveIntegerField(default=0)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["purpose", "client", "window"], name="needs_attempt_once"),
        ]
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["window"], name="needs_attempt_old")]

    def __str__(self) -> str:
        return f"{self.purpose} {self.count}"
