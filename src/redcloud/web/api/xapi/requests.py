"""Requests made plain before anything reads them. In: what came over the wire. Out: a request, or a refusal.

The alternate request syntax of 1.0.3 (Communication 1.3) and bodies sent in chunks become ordinary requests
here, so that no resource has to know of either.
"""

from __future__ import annotations

import re
from io import BytesIO
from typing import Any
from urllib.parse import unquote_to_bytes, urlencode

from django.conf import settings
from django.core.handlers.wsgi import WSGIRequest
from django.http import HttpRequest

from redcloud.engine.records.validation import Problem
from redcloud.web.api.xapi.refusals import Refused
from redcloud.web.api.xapi.versions import VERSION_HEADER, edition_named
from redcloud.web.ui.bodies import announced_octets

FORM = "application/x-www-form-urlencoded"
MULTIPART = "multipart/mixed"
_METHODS = frozenset({"GET", "HEAD", "PUT", "POST", "DELETE"})
_PAIRS_LIMIT = 100
FORM_FACTOR = 3
"""A form writes up to three octets for one."""
_BAD_ESCAPE = re.compile(r"%(?![0-9A-Fa-f]{2})")
# Form parameters that are headers (1.3.s3.b6), with their name in a WSGI environment.
_HEADERS = {
    "authorization": "HTTP_AUTHORIZATION",
    "x-experience-api-version": "HTTP_X_EXPERIENCE_API_VERSION",
    "content-type": "CONTENT_TYPE",
    "if-match": "HTTP_IF_MATCH",
    "if-none-match": "HTTP_IF_NONE_MATCH",
}
_IGNORED = "content-length"  # what came is counted, not believed

_SYNTAX = "communication-1.3.s3"
_ENCODING = "communication-1.4.s1.b1"


def plain_request(request: HttpRequest) -> HttpRequest:
    """Return the request that is meant; the same one where it already says so plainly.

    Raises
    ------
    Refused
        A query string or form that is no UTF-8, or an alternate request that breaks its rules.
    """
    query = pairs(request.META.get("QUERY_STRING", ""), "")
    request = _unchunked(request)
    if all(name != "method" for name, _ in query):
        return request
    return _from_form(request, query)


def pairs(text: str, path: str) -> list[tuple[str, str]]:
    """Return names and values of a query string or form, read strictly as UTF-8.

    Django would put U+FFFD where bytes are no UTF-8, and store what nobody sent.
    """
    if not text:
        return []
    parts = text.split("&")
    if len(parts) > _PAIRS_LIMIT:
        raise _bad(path, "communication-3.2.s3.b7", "too_many_parameters")
    found = []
    for part in parts:
        name, _, value = part.partition("=")
        if part:
            found.append((_unquoted(name, path), _unquoted(value, path)))
    return found


def _unquoted(text: str, path: str) -> str:
    if _BAD_ESCAPE.search(text):
        raise _bad(path, "rfc3986-2.1", "bad_percent_encoding")
    try:
        # A query string comes as Latin-1 of its bytes (PEP 3333).
        found = unquote_to_bytes(text.replace("+", " ").encode("latin-1")).decode()
    except UnicodeError:
        raise _bad(path, _ENCODING, "not_utf8") from None
    if "\x00" in found:
        raise _bad(path, _ENCODING, "nul")
    return found


def _bad(path: str, rule: str, reason: str) -> Refused:
    return Refused(400, "request_not_readable", [Problem(path, rule, reason)])


def body_of(request: HttpRequest, limit_bytes: int) -> bytes:
    """Return the whole body.

    Raises
    ------
    Refused
        413 for more than ``limit_bytes``, before it is read; 400 where less came than was announced.
    """
    length = announced_octets(request.META)
    if length > limit_bytes:
        raise Refused(413, "body_too_large")
    body = request.read(length)
    if len(body) < length:
        raise Refused(400, "body_breaks_off")
    return body


