"""Stage records: a file prepared in a process of its own. In: a path. Out: chunks ready to be written.

Decoding and validating cost as much as writing; done beside it they cost a file no time. The process
imports the engine alone, is ahead by one chunk at most, and ends when its reader does.

    python -m redcloud.engine.records.reading PATH SIZE EDITION

writes frames to its output: eight octets of length, then a `Frame` as MessagePack.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import IO, Any, get_args

import msgspec

from redcloud.engine.records.files import Line, UnreadableFile, read_statements
from redcloud.engine.records.preparing import Prepared, prepare
from redcloud.engine.records.undisturbed import undisturbed
from redcloud.engine.records.validation import Edition

_LENGTH = 8


class Frame(msgspec.Struct, array_like=True):
    """One chunk, or the end."""

    octets: int
    """Read of the file so far, compressed."""
    prepared: Prepared | None = None
    broken: tuple[int, str] | None = None
    """Line and reason where the file breaks off; what stood before has come already."""


class ReaderDied(RuntimeError):  # noqa: N818 - says what happened
    """The process that read ended before it was done; what it gave before is whole."""


def read_beside(path: Path, size: int, edition: Edition = "1.0.3") -> Iterator[Frame]:
    """Yield the chunks of a file, ``size`` statements each at most, prepared by another process meanwhile.

    Raises
    ------
    UnreadableFile
        After the last chunk, when the file breaks off.
    ReaderDied
        When the other process was ended from outside, for want of memory for instance.
    """
    # Our own module, started by the interpreter that runs this one.
    child = subprocess.Popen(  # noqa: S603 - ourselves
        [sys.executable, "-m", __spec__.name, str(path), str(size), edition], stdout=subprocess.PIPE
    )
    try:
        if child.stdout is None:
            raise ReaderDied("no output")
        decoder = msgspec.msgpack.Decoder(Frame)
        while True:
            frame = _received(child.stdout, decoder)
            if frame is None:
                raise ReaderDied(f"reading {path.name} ended with {child.wait()}")
            if frame.broken is not None:
                raise UnreadableFile(*frame.broken)
            if frame.prepared is None:
                return
            yield frame
    finally:
        child.kill()
        child.wait()
        if child.stdout is not None:
            child.stdout.close()


def _received(stream: IO[bytes], decoder: msgspec.msgpack.Decoder[Frame]) -> Frame | None:
    head = stream.read(_LENGTH)
    if len(head) < _LENGTH:
        return None
    length = int.from_bytes(head, "big")
    content = stream.read(length)
    return decoder.decode(content) if len(content) == length else None


def _send(stream: IO[bytes], frame: Frame) -> None:
    content = msgspec.msgpack.encode(frame)
    stream.write(len(content).to_bytes(_LENGTH, "big"))
    stream.write(content)
    stream.flush()


def _read(path: Path, size: int, edition: Edition, stream: IO[bytes]) -> None:
    octets = 0

    def at(count: int) -> None:
        nonlocal octets
        octets = count

    lines = iter(enumerate(read_statements(path, at), 1))
    try:
        for chunk in undisturbed(_chunks(lines, size)):
            _send(stream, Frame(octets, prepare(chunk, edition)))
        _send(stream, Frame(octets))
    except UnreadableFile as broken:
        _send(stream, Frame(octets, broken=(broken.line, broken.reason)))


def _chunks(lines: Iterator[tuple[int, Line]], most: int) -> Iterator[list[tuple[int, Line]]]:
    """Yield chunks that grow up to ``most``, so that whoever writes need not wait long for the first."""
    size = max(1, most // 8)
    while chunk := list(islice(lines, size)):
        yield chunk
        size = min(most, 2 * size)


def main(arguments: list[str]) -> Any:
    """Read a file as the module says."""
    path, size, edition = arguments
    if edition not in get_args(Edition):
        raise SystemExit(f"{edition} is no edition")
    try:
        _read(Path(path), int(size), "2.0.0" if edition == "2.0.0" else "1.0.3", sys.stdout.buffer)
    except BrokenPipeError:
        # Whoever reads has ended; there is nobody to tell.
        raise SystemExit(1) from None


if __name__ == "__main__":
    main(sys.argv[1:])
