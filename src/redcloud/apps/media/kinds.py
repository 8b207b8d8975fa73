"""Where media are kept. In: the setting. Out: a storage that does what every stage needs of one."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from pathlib import Path
from typing import Any, NamedTuple, Protocol, cast

from django.core.files.base import File
from django.core.files.storage import default_storage

from redcloud.apps.media.spans import Span
from redcloud.engine.objects import Remote


class Kept(NamedTuple):
    """A file that is there."""

    name: str
    size: int
    changed_s: float
    """When it was written, in seconds of the epoch."""


class Media(Protocol):
    """A folder or a place in a store; what is out of reach is `OutOfReach`, what is not there `Vanished`.

    Whoever names a file names it at random or by what it holds: a name that is there is not looked for
    before it is written.
    """

    at_once: int
    """Files that are written side by side."""

    @property
    def place(self) -> Path | Remote:
        """Where it is."""

    def save(self, name: str, content: File[Any]) -> str:
        """Write a file; it is there whole or not at all."""

    def open(self, name: str) -> File[Any]:
        """Open a file to be read from its beginning to its end."""

    def size(self, name: str) -> int:
        """Octets of a file."""

    def exists(self, name: str) -> bool:
        """Whether a file is there."""

    def delete(self, name: str) -> None:
        """Remove a file; what is not there is no fault."""

    def incoming(self) -> Path:
        """Folder of this machine in which files wait while their request is read, made where missing."""

    def bring(self, path: Path) -> str:
        """Bring a file of this machine so near that it can be placed in a moment; say where it is."""

    def place_brought(self, brought: str, name: str) -> None:
        """Let a brought file stand under its name, durably; what stood there held the same."""

    def let_go(self, brought: Collection[str]) -> None:
        """Remove what was brought, placed or not, where its folder does not go anyway."""

    def span(self, name: str, start: int, length: int) -> Span:
        """Some octets of a file; the place has answered when this returns."""

    def kept(self, under: str = "") -> Iterator[Kept]:
        """Every file whose name begins with ``under``, a folder's with its slash."""

    def remove(self, names: Collection[str]) -> None:
        """Remove files together."""

    def remove_under(self, under: str) -> None:
        """Remove all files below a folder, whose name ends in a slash."""


def media() -> Media:
    """The storage that is set."""
    return cast(Media, default_storage)


def kept_in(place: Path | Remote) -> Media:
    """The storage of a place, set or not."""
    from redcloud.apps.media.folder import InFolder
    from redcloud.apps.media.store import InStore

    return InStore(place) if isinstance(place, Remote) else InFolder(place)