def _unchunked(request: HttpRequest) -> HttpRequest:
    """Give a body that came in chunks a length; Django takes one without for empty."""
    if not isinstance(request, WSGIRequest) or request.META.get("CONTENT_LENGTH"):
        return request
    if "chunked" not in request.META.get("HTTP_TRANSFER_ENCODING", "").lower():
        return request
    limit = settings.XAPI_BODY_MAX_BYTES
    try:
        body = request.environ["wsgi.input"].read(limit + 1)
    except OSError:
        raise Refused(400, "body_breaks_off") from None
    if len(body) > limit:
        raise Refused(413, "body_too_large")
    if request.method in ("PUT", "POST") and not _shows_its_end(request.content_type or "", body):
        raise Refused(411, "length_required")
    return _rebuilt(request, {}, body)


def _shows_its_end(content_type: str, body: bytes) -> bool:
    """Whether the body itself shows that its end is missing; the server does not say that a chunk is."""
    if content_type == MULTIPART:
        return True
    return content_type == "application/json" and body.lstrip()[:1] in (b"{", b"[", b'"')


def _rebuilt(request: HttpRequest, changes: dict[str, str], body: bytes) -> HttpRequest:
    if not isinstance(request, WSGIRequest):
        raise TypeError("only requests of a WSGI server can be rebuilt")
    environ: dict[str, Any] = {
        **request.environ,
        **changes,
        "CONTENT_LENGTH": str(len(body)),
        "wsgi.input": BytesIO(body),
    }
    environ.pop("HTTP_TRANSFER_ENCODING", None)
    return WSGIRequest(environ)


def _from_form(request: HttpRequest, query: list[tuple[str, str]]) -> HttpRequest:
    """Return the request that a form carries: headers, query string and content (1.3.s3)."""
    if _speaks_2(request.headers.get(VERSION_HEADER, "")):
        raise Refused(400, "alternate_syntax_removed")
    if request.method != "POST":
        raise Refused(400, "alternate_syntax_needs_post", [Problem("method", f"{_SYNTAX}.b1", "not_a_post")])
    if len(query) > 1:
        raise _bad("", f"{_SYNTAX}.b3", "more_than_method_in_the_query")
    method = query[0][1]
    if method not in _METHODS:
        raise _bad("method", f"{_SYNTAX}.b2", "not_a_method")
    changes, parameters, content = _sorted(_form(request))
    if _speaks_2(changes.get("HTTP_X_EXPERIENCE_API_VERSION", "")):
        raise Refused(400, "alternate_syntax_removed", headers={VERSION_HEADER: "2.0.0"})
    if content is None and method in ("PUT", "POST"):
        raise Refused(400, "content_missing", [Problem("content", f"{_SYNTAX}.b4", "missing")])
    changes |= {"REQUEST_METHOD": method, "QUERY_STRING": urlencode(parameters)}
    changes.setdefault("CONTENT_TYPE", "application/json")
    return _rebuilt(request, changes, (content or "").encode())


def _speaks_2(asked: str) -> bool:
    return edition_named(asked) == "2.0.0"


def _form(request: HttpRequest) -> list[tuple[str, str]]:
    if request.content_type not in (FORM, ""):
        raise _bad("", f"{_SYNTAX}.b9", "content_type_not_a_form")
    body = body_of(request, FORM_FACTOR * settings.XAPI_BODY_MAX_BYTES)
    return pairs(body.decode("latin-1"), "form")


def _sorted(form: list[tuple[str, str]]) -> tuple[dict[str, str], list[tuple[str, str]], str | None]:
    """Return what of a form is headers, what is the query string, and the content."""
    headers: dict[str, str] = {}
    parameters: list[tuple[str, str]] = []
    content: str | None = None
    for name, value in form:
        key = name.lower()
        if name == "content":
            if content is not None:
                raise _bad("content", f"{_SYNTAX}.b4", "repeated_parameter")
            content = value
        elif key in _HEADERS:
            if _HEADERS[key] in headers:
                raise _bad(name[:80], f"{_SYNTAX}.b7", "repeated_parameter")
            if not value.isascii() or not value.isprintable():
                raise _bad(name[:80], f"{_SYNTAX}.b7", "not_a_header_value")
            headers[_HEADERS[key]] = value
        elif key != _IGNORED:
            parameters.append((name, value))
    return headers, parameters, content
