"""Media in a folder: Django's own storage of files, and what stages need beside it."""

from __future__ import annotations

import os
import shutil
from collections.abc import Collection, Iterator
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO

from django.core.files.storage import FileSystemStorage

from redcloud.apps.media.kinds import Kept
from redcloud.apps.media.spans import Span
from redcloud.engine.objects import Vanished

INCOMING = "records/incoming"


class InFolder(FileSystemStorage):
    """A folder; without one, Django's ``MEDIA_ROOT``."""

    at_once = 1

    def __init__(self, place: Path | None = None) -> None:
        super().__init__(location=place)

    @property
    def place(self) -> Path:
        """The folder."""
        return Path(self.location)

    def incoming(self) -> Path:
        """Return the folder for files on their way, beside those that stay: moving must not mean copying."""
        folder = self.place / INCOMING
        folder.mkdir(parents=True, exist_ok=True)
        return folder

    def bring(self, path: Path) -> str:
        """Nothing is nearer than the folder for files on their way."""
        return str(path)

    def place_brought(self, brought: str, name: str) -> None:
        """Move a file and make sure that it is there after a power cut."""
        path = Path(self.path(name))
        path.parent.mkdir(parents=True, exist_ok=True)
        with Path(brought).open("rb") as written:
            os.fsync(written.fileno())
        Path(brought).replace(path)
        folder = os.open(path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)

    def let_go(self, brought: Collection[str]) -> None:
        """What is left in the folder for files on their way goes with the request."""

    def span(self, name: str, start: int, length: int) -> Span:
        """Look whether a file is there; it is opened when the first block is wanted.

        Raises
        ------
        Vanished
        """
        path = Path(self.path(name))
        if not path.is_file():
            raise Vanished

        def opened() -> BinaryIO:
            content = path.open("rb")
            content.seek(start)
            return content

        return Span(opened, length)

    def kept(self, under: str = "") -> Iterator[Kept]:
        """Walk through the files below a folder, without those on their way."""
        for path in (self.place / under).rglob("*"):
            name = path.relative_to(self.place).as_posix()
            with suppress(FileNotFoundError):  # removed meanwhile
                if path.is_file() and not name.startswith(f"{INCOMING}/"):
                    found = path.stat()
                    yield Kept(name, found.st_size, found.st_mtime)

    def remove(self, names: Collection[str]) -> None:
        """Remove one after another."""
        for name in names:
            self.delete(name)

    def remove_under(self, under: str) -> None:
        """Remove a folder with all that is in it."""
        with suppress(FileNotFoundError):
            shutil.rmtree(self.path(under))
