"""Stage records: multipart/mixed, both ways. In: a stream of octets. Out: parts, one after another.

RFC 2046 section 5.1. A part is read as it comes; never more of it than a buffer is held. Libraries for
multipart read forms (RFC 7578), whose parts have names and which know neither preamble nor nesting.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Final

from redcloud.engine.records.validation.decoding import Malformed

BUFFER: Final = 64 * 1024
HEADERS_LIMIT: Final = 16 * 1024
"""Octets of the header fields of one part."""

_FORMAT = "rfc2046-5.1.1"
# RFC 2046: 1 to 70 of bchars, not ending with a space.
_BOUNDARY = re.compile(r"[0-9A-Za-z'()+_,\-./:=? ]{0,69}[0-9A-Za-z'()+_,\-./:=?]")
_PARAMETER = re.compile(r""";\s*boundary\s*=\s*(?:"([^"\\]*)"|([^\s;"]+))""", re.IGNORECASE)
_FIELD = re.compile(r"([!#$%&'*+\-.^_`|~0-9A-Za-z]+):[ \t]*(.*?)[ \t]*")

Headers = dict[str, str]


def boundary_of(content_type: str) -> str:
    """Return the boundary that a Content-Type names.

    Raises
    ------
    Malformed
        Without a boundary, or with one that RFC 2046 does not allow.
    """
    found = _PARAMETER.search(content_type)
    name = (found[1] if found[1] is not None else found[2]) if found else ""
    if not _BOUNDARY.fullmatch(name):
        raise Malformed(_FORMAT, "boundary_missing")
    return name


def read_parts(read: Callable[[int], bytes], boundary: str) -> Iterator[tuple[Headers, Iterator[bytes]]]:
    """Yield the header fields (names in lower case) and the content of each part.

    What is left of a content when the next part is asked for is passed over. Text before the first and
    after the last boundary is ignored, as the RFC says.

    Parameters
    ----------
    read : returns at most as many octets as it is asked for; none at the end.

    Raises
    ------
    Malformed
        Where the parts do not follow the grammar, or the stream ends before its closing boundary.
    """
    reader = _Reader(read, boundary)
    for _ in reader.until_delimiter():
        """The preamble."""
    while reader.is_part():
        headers = reader.headers()
        content = reader.until_delimiter()
        yield headers, content
        for _ in content:
            """What nobody read."""


class _Reader:
    """A window on the stream; the delimiter is the line break before a boundary, and the boundary."""

    def __init__(self, read: Callable[[int], bytes], boundary: str) -> None:
        self._read = read
        self._delimiter = b"\r\n--" + boundary.encode("ascii")
        # The first boundary may stand at the very beginning.
        self._window = bytearray(b"\r\n")

    def _more(self) -> None:
        octets = self._read(BUFFER)
        if not octets:
            raise Malformed(_FORMAT, "ends_without_boundary")
        self._window += octets

    def _need(self, count: int) -> None:
        while len(self._window) < count:
            self._more()

    def until_delimiter(self) -> Iterator[bytes]:
        while (place := self._window.find(self._delimiter)) < 0:
            safe = len(self._window) - len(self._delimiter) + 1
            if safe > 0:
                yield bytes(self._window[:safe])
                del self._window[:safe]
            self._more()
        if place:
            yield bytes(self._window[:place])
        del self._window[: place + len(self._delimiter)]

    def is_part(self) -> bool:
        """Whether another part follows the boundary just passed; its line is passed too."""
        self._need(2)
        if self._window[:2] == b"--":
            return False
        while self._window.startswith((b" ", b"\t")):
            del self._window[:1]
            self._need(2)
        if self._window[:2] != b"\r\n":
            raise Malformed(_FORMAT, "boundary_line_broken")
        # The line break stays: with no header field it is half of the empty line.
        return True

    def headers(self) -> Headers:
        """Return the header fields of a part, and pass the empty line after them."""
        while (end := self._window.find(b"\r\n\r\n")) < 0:
            if len(self._window) > HEADERS_LIMIT:
                raise Malformed(_FORMAT, "headers_too_large")
            self._more()
        text = bytes(self._window[2 : max(end, 2)]).decode("latin-1")
        # One line break is left for a delimiter that follows at once.
        del self._window[: end + 2]
        self._drop_line_break()
        return _fields(text)

    def _drop_line_break(self) -> None:
        """Pass the empty line, unless it is the one that belongs to the next boundary."""
        self._need(len(self._delimiter))
        if not self._window.startswith(self._delimiter):
            del self._window[:2]


def _fields(text: str) -> Headers:
    found: Headers = {}
    # A line that begins with white space goes on with the field before it (RFC 822 3.1.1).
    for line in re.sub(r"\r\n[ \t]+", " ", text).split("\r\n") if text else ():
        field = _FIELD.fullmatch(line)
        if field is None:
            raise Malformed(_FORMAT, "header_not_readable")
        name = field[1].lower()
        if name in found:
            raise Malformed(_FORMAT, "header_repeated")
        found[name] = field[2]
    return found


def part_head(boundary: str, headers: Headers) -> bytes:
    """Return what stands before the content of a part: its boundary and header fields."""
    lines = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
    return f"\r\n--{boundary}\r\n{lines}\r\n".encode()


def closing(boundary: str) -> bytes:
    """Return what stands after the last part."""
    return f"\r\n--{boundary}--\r\n".encode("ascii")
