"""Web ui: bodies that are whole. In: what the server reads from a connection. Out: as much as was announced.

The server ends a body where its connection ends. A form, a document or a statement that was cut off would
then look like a shorter one that is complete, and be stored half.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable
from typing import Any, Protocol

Application = Callable[[dict[str, Any], Any], Iterable[bytes]]


class Readable(Protocol):
    """Gives octets, none at the end."""

    def read(self, size: int, /) -> bytes: ...


class BreaksOff(OSError):  # noqa: N818 - Django turns an OSError into UnreadablePostError
    """The connection ended before the announced length had come."""


class _WholeBody(io.RawIOBase):
    """A body of ``length_bytes``; reading it raises `BreaksOff` where less comes."""

    def __init__(self, stream: Readable, length_bytes: int) -> None:
        self._stream = stream
        self._left = length_bytes

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any, /) -> int:
        wanted = min(len(buffer), self._left)
        part = self._stream.read(wanted) if wanted else b""
        if wanted and not part:
            raise BreaksOff("the body is shorter than announced")
        buffer[: len(part)] = part
        self._left -= len(part)
        return len(part)


def with_whole_bodies(application: Application) -> Application:
    """Give ``application`` bodies that are whole or fail; those without a length stay as they are."""

    def answer(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        announced = environ.get("CONTENT_LENGTH") or ""
        if announced.isascii() and announced.isdigit() and announced != "0":
            whole = _WholeBody(environ["wsgi.input"], int(announced))
            environ["wsgi.input"] = io.BufferedReader(whole)
        return application(environ, start_response)

    return answer
