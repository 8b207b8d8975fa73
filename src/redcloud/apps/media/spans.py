"""Some octets of a file. In: a file that stands where they begin. Out: blocks, and nothing left open."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import IO, Final

BLOCK: Final = 64 * 1024


class Span:
    """So many octets and no more, in blocks; closed once all were given out, or by who gives up before.

    Parameters
    ----------
    content : the file, or what opens it when the first block is wanted.
    """

    def __init__(self, content: IO[bytes] | Callable[[], IO[bytes]], length: int) -> None:
        self._content = content
        self._left = length

    def __iter__(self) -> Iterator[bytes]:
        if callable(self._content):
            self._content = self._content()
        try:
            while self._left > 0 and (block := self._content.read(min(BLOCK, self._left))):
                self._left -= len(block)
                yield block
        finally:
            self.close()

    def close(self) -> None:
        """Let the file go, read or not."""
        if not callable(self._content):
            self._content.close()
