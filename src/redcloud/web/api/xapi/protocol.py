"""What every request of the record store needs: a version, a credential, a scope, and a useful refusal."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

import msgspec
from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.http.request import UnreadablePostError
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt

from redcloud.apps.records.models import Credential, Scope
from redcloud.apps.records.queries import credential_of
from redcloud.engine.records.identifiers import Identifier
from redcloud.engine.records.validation import Edition, Problem

VERSION_HEADER = "X-Experience-API-Version"
CONSISTENT_HEADER = "X-Experience-API-Consistent-Through"
VERSIONS = ("1.0.3", "2.0.0")
_ALL = frozenset({Scope.ALL})
WRITERS = _ALL | {Scope.WRITE}
READERS = _ALL | {Scope.ALL_READ, Scope.READ, Scope.READ_MINE}


class Refused(Exception):  # noqa: N818 - it is an answer
    """Becomes the response: a status, a reason code, and the rules that were broken."""

    def __init__(self, status: int, reason: str, problems: Iterable[Problem] = ()) -> None:
        super().__init__(reason)
        self.status = status
        self.reason = reason
        self.problems = list(problems)


@dataclass(frozen=True, slots=True)
class Call:
    """A request that passed the door."""

    request: HttpRequest
    credential: Credential
    edition: Edition

    @property
    def authority(self) -> Identifier:
        """Who vouches for what this credential writes (xAPI Data 2.4.9)."""
        return Identifier("account", self.credential.key, f"{settings.PUBLIC_URL}/api/xapi/")

    def needs(self, scopes: frozenset[Scope]) -> None:
        """Refuse unless the credential's scope is one of ``scopes``."""
        if self.credential.scope not in scopes:
            raise Refused(403, "scope_too_narrow")

    @property
    def sees_own_only(self) -> bool:
        """Whether only statements of this credential may be read."""
        return self.credential.scope == Scope.READ_MINE


Handler = Callable[[Call], HttpResponse]
View = Callable[[HttpRequest], HttpResponse]


def resource(**handlers: Handler) -> View:
    """Return the view of a resource from one handler a method; every answer carries its version."""

    @csrf_exempt
    def view(request: HttpRequest) -> HttpResponse:
        try:
            return stamped(_dispatch(request, handlers), _edition_or_default(request))
        except Refused as refused:
            return stamped(_refusal(refused), _edition_or_default(request))

    return view


def _dispatch(request: HttpRequest, handlers: dict[str, Handler]) -> HttpResponse:
    method = "get" if request.method == "HEAD" else (request.method or "").lower()
    handler = handlers.get(method)
    if handler is None:
        raise Refused(405, "method_not_allowed")
    try:
        call = Call(request, _credential(request), _edition(request))
        response = handler(call)
    except RequestDataTooBig:
        raise Refused(413, "body_too_large") from None
    except UnreadablePostError:
        raise Refused(400, "body_breaks_off") from None
    except OperationalError:
        # The database is busy, full or away. Nothing was stored; the client may try again.
        raise Refused(503, "store_unavailable") from None
    if request.method == "HEAD":
        length = len(response.content)
        response.content = b""
        response["Content-Length"] = str(length)
    return response


def _edition(request: HttpRequest) -> Edition:
    """Return the rules that the request asks for (Communication 3.3, and 2.0's own)."""
    asked = request.headers.get(VERSION_HEADER)
    if asked is None:
        raise Refused(400, "version_header_missing")
    found = _known_version(asked)
    if found is None:
        raise Refused(400, "version_not_supported")
    return found


def _known_version(asked: str) -> Edition | None:
    parts = asked.split(".")
    if not all(part.isascii() and part.isdigit() for part in parts) or not 2 <= len(parts) <= 3:
        return None
    return {("1", "0"): "1.0.3", ("2", "0"): "2.0.0"}.get((parts[0], parts[1]))  # type: ignore[return-value]


def _edition_or_default(request: HttpRequest) -> Edition:
    return _known_version(request.headers.get(VERSION_HEADER, "")) or "1.0.3"


def _credential(request: HttpRequest) -> Credential:
    """Return the credential of HTTP Basic authentication (RFC 7617)."""
    scheme, _, encoded = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "basic":
        raise Refused(401, "credentials_missing")
    try:
        key, separator, secret = base64.b64decode(encoded, validate=True).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError):
        raise Refused(401, "credentials_unreadable") from None
    # A NUL is in no key of ours, and PostgreSQL would refuse to look for it.
    found = credential_of(key, secret) if separator and "\x00" not in key else None
    if found is None:
        raise Refused(401, "credentials_wrong")
    return found


def _refusal(refused: Refused) -> HttpResponse:
    problems = [
        {"path": one.path, "rule": one.rule, "section": one.section, "reason": one.reason}
        for one in refused.problems
    ]
    response = as_json({"error": refused.reason, "problems": problems}, refused.status)
    if refused.status == 401:
        response["WWW-Authenticate"] = 'Basic realm="xAPI", charset="UTF-8"'
    if refused.status == 503:
        response["Retry-After"] = "2"
    return response


def stamped(response: HttpResponse, edition: Edition) -> HttpResponse:
    """Set what stands on every response."""
    response[VERSION_HEADER] = edition
    response["Cache-Control"] = "no-store"
    return response


def as_json(value: Any, status: int = 200) -> HttpResponse:
    """Return a JSON response."""
    return HttpResponse(msgspec.json.encode(value), status=status, content_type="application/json")


def consistent(response: HttpResponse) -> HttpResponse:
    """Say until when the store's answers are complete: statements are stored before they are answered."""
    response[CONSISTENT_HEADER] = timezone.now().isoformat().replace("+00:00", "Z")
    return response
