"""Stage records: statements together with their files. In: statements as given out. Out: multipart/mixed.

xAPI Communication 1.5.2: the statements first, then each file once. Files are read as they are sent.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Sequence
from typing import Any

import msgspec

from redcloud.apps.media import Span, media
from redcloud.apps.records.queries import Held, Stored, attachments_of
from redcloud.engine.records.extraction import attachments_of as described_in
from redcloud.engine.records.multipart import Headers, closing, part_head


class Mixed:
    """A body of known length; going through it reads the files.

    Parameters
    ----------
    answer : what the first part holds, as JSON.
    rows, shown : its statements, stored and as they are given out, in the same order.
    """

    def __init__(self, answer: Any, rows: Sequence[Held], shown: Sequence[dict[str, Any]]) -> None:
        # 128 random bits: no content holds them but by intent, and it cannot have known them.
        boundary = secrets.token_hex(16)
        self.content_type = f"multipart/mixed; boundary={boundary}"
        head = part_head(boundary, {"Content-Type": "application/json"}) + msgspec.json.encode(answer)
        # Nothing has to stand before the first boundary.
        self._head = head.removeprefix(b"\r\n")
        self._parts = [(part_head(boundary, headers), file) for headers, file in _files(rows, shown)]
        self._end = closing(boundary)
        self._first: Span | None = None

    @property
    def has_files(self) -> bool:
        """Whether anything came with the statements."""
        return bool(self._parts)

    def __len__(self) -> int:
        files = sum(len(before) + file.size_bytes for before, file in self._parts)
        return len(self._head) + files + len(self._end)

    def __iter__(self) -> Iterator[bytes]:
        yield self._head
        for number, (before, _file) in enumerate(self._parts):
            yield before
            yield from self._first if number == 0 and self._first else self._opened(number)
        yield self._end

    def reach(self) -> None:
        """Open the first file: where they lie answers before anything is sent, or is out of reach."""
        self._first = self._opened(0) if self._parts else None

    def _opened(self, number: int) -> Span:
        file = self._parts[number][1]
        return media().span(file.place, 0, file.size_bytes)

    def close(self) -> None:
        """Let the first file go where nobody read it."""
        if self._first is not None:
            self._first.close()


def _files(rows: Sequence[Held], shown: Sequence[dict[str, Any]]) -> Iterator[tuple[Headers, Stored]]:
    stored = attachments_of([row.pk for row in rows])
    given: set[str] = set()
    for row, statement in zip(rows, shown, strict=True):
        files = stored.get(row.pk, {})
        for _, one in described_in(statement):
            key = one["sha2"].lower()
            if key in files and key not in given:
                given.add(key)
                headers = {
                    "Content-Type": one["contentType"],
                    "Content-Transfer-Encoding": "binary",
                    "X-Experience-API-Hash": one["sha2"],
                }
                yield headers, files[key]
