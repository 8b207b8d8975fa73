"""multipart/mixed is read as RFC 2046 has it, however the octets arrive."""

from __future__ import annotations

import contextlib
import io
from collections.abc import Callable
from email.encoders import encode_noop
from email.generator import BytesGenerator
from email.mime.application import MIMEApplication
from email.mime.multipart import MIMEMultipart
from email.policy import HTTP

import pytest
from hypothesis import given
from hypothesis import strategies as st

from redcloud.engine.records.multipart import (
    HEADERS_LIMIT,
    Headers,
    boundary_of,
    closing,
    part_head,
    read_parts,
)
from redcloud.engine.records.validation import Malformed


def reading(body: bytes, at_once: int) -> Callable[[int], bytes]:
    stream = io.BytesIO(body)
    return lambda count: stream.read(min(count, at_once))


def parsed(body: bytes, boundary: str = "B", at_once: int = 1000) -> list[tuple[Headers, bytes]]:
    return [(headers, b"".join(content)) for headers, content in read_parts(reading(body, at_once), boundary)]


@pytest.mark.parametrize("at_once", [1, 2, 7, 1000])
@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (b"--B\r\nA: b\r\n\r\nhello\r\n--B--", [({"a": "b"}, b"hello")]),
        (b"before\r\n--B\r\n\r\nx\r\n--B--after", [({}, b"x")]),
        (b"\r\n--B \t\r\nA:b  \r\nC: d\r\n e\r\n\r\n\r\n--B--", [({"a": "b", "c": "d e"}, b"")]),
        (b"--B\r\nA: b\r\n\r\n--B--", [({"a": "b"}, b"")]),
        (b"--B\r\n\r\n\r\n\r\n--B\r\n\r\n\r\n--B--", [({}, b"\r\n"), ({}, b"")]),
        (b"--B\r\n\r\nno --B here\n--B\r\n--B--", [({}, b"no --B here\n--B")]),
        (b"--B--", []),
    ],
)
def test_parts(body: bytes, expected: list[tuple[Headers, bytes]], at_once: int) -> None:
    assert parsed(body, at_once=at_once) == expected


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"", "ends_without_boundary"),
        (b"{}", "ends_without_boundary"),
        (b"--B", "ends_without_boundary"),
        (b"--B\r\nA: b\r\n\r\nhello", "ends_without_boundary"),
        (b"--B\r\nA: b\r\n\r\nhello\r\n--", "ends_without_boundary"),
        (b"--Bx\r\n\r\nhello\r\n--B--", "boundary_line_broken"),
        (b"--B\n\nhello\n--B--", "boundary_line_broken"),
        (b"--B\r\nno colon\r\n\r\nhello\r\n--B--", "header_not_readable"),
        (b"--B\r\nA : b\r\n\r\nhello\r\n--B--", "header_not_readable"),
        (b"--B\r\nA: b\r\na: c\r\n\r\nhello\r\n--B--", "header_repeated"),
        (b"--B\r\n" + b"A: b\r\n" * HEADERS_LIMIT, "headers_too_large"),
    ],
)
def test_what_breaks_the_grammar_is_named(body: bytes, reason: str) -> None:
    with pytest.raises(Malformed) as refused:
        parsed(body)
    assert refused.value.problem.reason == reason


@pytest.mark.parametrize(
    ("content_type", "boundary"),
    [
        ("multipart/mixed; boundary=abc", "abc"),
        ('multipart/mixed; charset=utf-8; Boundary="abcABC0123\'()+_,-./:=?"', "abcABC0123'()+_,-./:=?"),
        ("multipart/mixed;boundary=-------314159265358979323846", "-------314159265358979323846"),
    ],
)
def test_the_boundary_of_a_content_type(content_type: str, boundary: str) -> None:
    assert boundary_of(content_type) == boundary


@pytest.mark.parametrize(
    "content_type",
    [
        "multipart/mixed",
        "multipart/mixed;",
        "multipart/mixed; boundary=",
        'multipart/mixed; boundary=""',
        f"multipart/mixed; boundary={'x' * 71}",
        'multipart/mixed; boundary="a "',
        'multipart/mixed; boundary="<>"',
    ],
)
def test_no_boundary_is_a_fault(content_type: str) -> None:
    with pytest.raises(Malformed):
        boundary_of(content_type)


contents = st.lists(st.binary(max_size=60) | st.sampled_from([b"\r\n", b"\r\n--", b"--", b"\r\n--b", b"\r"]))


@given(contents, st.integers(1, 50))
def test_what_is_written_is_read_again(given_ones: list[bytes], at_once: int) -> None:
    boundary = "b0undary-that-is-in-no-content"
    body = b"".join(part_head(boundary, {"X-Hash": str(len(one))}) + one for one in given_ones)
    expected = [({"x-hash": str(len(one))}, one) for one in given_ones]
    assert parsed(body + closing(boundary), boundary, at_once) == expected


@given(st.lists(st.binary(max_size=40), min_size=1, max_size=4))
def test_what_the_standard_library_writes_is_read(given_ones: list[bytes]) -> None:
    message = MIMEMultipart("mixed", boundary="==b==")
    for one in given_ones:
        message.attach(MIMEApplication(one.hex().encode(), _encoder=encode_noop, policy=HTTP))
    written = io.BytesIO()
    BytesGenerator(written, policy=HTTP).flatten(message)
    found = parsed(written.getvalue(), "==b==")
    assert [content for _, content in found] == [one.hex().encode() for one in given_ones]
    assert {headers["content-type"] for headers, _ in found} == {"application/octet-stream"}


@given(st.binary(max_size=200))
def test_no_octets_escape(body: bytes) -> None:
    with contextlib.suppress(Malformed):
        parsed(body.replace(b"B", b"\r\n--B"), at_once=3)


def test_what_nobody_reads_is_passed_over() -> None:
    body = b"--B\r\n\r\nfirst\r\n--B\r\nA: b\r\n\r\nsecond\r\n--B--"
    assert [headers for headers, _ in read_parts(reading(body, 3), "B")] == [{}, {"a": "b"}]


def test_a_large_part_is_never_held_whole() -> None:
    sizes = []
    body = b"--B\r\n\r\n" + b"x" * 3_000_000 + b"\r\n--B--"
    for _, content in read_parts(reading(body, 10**9), "B"):
        sizes = [len(octets) for octets in content]
    assert sum(sizes) == 3_000_000
    assert max(sizes) <= 2 * 64 * 1024
