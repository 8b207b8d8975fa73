"""Files for the tests of study: the smallest of each type that says by its content what it is."""

from __future__ import annotations

import io
import zipfile

from django.core.files.uploadedfile import SimpleUploadedFile

PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n%%EOF\n"
MP4 = b"\x00\x00\x00\x18ftypisom\x00\x00\x02\x00isomiso2" + bytes(range(256)) * 20
MP3 = b"ID3\x04\x00\x00\x00\x00\x00\x00" + b"\xff\xfb\x90\x00" * 40


def archive(**entries: bytes) -> bytes:
    """A zip with entries; ``__`` in a name is a slash, ``_`` a dot."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        for name, content in entries.items():
            made.writestr(name.replace("__", "/").replace("_", "."), content)
    return out.getvalue()


def office(entry: str, **more: bytes) -> bytes:
    """An Office document with its main part at ``entry``."""
    out = io.BytesIO(archive(**more))
    with zipfile.ZipFile(out, "a") as made:
        made.writestr("[Content_Types].xml", "<Types/>")
        made.writestr(entry, "<x/>")
    return out.getvalue()


def upload(name: str = "讲稿.pdf", content: bytes = PDF) -> SimpleUploadedFile:
    """A file as a browser sends it."""
    return SimpleUploadedFile(name, content, content_type="text/html")
