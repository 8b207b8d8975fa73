"""Stage study: what a file is, by its content. A file in, one of a closed list of types out, or a refusal.

The name says what somebody hopes it is. Types that a browser would run (HTML, SVG) are not on the list, and
neither are documents with macros.
"""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import PurePath
from typing import IO, Any, Final

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _

from redcloud.apps.study.models.files import FileKind

_HEAD: Final = 4096


@dataclass(frozen=True, slots=True)
class FileType:
    """A type on the list: what it is for a reader, its media type, how its names end."""

    kind: FileKind
    media_type: str
    endings: tuple[str, ...]

    def name_for(self, given: str) -> str:
        """A name that is safe to offer, with an ending that fits what the file is."""
        base = PurePath(given.replace("\\", "/")).name
        base = "".join(sign for sign in base if sign.isprintable() and sign not in '<>:"|?*/').strip(" .")
        path = PurePath(base or "file")
        if path.suffix.lower() in self.endings:
            return f"{path.stem[:100]}{path.suffix.lower()}"
        return f"{path.stem[:100]}{self.endings[0]}"


def _ooxml(kind: FileKind, sort: str, ending: str) -> FileType:
    return FileType(kind, f"application/vnd.openxmlformats-officedocument.{sort}", (ending,))


def _odf(kind: FileKind, sort: str, ending: str) -> FileType:
    return FileType(kind, f"application/vnd.oasis.opendocument.{sort}", (ending,))


PDF = FileType(FileKind.PDF, "application/pdf", (".pdf",))
PNG = FileType(FileKind.IMAGE, "image/png", (".png",))
JPEG = FileType(FileKind.IMAGE, "image/jpeg", (".jpg", ".jpeg"))
WEBP = FileType(FileKind.IMAGE, "image/webp", (".webp",))
MP3 = FileType(FileKind.AUDIO, "audio/mpeg", (".mp3",))
M4A = FileType(FileKind.AUDIO, "audio/mp4", (".m4a",))
OGG = FileType(FileKind.AUDIO, "audio/ogg", (".ogg", ".oga", ".opus"))
WAV = FileType(FileKind.AUDIO, "audio/wav", (".wav",))
FLAC = FileType(FileKind.AUDIO, "audio/flac", (".flac",))
MP4 = FileType(FileKind.VIDEO, "video/mp4", (".mp4", ".m4v"))
WEBM = FileType(FileKind.VIDEO, "video/webm", (".webm",))
OFFICE: Final = {
    "word/document.xml": _ooxml(FileKind.DOCUMENT, "wordprocessingml.document", ".docx"),
    "xl/workbook.xml": _ooxml(FileKind.SHEET, "spreadsheetml.sheet", ".xlsx"),
    "ppt/presentation.xml": _ooxml(FileKind.SLIDES, "presentationml.presentation", ".pptx"),
}
OPEN_DOCUMENT: Final = {
    found.media_type.encode(): found
    for found in (
        _odf(FileKind.DOCUMENT, "text", ".odt"),
        _odf(FileKind.SHEET, "spreadsheet", ".ods"),
        _odf(FileKind.SLIDES, "presentation", ".odp"),
    )
}
TYPES: Final = (
    PDF, PNG, JPEG, WEBP, MP3, M4A, OGG, WAV, FLAC, MP4, WEBM, *OFFICE.values(), *OPEN_DOCUMENT.values(),
)  # fmt: skip
ACCEPTED: Final = ",".join(sorted(ending for found in TYPES for ending in found.endings))
"""For the file chooser of a page."""


def _is_mp3(head: bytes) -> bool:
    """Whether a file begins with a tag of its own, or with a frame of layer III."""
    return head[:3] == b"ID3" or (head[:1] == b"\xff" and len(head) > 1 and head[1] & 0xE6 == 0xE2)


_BY_HEAD: Final[tuple[tuple[Callable[[bytes], bool], FileType], ...]] = (
    (lambda head: head.startswith(b"%PDF-"), PDF),
    (lambda head: head.startswith(b"\x89PNG\r\n\x1a\n"), PNG),
    (lambda head: head.startswith(b"\xff\xd8\xff"), JPEG),
    (lambda head: head[:4] == b"RIFF" and head[8:12] == b"WEBP", WEBP),
    (lambda head: head[:4] == b"RIFF" and head[8:12] == b"WAVE", WAV),
    (lambda head: head.startswith(b"fLaC"), FLAC),
    (lambda head: head.startswith(b"OggS") and b"theora" not in head, OGG),
    (lambda head: head.startswith(b"\x1aE\xdf\xa3") and b"webm" in head, WEBM),
    (lambda head: head[4:8] == b"ftyp" and head[8:12] in (b"M4A ", b"M4B "), M4A),
    (lambda head: head[4:8] == b"ftyp" and head[8:12] != b"qt  ", MP4),
    (_is_mp3, MP3),
)


def check_file(file: File[Any]) -> FileType:
    """The type of a file that may be attached.

    Raises
    ------
    ValidationError
    """
    check_size(file.size or 0)
    return type_of(file)


def check_size(size: int) -> None:
    """Refuse so many octets, before anything of them is read.

    Raises
    ------
    ValidationError
    """
    if size > settings.LIBRARY_FILE_MAX_BYTES:
        most = filesizeformat(settings.LIBRARY_FILE_MAX_BYTES)
        raise ValidationError({"file": _("文件不能超过 %(most)s。") % {"most": most}})
    if not size:
        raise ValidationError({"file": _("文件是空的。")})


def type_of(file: IO[Any]) -> FileType:
    """The type of a file by what it holds; the file stands at its beginning again afterwards.

    Raises
    ------
    ValidationError
        For what is on no list, keyed by ``file``, with what to do instead.
    """
    file.seek(0)
    head = bytes(file.read(_HEAD))
    try:
        found = next((kind for begins, kind in _BY_HEAD if begins(head)), None)
        if found is None and head.startswith(b"PK\x03\x04"):
            found = _in_archive(file)
    finally:
        file.seek(0)
    if found is not None:
        return found
    if head.startswith(b"\xd0\xcf\x11\xe0"):
        raise _refusal(_("这是旧格式的 Office 文件。请另存为 .docx、.xlsx 或 .pptx 再上传。"))
    raise _refusal(_("文件的内容不是 PDF、Office 文档、图片、音频或视频。请换一个文件。"))


def _in_archive(file: IO[Any]) -> FileType | None:
    """Which Office document an archive is; nothing of it is unpacked but one short entry."""
    try:
        with zipfile.ZipFile(file) as archive:
            names = set(archive.namelist())
            if any(name.lower().endswith("vbaproject.bin") for name in names):
                raise _refusal(_("文件里有宏，可能带病毒。请另存为不带宏的文件再上传。"))
            if "mimetype" in names:
                with archive.open("mimetype") as entry:
                    return OPEN_DOCUMENT.get(entry.read(100).strip())
            if "[Content_Types].xml" in names:
                return next((kind for name, kind in OFFICE.items() if name in names), None)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError, ValueError):
        return None
    return None


def _refusal(sentence: str) -> ValidationError:
    return ValidationError({"file": sentence})
