"""Bodies of the Statement Resource. In: a request. Out: statements as sent, and files that came along.

xAPI Communication 1.5. A multipart body is read part by part; its files go to disk as they come and are
gone when the request is answered, unless they were stored.
"""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from django.conf import settings
from django.http import HttpRequest

from redcloud.apps.outages import is_disk_full
from redcloud.apps.records.actions import incoming_folder
from redcloud.engine.records.attaching import Incoming, Received, hashes_named
from redcloud.engine.records.multipart import Headers, boundary_of, read_parts
from redcloud.engine.records.validation import Malformed, Problem, decode_any
from redcloud.engine.records.validation.formats import is_sha2
from redcloud.web.api.xapi.refusals import Refused, store_full
from redcloud.web.api.xapi.requests import MULTIPART

_JSON = "application/json"
_RULE = "communication-1.5.2.s2.b2"
_ALGORITHMS = {56: "sha224", 64: "sha256", 96: "sha384", 128: "sha512"}


class Body(NamedTuple):
    """What was sent. ``received`` is by hash; its files last as long as the context that gave them."""

    statements: bytes
    received: Received


@contextmanager
def statement_body(request: HttpRequest) -> Iterator[Body]:
    """Read the body of a POST or PUT.

    Raises
    ------
    Refused
        400 for another content type and for parts that break a rule, 413 for too much.
    """
    if request.content_type == _JSON:
        yield Body(request.body, {})
    elif request.content_type == MULTIPART:
        with _room(), tempfile.TemporaryDirectory(dir=incoming_folder()) as folder:
            try:
                body = _multipart(request, Path(folder))
            except Malformed as malformed:
                raise Refused(400, "multipart_not_readable", [malformed.problem]) from None
            yield body
    else:
        raise Refused(
            400, "content_type_not_json", [Problem("", "communication-1.5.1", "content_type_not_json")]
        )


@contextmanager
def _room() -> Iterator[None]:
    """Answer that the store is not available where the disk is full."""
    try:
        yield
    except OSError as problem:
        if not is_disk_full(problem):
            raise
        raise store_full() from None


def _multipart(request: HttpRequest, folder: Path) -> Body:
    boundary = boundary_of(request.headers.get("Content-Type", ""))
    parts = read_parts(_counted(request), boundary)
    statements = _first_part(parts)
    named = hashes_named(decode_any(statements))
    received: dict[str, Incoming] = {}
    for number, (headers, content) in enumerate(parts, 1):
        sha2 = _hash_of(headers, named, number)
        incoming = _written(folder / str(number), headers, content, sha2, number)
        received.setdefault(sha2, incoming)
    return Body(statements, received)


def _counted(request: HttpRequest) -> Callable[[int], bytes]:
    """Return a reader of the body that refuses to go on where there is more than the store takes."""
    left = limit = settings.XAPI_ATTACHMENTS_MAX_BYTES
    announced = request.headers.get("Content-Length", "")
    if announced.isascii() and announced.isdigit() and int(announced) > limit:
        raise Refused(413, "body_too_large")

    def read(count: int) -> bytes:
        nonlocal left
        octets: bytes = request.read(count)
        left -= len(octets)
        if left < 0:
            raise Refused(413, "body_too_large")
        return octets

    return read


def _first_part(parts: Iterator[tuple[Headers, Iterator[bytes]]]) -> bytes:
    headers, content = next(parts, ({}, iter(())))
    kind = headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != _JSON:
        raise Malformed(f"{_RULE}.b1", "first_part_not_json", "parts[0]")
    found = bytearray()
    for octets in content:
        found += octets
        if len(found) > settings.XAPI_BODY_MAX_BYTES:
            raise Refused(413, "body_too_large")
    return bytes(found)


def _hash_of(headers: Headers, named: set[str], number: int) -> str:
    """Return the hash that a part says of itself; a part that no statement names is surplus."""
    path = f"parts[{number}]"
    if headers.get("content-transfer-encoding", "binary").lower() != "binary":
        raise Malformed(f"{_RULE}.b4", "not_binary", path)
    sha2 = headers.get("x-experience-api-hash", "").lower()
    if not sha2:
        raise Malformed(f"{_RULE}.b3", "hash_missing", path)
    if not is_sha2(sha2):
        raise Malformed(f"{_RULE}.b3", "not_a_sha2_hash", path)
    if sha2 not in named:
        raise Malformed(f"{_RULE}.b2", "part_of_no_statement", path)
    return sha2


def _written(path: Path, headers: Headers, content: Iterator[bytes], sha2: str, number: int) -> Incoming:
    digest = hashlib.new(_ALGORITHMS[len(sha2)])
    size = 0
    with path.open("wb") as file:
        for octets in content:
            digest.update(octets)
            size += file.write(octets)
    if digest.hexdigest() != sha2:
        raise Malformed("communication-1.5.2.s1.b4", "hash_of_other_content", f"parts[{number}]")
    announced = headers.get("content-length")
    if announced is not None and announced != str(size):
        raise Malformed(f"{_RULE}.b7", "length_of_other_content", f"parts[{number}]")
    return Incoming(path, size, headers.get("content-type"), size if announced is not None else None)
