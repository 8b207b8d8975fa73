"""Stage records: documents and attachments that other systems keep beside statements.

They stay as received and reach nothing else: neither the lake nor a portrait.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils import timezone

from redcloud.apps.people.models import Organisation
from redcloud.apps.records.models.parties import Activity, Identity
from redcloud.apps.records.models.statements import Statement


class Document(models.Model):
    """What every document has."""

    root = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    name_digest = models.UUIDField()  # stateId or profileId may be longer than an index entry
    name = models.TextField()
    content = models.BinaryField()
    content_type = models.CharField(max_length=255)
    etag = models.CharField(max_length=40)  # SHA-1, as the specification asks
    updated_at = models.DateTimeField(default=timezone.now)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.name


class StateDocument(Document):
    """What a piece of content keeps about one agent's work on one activity."""

    activity = models.ForeignKey(Activity, models.PROTECT, related_name="+")
    identity = models.ForeignKey(Identity, models.CASCADE, related_name="+")
    registration = models.UUIDField(null=True, blank=True)

    class Meta(Document.Meta):
        abstract = False
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["activity", "identity", "registration", "name_digest"],
                condition=models.Q(registration__isnull=False),
                name="records_state_once_a_registration",
            ),
            models.UniqueConstraint(
                fields=["activity", "identity", "name_digest"],
                condition=models.Q(registration__isnull=True),
                name="records_state_once",
            ),
        ]


class ActivityProfile(Document):
    """What is kept about an activity, whoever works on it."""

    activity = models.ForeignKey(Activity, models.PROTECT, related_name="+")

    class Meta(Document.Meta):
        abstract = False
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["activity", "name_digest"], name="records_activity_profile_once"),
        ]


class AgentProfile(Document):
    """What is kept about an agent, whatever they work on."""

    identity = models.ForeignKey(Identity, models.CASCADE, related_name="+")

    class Meta(Document.Meta):
        abstract = False
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["identity", "name_digest"], name="records_agent_profile_once"),
        ]


def attachment_path(root_id: int, sha2: str) -> str:
    """Return where a file stands in the media folder: by organisation and hash, whatever it was called."""
    return f"records/attachments/{root_id}/{sha2[:2]}/{sha2}"


def _attachment_place(file: AttachmentFile, _name: str) -> str:
    return attachment_path(file.root_id, file.sha2)


class AttachmentFile(models.Model):
    """Content that came with statements; once by organisation and hash, however many statements name it."""

    root = models.ForeignKey(Organisation, models.PROTECT, db_index=False, related_name="+")
    sha2 = models.CharField(max_length=128)  # in lower case
    size_bytes = models.BigIntegerField()
    file = models.FileField(upload_to=_attachment_place, max_length=255)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["root", "sha2"], name="records_attachment_file_once"),
        ]

    def __str__(self) -> str:
        return self.sha2


class Attachment(models.Model):
    """A statement that content came with. Type and title stand in the statement itself."""

    statement = models.ForeignKey(Statement, models.CASCADE, related_name="attachments")
    file = models.ForeignKey(AttachmentFile, models.PROTECT, related_name="attachments")

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["statement", "file"], name="records_attachment_once"),
        ]

    def __str__(self) -> str:
        return f"{self.statement_id} {self.file_id}"
