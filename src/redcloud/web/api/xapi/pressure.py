"""How much may be under way at once? In: a request. Out: room for it, or a refusal before its body is read.

Memory is bounded by what is let in and not by what is sent: bodies that are being handled in one process
have a sum, writers have a number, and whoever comes beyond either is asked to come back.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings
from django.http import HttpRequest

from redcloud.web.api.xapi.refusals import Refused
from redcloud.web.api.xapi.requests import FORM, FORM_FACTOR, MULTIPART

RETRY_AFTER_S = 1
_WRITES = frozenset({"POST", "PUT", "DELETE"})


class Pressure:
    """What is under way in this process."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self.bytes = 0
        self.writers = 0

    @contextmanager
    def room(self, request: HttpRequest) -> Iterator[None]:
        """Hold room for a request while it is handled.

        Raises
        ------
        Refused
            413 for a body that is announced as too large, 503 while there is no room.
        """
        if request.method not in _WRITES:
            yield
            return
        size = _size(request)
        with self._lock:
            # A body alone always has room, or it could never come in.
            full = self.bytes > 0 and self.bytes + size > settings.XAPI_BYTES_UNDER_WAY
            if full or self.writers >= settings.XAPI_WRITERS:
                raise Refused(503, "too_busy", retry_after_s=RETRY_AFTER_S)
            self.bytes += size
            self.writers += 1
        try:
            yield
        finally:
            with self._lock:
                self.bytes -= size
                self.writers -= 1


def _size(request: HttpRequest) -> int:
    """Return how many bytes of memory a body takes at most: what it announces, or the limit for chunks.

    Of a body with files only the statements are held in memory; the files go to disk as they come.
    """
    held: int = settings.XAPI_BODY_MAX_BYTES
    if request.content_type == FORM:
        held *= FORM_FACTOR
    limit: int = settings.XAPI_ATTACHMENTS_MAX_BYTES if request.content_type == MULTIPART else held
    announced = request.META.get("CONTENT_LENGTH") or ""
    if not announced:
        chunked = "chunked" in request.META.get("HTTP_TRANSFER_ENCODING", "").lower()
        return held if chunked else 0
    size = (
        int(announced) if announced.isascii() and announced.isdigit() and len(announced) < 20 else limit + 1
    )
    if size > limit:
        raise Refused(413, "body_too_large")
    return min(size, held)


pressure = Pressure()
