"""Bodies are as long as was announced, or fail; over a real connection: tests/faults/test_clients.py."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import pytest

from redcloud.web.ui.bodies import BreaksOff, with_whole_bodies


class Trickle(BytesIO):
    """Gives three octets at most, however many are asked for."""

    def read(self, size: int | None = -1, /) -> bytes:
        return super().read(min(3, size) if size and size > 0 else 3)


def stream_of(body: bytes, announced: str) -> Any:
    environ: dict[str, Any] = {"wsgi.input": Trickle(body), "CONTENT_LENGTH": announced}
    seen: list[Any] = []
    with_whole_bodies(lambda given, _: seen.append(given["wsgi.input"]) or [])(environ, None)
    return seen[0]


def test_a_body_that_comes_in_pieces_is_whole() -> None:
    stream = stream_of(b"0123456789", "10")
    assert (stream.read(4), stream.read(100), stream.read(1)) == (b"0123", b"456789", b"")


def test_no_more_is_read_than_was_announced() -> None:
    assert stream_of(b"0123456789", "4").read() == b"0123"


def test_a_body_that_breaks_off_fails() -> None:
    with pytest.raises(BreaksOff):
        stream_of(b"0123", "5").read(5)


@pytest.mark.parametrize("announced", ["", "0", "-5", "many", "²"])
def test_without_a_length_the_stream_stays_as_it_is(announced: str) -> None:
    assert isinstance(stream_of(b"0123", announced), Trickle)
