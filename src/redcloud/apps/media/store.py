"""Media in S3-compatible storage, through the client that the lake has. In: names. Out: octets.

Nobody is given an address of the store, and no right of an object is set: the container is private.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from io import BufferedReader, BytesIO
from pathlib import Path
from typing import IO, Any, cast
from uuid import uuid4

import structlog
from django.conf import settings
from django.core.files.base import File
from django.core.files.storage import Storage
from django.utils.deconstruct import deconstructible

from redcloud.apps.media.kinds import Kept
from redcloud.apps.media.spans import BLOCK, Span
from redcloud.engine.objects import Objects, OutOfReach, Remote, Vanished

log = structlog.get_logger(__name__)

INCOMING = "records/incoming"


@deconstructible(path="redcloud.apps.media.store.InStore")
class InStore(Storage):
    """A place in a container; without one, what is set."""

    at_once = 8

    def __init__(self, place: Remote | None = None) -> None:
        self._objects = Objects(place or cast(Remote, settings.MEDIA))

    @property
    def place(self) -> Remote:
        """Where it is."""
        return self._objects.place

    # --- what Django asks for -------------------------------------------------------------------------

    def get_available_name(self, name: str, max_length: int | None = None) -> str:
        """Take the name as it is: it is random, or says what the file holds (`Media`)."""
        return name

    def _save(self, name: str, content: File[Any]) -> str:
        if content.seekable():
            content.seek(0)
        self._objects.upload(name, content, content.size)
        return name

    def _open(self, name: str, mode: str = "rb") -> File[Any]:
        if mode != "rb":
            raise ValueError("files in a store are written whole")
        part = self._objects.part(name)
        file = File(BufferedReader(part, BLOCK), name)
        file.size = part.size
        return file

    def exists(self, name: str) -> bool:
        """Whether an object is there."""
        try:
            self.size(name)
        except Vanished:
            return False
        return True

    def size(self, name: str) -> int:
        """Octets of an object."""
        return self._objects.size(name)

    def delete(self, name: str) -> None:
        """Remove an object; what is not there is no fault."""
        self._objects.delete([name])

    def listdir(self, path: str) -> tuple[list[str], list[str]]:
        """Folders and files at a path, as if there were folders."""
        top = f"{path.rstrip('/')}/" if path else ""
        rests = [one.name.removeprefix(top) for one in self._objects.listed(top)]
        folders = {rest.partition("/")[0] for rest in rests if "/" in rest}
        return sorted(folders), [rest for rest in rests if "/" not in rest]

    # --- what stages ask for ---------------------------------------------------------------------------

    def incoming(self) -> Path:
        """Return a folder in the data folder: octets come to this machine before their hash is known."""
        folder = Path(settings.DATA) / "incoming"
        folder.mkdir(parents=True, exist_ok=True)
        return folder

    def bring(self, path: Path) -> str:
        """Put a file into the store under a name for the time being."""
        name = f"{INCOMING}/{uuid4()}"
        with path.open("rb") as content:
            self._objects.upload(name, content, path.stat().st_size)
        return name

    def place_brought(self, brought: str, name: str) -> None:
        """Let the store copy."""
        self._objects.copy(brought, name)

    def let_go(self, brought: Collection[str]) -> None:
        """Remove the names for the time being; what stays is swept: who called has an answer of its own."""
        try:
            self._objects.delete(brought)
        except OutOfReach as problem:
            log.warning("files on their way stay in the store", files=len(brought), code=problem.code)

    def span(self, name: str, start: int, length: int) -> Span:
        """Ask for the octets that are wanted and no others.

        Raises
        ------
        Vanished
        """
        content = self._objects.part(name, start, length) if length > 0 else BytesIO()
        return Span(cast(IO[bytes], content), length)

    def kept(self, under: str = "") -> Iterator[Kept]:
        """List the objects below a name, those on their way too."""
        for one in self._objects.listed(under):
            yield Kept(one.name, one.size, one.changed_s)

    def remove(self, names: Collection[str]) -> None:
        """Remove a thousand at a time."""
        self._objects.delete(names)

    def remove_under(self, under: str) -> None:
        """List what is there and remove it."""
        self.remove([one.name for one in self.kept(under)])
