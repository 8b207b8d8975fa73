"""Stage study: files of the library's items. In: what editors attach. Out: what readers open and download.

No column says who opened a file, or how often.
"""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from redcloud.apps.people.models import User
from redcloud.apps.study.models.library import Item


class FileKind(models.TextChoices):
    """What a file is for its reader."""

    PDF = "pdf", _("PDF")
    DOCUMENT = "document", _("文档")
    SHEET = "sheet", _("表格")
    SLIDES = "slides", _("演示文稿")
    IMAGE = "image", _("图片")
    AUDIO = "audio", _("音频")
    VIDEO = "video", _("影片")


ICONS = {
    FileKind.PDF: "file-type-pdf",
    FileKind.DOCUMENT: "file-text",
    FileKind.SHEET: "table",
    FileKind.SLIDES: "presentation",
    FileKind.IMAGE: "photo",
    FileKind.AUDIO: "music",
    FileKind.VIDEO: "movie",
}
MOST_FILES = 20
"""Of an item, at a time."""
SHOWN_ON_THE_PAGE = frozenset({FileKind.IMAGE, FileKind.AUDIO, FileKind.VIDEO})


def place_of(uid: uuid.UUID) -> str:
    """Name a file among the media by its own id: what somebody called it is no part of a path."""
    return f"study/items/{uid}"


def stored_name(file: ItemFile, _name: str) -> str:
    """Where a file goes that is saved with its row."""
    return place_of(file.uid)


class ItemFile(models.Model):
    """A file of an item. Taken off it stays for a month, so that taking it off can be undone."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    item = models.ForeignKey(Item, models.CASCADE, related_name="files")
    file = models.FileField(upload_to=stored_name)
    name = models.CharField(max_length=120)
    kind = models.CharField(max_length=10, choices=FileKind.choices)
    media_type = models.CharField(max_length=100)
    size = models.PositiveBigIntegerField()
    added_by = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+")
    added_at = models.DateTimeField(default=timezone.now)
    removed_at = models.DateTimeField(null=True, blank=True)
    # Part of a proposal: for editors alone until a second one agrees.
    waiting = models.BooleanField(default=False)

    class Meta:
        ordering: ClassVar[list[str]] = ["added_at", "pk"]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(
                fields=["removed_at"], condition=Q(removed_at__isnull=False), name="study_files_taken_off"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def icon(self) -> str:
        """The sign that stands before its name."""
        return ICONS[FileKind(self.kind)]

    @property
    def is_shown(self) -> bool:
        """Whether a page shows or plays it, rather than offering it for download."""
        return self.kind in SHOWN_ON_THE_PAGE
