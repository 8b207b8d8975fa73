"""Stage records: statements in files. In: JSON, JSON lines, gzip. Out: one statement's bytes at a time.

Memory stays flat whatever the length of the file: at most one statement and one buffer are held.
"""

from __future__ import annotations

import gzip
import json
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO, NamedTuple

from redcloud.engine.records.validation.decoding import SIZE_LIMIT
from redcloud.engine.records.validation.problems import Problem

_BUFFER = 256 * 1024
_BOM = b"\xef\xbb\xbf"
_SPACE = " \t\r\n"


class UnreadableFile(ValueError):  # noqa: N818 - says what the file is
    """The file ends in the middle or is no gzip file; what stood before is not lost."""

    def __init__(self, line: int, reason: str) -> None:
        super().__init__(f"line {line}: {reason}")
        self.line = line
        self.reason = reason


class Line(NamedTuple):
    """What stands at ``number`` (a line, or a place in an array, from 1): bytes, or why it is none."""

    number: int
    content: bytes | Problem


def read_statements(path: Path, progress: Callable[[int], object] = lambda _: None) -> Iterator[Line]:
    """Yield the statements of a file: JSON lines, one array, or one object; ``.gz`` or not.

    Parameters
    ----------
    progress : told the number of octets of the file (compressed) read so far.

    Raises
    ------
    UnreadableFile
        When the compressed data are broken. An array that breaks off yields its problem as a line.
    """
    with path.open("rb") as plain:
        packed = plain.read(2) == b"\x1f\x8b"
        plain.seek(0)
        stream: IO[bytes] = gzip.GzipFile(fileobj=plain) if packed else plain  # type: ignore[assignment]  # it reads as any other
        number = 0
        try:
            first = _first_character(stream)
            lines = _elements(stream) if first == b"[" else _lines(stream)
            for line in lines:
                number = line.number
                if number % 1000 == 1:
                    progress(plain.tell())
                yield line
        except (EOFError, gzip.BadGzipFile, zlib.error):
            raise UnreadableFile(number + 1, "broken_gzip") from None
        progress(plain.tell())


def _first_character(stream: IO[bytes]) -> bytes:
    head = stream.read(4096)
    stream.seek(0)
    return head.removeprefix(_BOM).lstrip()[:1]


def _lines(stream: IO[bytes]) -> Iterator[Line]:
    """Yield each line that is not blank; a file that holds one object over many lines is one line."""
    number = 0
    while line := stream.readline(SIZE_LIMIT + 1):
        number += 1
        if len(line) > SIZE_LIMIT and not line.endswith(b"\n"):
            while (rest := stream.readline(SIZE_LIMIT)) and not rest.endswith(b"\n"):
                pass
            yield Line(number, Problem("", "rfc8259-9", "too_large"))
            continue
        content = (line.removeprefix(_BOM) if number == 1 else line).strip()
        if number == 1 and _is_opening(content):
            stream.seek(0)
            yield Line(1, stream.read(SIZE_LIMIT + 1).removeprefix(_BOM).strip())
            return
        if content:
            yield Line(number, content)


def _is_opening(content: bytes) -> bool:
    """Whether a first line is only the beginning of an object that goes on below."""
    return content.startswith(b"{") and not content.endswith(b"}")


def _elements(stream: IO[bytes]) -> Iterator[Line]:
    """Yield the elements of one array, reading on only as far as the next element needs."""
    decoder = json.JSONDecoder()
    reader = _Text(stream)
    reader.skip("[")
    number = 0
    while not reader.at("]"):
        number += 1
        found = reader.element(decoder)
        if isinstance(found, Problem):
            # Where an element breaks off, nobody can tell where the next one starts.
            yield Line(number, found)
            return
        yield Line(number, found)
        if reader.at(","):
            reader.skip(",")


class _Text:
    """A window on a stream of UTF-8."""

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream = stream
        self._text = ""
        self._rest = b""
        self._ended = False
        self._read()
        self._text = self._text.removeprefix("\ufeff")

    def _read(self) -> None:
        more = self._stream.read(_BUFFER)
        self._ended = not more
        data = self._rest + more
        # A character may be cut in two: keep its first octets for the next time.
        cut = 0
        while not self._ended and cut < 4 and cut < len(data) and data[-1 - cut] & 0xC0 == 0x80:
            cut += 1
        if not self._ended and cut < len(data) and data[-1 - cut] >= 0xC0:
            cut += 1
        else:
            cut = 0
        self._rest = data[len(data) - cut :]
        self._text += data[: len(data) - cut].decode("utf-8", "surrogateescape")

    def at(self, character: str) -> bool:
        """Whether ``character`` comes next, white space aside; the end counts as a closing bracket."""
        self._text = self._text.lstrip(_SPACE)
        while not self._text and not self._ended:
            self._read()
            self._text = self._text.lstrip(_SPACE)
        return self._text.startswith(character) or (not self._text and character == "]")

    def skip(self, character: str) -> None:
        """Pass over ``character`` and the white space around it."""
        if self.at(character):
            self._text = self._text[1:]

    def element(self, decoder: json.JSONDecoder) -> bytes | Problem:
        """Return the octets of the next element, or why there is none."""
        self.at("")
        while True:
            try:
                _, end = decoder.raw_decode(self._text)
            except RecursionError:
                return Problem("", "rfc8259-9", "too_deep")
            except ValueError:
                if self._ended or len(self._text) > SIZE_LIMIT:
                    return Problem("", "rfc8259-2", "not_json")
                self._read()
                continue
            if end == len(self._text) and not self._ended:
                self._read()  # a number could go on
                continue
            found, self._text = self._text[:end], self._text[end:]
            return found.encode("utf-8", "surrogateescape")
