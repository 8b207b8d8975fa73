"""Web ui: bodies that are whole, and leave threads free. In: what the server reads. Out: octets, or a fault.

The server ends a body where its connection ends. A form, a document or a statement that was cut off would
then look like a shorter one that is complete, and be stored half.

It also waits for a body as long as the client likes, and a thread waits with it; nothing can end that wait.
So some threads never wait for bodies, and reading goes on whatever clients do. That writing goes on too is
the work of a proxy in front, which takes bodies in before it hands them on (docs/operations.md).
"""

from __future__ import annotations

import io
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, Final, Protocol

THREADS: Final = 6
"""Threads of a server process. They share the interpreter; several keep slow queries from blocking pages."""

READERS: Final = THREADS - 2
"""Bodies that one process waits for at the same time."""

TURN_S: Final = 0.5
"""How long a request waits until it may read its body."""

Application = Callable[[dict[str, Any], Any], Iterable[bytes]]


class Readable(Protocol):
    """Gives octets, none at the end."""

    def read(self, size: int, /) -> bytes: ...


class BreaksOff(OSError):  # noqa: N818 - says what it is
    """The connection ended before the announced length had come."""


class TooMany(OSError):  # noqa: N818 - the same
    """As many bodies as may be waited for are waited for."""


def first_cause(problem: BaseException) -> BaseException:
    """Return which of the two it was: Django wraps each into UnreadablePostError, and that once more."""
    while problem.__cause__ is not None:
        problem = problem.__cause__
    return problem


class Queue:
    """Who waits for a body in this process."""

    def __init__(self) -> None:
        self._free = threading.Condition()
        self.waiting = 0

    @contextmanager
    def place(self) -> Iterator[None]:
        """Take a place while octets are read.

        Raises
        ------
        TooMany
        """
        with self._free:
            if not self._free.wait_for(lambda: self.waiting < READERS, TURN_S):
                raise TooMany("too many bodies are waited for")
            self.waiting += 1
        try:
            yield
        finally:
            with self._free:
                self.waiting -= 1
                self._free.notify()


queue = Queue()


class _WholeBody(io.RawIOBase):
    """A body of ``length_bytes``; reading it raises one of the two above."""

    def __init__(self, stream: Readable, length_bytes: int) -> None:
        self._stream = stream
        self._left = length_bytes

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any, /) -> int:
        wanted = min(len(buffer), self._left)
        if not wanted:
            return 0
        with queue.place():
            part = self._stream.read(wanted)
        if not part:
            raise BreaksOff("the body is shorter than announced")
        buffer[: len(part)] = part
        self._left -= len(part)
        return len(part)


def announced_octets(environ: Mapping[str, Any]) -> int:
    """Octets that a request says its body has; 0 where it says nothing, or no number."""
    announced = environ.get("CONTENT_LENGTH") or "0"
    return int(announced) if announced.isascii() and announced.isdigit() else 0


def with_whole_bodies(application: Application) -> Application:
    """Give ``application`` bodies that are whole or fail; those without a length stay as they are."""

    def answer(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        announced = announced_octets(environ)
        if announced:
            whole = _WholeBody(environ["wsgi.input"], announced)
            environ["wsgi.input"] = io.BufferedReader(whole)
        return application(environ, start_response)

    return answer
