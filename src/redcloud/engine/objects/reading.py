"""Octets of an object as they come over the network. In: a library's answer. Out: a file to be read once."""

from __future__ import annotations

from io import RawIOBase
from typing import TYPE_CHECKING, Any

from redcloud.engine.objects.faults import reaching

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer


class Part(RawIOBase):
    """A file that is read from its beginning to its end; a connection that breaks off is `OutOfReach`.

    Parameters
    ----------
    body : botocore's, which is closed with this.
    size : octets that are in it.
    """

    def __init__(self, body: Any, size: int) -> None:
        self._body = body
        self.size = size

    def readable(self) -> bool:
        """Say that it can be read."""
        return True

    def readinto(self, buffer: WriteableBuffer, /) -> int:
        """Read at most as many octets as the buffer takes; 0 at the end."""
        view = memoryview(buffer).cast("B")
        with reaching():
            octets: bytes = self._body.read(len(view))
        view[: len(octets)] = octets
        return len(octets)

    def close(self) -> None:
        """Let the connection go; what was not read is not fetched."""
        if not self.closed:
            self._body.close()
        super().close()
