"""Stage study: what a file of a package is sent as, by its name. A closed list."""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import Final

UNKNOWN: Final = "application/octet-stream"
"""What is not on the list: octets that no browser runs."""
HTML: Final = "text/html"
_TYPES: Final = {
    HTML: "html htm",
    "application/xhtml+xml": "xhtml xht",
    "text/css": "css",
    "text/javascript": "js mjs cjs",
    "application/json": "json map webmanifest",
    "application/xml": "xml xsd xsl",
    "text/plain": "txt md",
    "text/csv": "csv",
    "text/vtt": "vtt",
    "application/wasm": "wasm",
    "application/pdf": "pdf",
    "image/svg+xml": "svg",
    "image/png": "png",
    "image/jpeg": "jpg jpeg",
    "image/gif": "gif",
    "image/webp": "webp",
    "image/avif": "avif",
    "image/bmp": "bmp",
    "image/x-icon": "ico",
    "audio/mpeg": "mp3",
    "audio/mp4": "m4a",
    "audio/ogg": "ogg oga opus",
    "audio/wav": "wav",
    "video/mp4": "mp4 m4v",
    "video/webm": "webm",
    "video/ogg": "ogv",
    "font/woff": "woff",
    "font/woff2": "woff2",
    "font/ttf": "ttf",
    "font/otf": "otf",
}
_BY_ENDING: Final = {f".{ending}": kind for kind, endings in _TYPES.items() for ending in endings.split()}


def media_type_of(path: str) -> str:
    """Return what a file is sent as.

    Examples
    --------
    >>> media_type_of("a/Start.HTML"), media_type_of("setup.exe")
    ('text/html', 'application/octet-stream')
    """
    return _BY_ENDING.get(PurePosixPath(path).suffix.lower(), UNKNOWN)
