"""What every request of the record store needs: a version, a credential, a scope, and a useful refusal."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import msgspec
from django.core.exceptions import RequestDataTooBig
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.http.request import UnreadablePostError
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt

from redcloud.apps.records.models import Credential, Scope
from redcloud.engine.records.identifiers import Identifier
from redcloud.engine.records.validation import Edition
from redcloud.web.api.xapi.door import Admission, door
from redcloud.web.api.xapi.refusals import Refused as Refused  # every resource takes it from here

VERSION_HEADER = "X-Experience-API-Version"
CONSISTENT_HEADER = "X-Experience-API-Consistent-Through"
VERSIONS = ("1.0.3", "2.0.0")
_ALL = frozenset({Scope.ALL})
WRITERS = _ALL | {Scope.WRITE}
ALL_READERS = _ALL | {Scope.ALL_READ, Scope.READ}
READERS = ALL_READERS | {Scope.READ_MINE}
# Documents: what may be read is wider than what may be written (Communication 4.2).
STATE_WRITERS = _ALL | {Scope.STATE}
STATE_READERS = STATE_WRITERS | {Scope.ALL_READ}
PROFILE_WRITERS = _ALL | {Scope.PROFILE}
PROFILE_READERS = PROFILE_WRITERS | {Scope.ALL_READ}
DEFINERS = _ALL | {Scope.DEFINE}


@dataclass(frozen=True, slots=True)
class Call:
    """A request that passed the door."""

    request: HttpRequest
    admission: Admission
    edition: Edition

    @property
    def credential(self) -> Credential:
        """Whose request it is."""
        return self.admission.credential

    @property
    def authority(self) -> Identifier:
        """Who vouches for what this credential writes (xAPI Data 2.4.9)."""
        return self.admission.authority

    def needs(self, scopes: frozenset[Scope]) -> None:
        """Refuse unless one of ``scopes`` is granted."""
        if scopes.isdisjoint(self.admission.scopes):
            raise Refused(403, "scope_too_narrow")

    @property
    def sees_own_only(self) -> bool:
        """Whether only statements of this credential may be read."""
        return ALL_READERS.isdisjoint(self.admission.scopes)


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
        call = Call(request, door.admit(request.headers.get("Authorization", "")), _edition(request))
        response = handler(call)
    except RequestDataTooBig:
        raise Refused(413, "body_too_large") from None
    except UnreadablePostError:
        raise Refused(400, "body_breaks_off") from None
    except OperationalError:
        # The database is busy, full or away. Nothing was stored; the client may try again.
        raise Refused(503, "store_unavailable", retry_after_s=2) from None
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


def _refusal(refused: Refused) -> HttpResponse:
    problems = [
        {"path": one.path, "rule": one.rule, "section": one.section, "reason": one.reason}
        for one in refused.problems
    ]
    response = as_json({"error": refused.reason, "problems": problems}, refused.status)
    if refused.status == 401:
        response["WWW-Authenticate"] = 'Basic realm="xAPI", charset="UTF-8"'
    if refused.retry_after_s is not None:
        response["Retry-After"] = str(refused.retry_after_s)
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
