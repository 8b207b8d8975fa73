"""Web ui: files that people gave, sent so that they can do nothing here. A stored file in, a response out.

A browser is told not to guess what it is, to run nothing of it and to share it with no other site. Parts
are sent where parts are asked for: a player seeks in a film, a phone goes on after it lost the network.
"""

from __future__ import annotations

import re

from django.db.models.fields.files import FieldFile
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils.http import content_disposition_header

from redcloud.apps.media import media

_RANGE = re.compile(r"bytes=([0-9]{0,18})-([0-9]{0,18})")


def given_file(
    request: HttpRequest, file: FieldFile, *, name: str, media_type: str, size: int, shown: bool
) -> HttpResponseBase:
    """Send a file, or the one part of it that is asked for; ``shown`` lets a page of this site show it.

    The place where it lies has answered before anything is sent: what is out of reach is an error page.
    """
    asked = _part(request.headers.get("Range", ""), size)
    response: HttpResponseBase
    if asked == "none":
        response = HttpResponse(status=416, headers={"Content-Range": f"bytes */{size}"})
    else:
        start, end = asked if isinstance(asked, tuple) else (0, size - 1)
        asks_for_none = request.method == "HEAD"
        blocks = () if asks_for_none else media().span(str(file.name), start, end - start + 1)
        response = StreamingHttpResponse(blocks, status=206 if asked else 200)
        response["Content-Length"] = str(end - start + 1)
        if asked:
            response["Content-Range"] = f"bytes {start}-{end}/{size}"
    response["Content-Type"] = media_type
    response["Content-Disposition"] = content_disposition_header(not shown, name) or "attachment"
    response["Accept-Ranges"] = "bytes"
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    response["Cache-Control"] = "private, no-cache"
    return response


def _part(asked: str, size: int) -> tuple[int, int] | str | None:
    """First and last octet that are asked for; "none" for what the file does not have; None for all of it."""
    found = _RANGE.fullmatch(asked.strip())
    if found is None or found[0] == "bytes=-":
        return None
    if not found[1]:  # the last so many
        length = min(int(found[2]), size)
        return (size - length, size - 1) if length else "none"
    start, end = int(found[1]), int(found[2] or size - 1)
    if found[2] and end < start:
        return None
    return (start, min(end, size - 1)) if start < size else "none"
