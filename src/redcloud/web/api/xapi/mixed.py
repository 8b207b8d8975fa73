"""Statements together with their files. In: statements and where files stand. Out: multipart/mixed, streamed.

xAPI Communication 1.5.2: the statements first, then each file once.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Sequence
from typing import Any

import msgspec
from django.http import StreamingHttpResponse

from redcloud.apps.records.models import Statement
from redcloud.apps.records.queries import Stored, attachments_of
from redcloud.engine.records import extraction
from redcloud.engine.records.multipart import BUFFER, Headers, closing, part_head


def mixed(answer: Any, rows: Sequence[Statement], shown: Sequence[dict[str, Any]]) -> StreamingHttpResponse:
    """Return a response of ``answer`` and the files that came with its statements.

    Parameters
    ----------
    rows, shown : the statements of the answer, stored and as they are given out, in the same order.
    """
    # 128 random bits: no content holds them but by intent, and it cannot have known them.
    boundary = secrets.token_hex(16)
    head = part_head(boundary, {"Content-Type": "application/json"}) + msgspec.json.encode(answer)
    # Nothing has to stand before the first boundary.
    head = head.removeprefix(b"\r\n")
    parts = [(part_head(boundary, headers), file) for headers, file in _files(rows, shown)]
    end = closing(boundary)
    response = StreamingHttpResponse(
        _octets(head, parts, end), content_type=f"multipart/mixed; boundary={boundary}"
    )
    size = len(head) + sum(len(before) + file.size_bytes for before, file in parts) + len(end)
    response["Content-Length"] = str(size)
    return response


def _files(rows: Sequence[Statement], shown: Sequence[dict[str, Any]]) -> Iterator[tuple[Headers, Stored]]:
    stored = attachments_of([row.pk for row in rows])
    given: set[str] = set()
    for row, statement in zip(rows, shown, strict=True):
        files = stored.get(row.pk, {})
        for _, one in extraction.attachments_of(statement):
            key = one["sha2"].lower()
            if key in files and key not in given:
                given.add(key)
                headers = {
                    "Content-Type": one["contentType"],
                    "Content-Transfer-Encoding": "binary",
                    "X-Experience-API-Hash": one["sha2"],
                }
                yield headers, files[key]


def _octets(head: bytes, parts: list[tuple[bytes, Stored]], end: bytes) -> Iterator[bytes]:
    yield head
    for before, file in parts:
        yield before
        with file.path.open("rb") as content:
            while octets := content.read(BUFFER):
                yield octets
    yield end
