"""What every request of the record store needs: a version, a credential, a scope, and a useful refusal."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import msgspec
from django.core.exceptions import RequestDataTooBig, SuspiciousOperation
from django.http import HttpRequest, HttpResponse
from django.http.request import UnreadablePostError
from django.http.response import HttpResponseBase
from django.views.decorators.csrf import csrf_exempt

from redcloud.apps.outages import AWAY, is_disk_full
from redcloud.apps.people.models import Organisation
from redcloud.apps.records.models import Scope
from redcloud.apps.study.models import Launch
from redcloud.engine.objects import OutOfReach
from redcloud.engine.records.identifiers import Identifier
from redcloud.engine.records.validation import Edition
from redcloud.web.api.xapi.door import Admission, door
from redcloud.web.api.xapi.pressure import pressure
from redcloud.web.api.xapi.rates import launch_rates, rates
from redcloud.web.api.xapi.refusals import Refused, refusal, store_full
from redcloud.web.api.xapi.requests import plain_request
from redcloud.web.api.xapi.versions import (
    VERSION_HEADER,
    edition_answered,
    edition_named,
    edition_spoken,
    remember,
    stamped,
)
from redcloud.web.ui.bodies import TooMany, first_cause

CONSISTENT_HEADER = "X-Experience-API-Consistent-Through"
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
# Whoever may read anything may read what an activity is called, and have an agent put into form.
ANY_READERS = READERS | {Scope.STATE, Scope.PROFILE}
ACTIVITY_READERS = ANY_READERS | DEFINERS


@dataclass(frozen=True, slots=True)
class Call:
    """A request that passed the door."""

    request: HttpRequest
    admission: Admission
    edition: Edition

    @property
    def root(self) -> Organisation:
        """Whose record store is asked."""
        return self.admission.root

    @property
    def key(self) -> str:
        """What counters know the sender by; units of packages together."""
        return self.admission.key

    @property
    def launch(self) -> Launch | None:
        """The launch whose unit asks; None where a program does."""
        return self.admission.launch

    @property
    def authority(self) -> Identifier:
        """Who vouches for what this credential writes (xAPI Data 2.4.9)."""
        return self.admission.authority

    def has(self, scopes: frozenset[Scope]) -> bool:
        """Whether one of ``scopes`` is granted."""
        return not scopes.isdisjoint(self.admission.scopes)

    def needs(self, scopes: frozenset[Scope]) -> None:
        """Refuse unless one of ``scopes`` is granted."""
        if not self.has(scopes):
            raise Refused(403, "scope_too_narrow")

    @property
    def sees_own_only(self) -> bool:
        """Whether only statements of this credential may be read."""
        return not self.has(ALL_READERS)


Handler = Callable[[Call], HttpResponseBase]
Public = Callable[[HttpRequest], HttpResponse]
View = Callable[[HttpRequest], HttpResponseBase]


def resource(**handlers: Handler) -> View:
    """Return the view of a resource from one handler a method; every answer carries its version."""

    def other_method(_call: Call) -> HttpResponseBase:
        raise _not_allowed(frozenset(handlers))

    def handled(request: HttpRequest, method: str) -> HttpResponseBase:
        return _handled(request, handlers.get(method, other_method))

    return _view(frozenset(handlers), handled)


def public_resource(answer: Public, methods: frozenset[str] = frozenset({"get"})) -> View:
    """Return the view of a resource that needs neither a credential nor a version."""

    def handled(request: HttpRequest, method: str) -> HttpResponseBase:
        if method not in methods:
            raise _not_allowed(methods)
        return stamped(answer(request), edition_answered(request))

    return _view(methods, handled)


def _view(methods: frozenset[str], handled: Callable[[HttpRequest, str], HttpResponseBase]) -> View:
    @csrf_exempt
    def view(request: HttpRequest) -> HttpResponseBase:
        try:
            if request.method == "OPTIONS":
                return stamped(_options(methods), edition_answered(request))
            with pressure.room(request):
                request = plain_request(request)
                method = "get" if request.method == "HEAD" else (request.method or "").lower()
                if method not in methods and not request.headers.get("Authorization"):
                    raise _not_allowed(methods)
                response = handled(request, method)
        except Refused as refused:
            response = stamped(refusal(refused), edition_answered(request))
        return _without_body(response) if request.method == "HEAD" else response

    return view


def _not_allowed(methods: frozenset[str]) -> Refused:
    return Refused(405, "method_not_allowed", headers={"Allow": _allowed(methods)})


def _allowed(methods: frozenset[str]) -> str:
    also = {"HEAD", "OPTIONS"} if "get" in methods else {"OPTIONS"}
    return ", ".join(sorted({one.upper() for one in methods} | also))


def _options(methods: frozenset[str]) -> HttpResponse:
    return HttpResponse(status=204, headers={"Allow": _allowed(methods)})


def _handled(request: HttpRequest, handler: Handler) -> HttpResponseBase:
    try:
        admission = door.admit(request.headers.get("Authorization", ""))
        _take_turn(admission)
        call = Call(request, admission, _edition(request, admission.key))
        return stamped(handler(call), call.edition)
    except RequestDataTooBig:
        raise Refused(413, "body_too_large") from None
    except SuspiciousOperation:
        # More parameters than Django reads, for instance.
        raise Refused(400, "request_not_readable") from None
    except UnreadablePostError as problem:
        raise _unread(problem) from None
    except AWAY as problem:
        # Nothing was stored; the client may try again.
        if is_disk_full(problem):
            raise store_full() from None
        raise Refused(503, "store_unavailable", retry_after_s=2) from None
    except OutOfReach:
        raise Refused(503, "files_unavailable", retry_after_s=60) from None


def _take_turn(admission: Admission) -> None:
    """Let one more request in of what the sender may ask in a minute."""
    if admission.credential is not None:
        rates.take(admission.credential)
    elif admission.launch is not None:
        launch_rates.take(admission.launch.pk)


def _unread(problem: UnreadablePostError) -> Refused:
    """Return the answer to a body that could not be read to its end."""
    if isinstance(first_cause(problem), TooMany):
        return Refused(503, "too_busy", retry_after_s=1)
    return Refused(400, "body_breaks_off")


def _without_body(response: HttpResponseBase) -> HttpResponseBase:
    """Answer HEAD: all that GET says, but the body (Communication 1.1)."""
    if not isinstance(response, HttpResponse):
        return HttpResponse(status=response.status_code, headers=response.headers)
    length = len(response.content)
    response.content = b""
    response["Content-Length"] = str(length)
    return response


def _edition(request: HttpRequest, key: str) -> Edition:
    """Return the rules that the request asks for (Communication 3.3, and 2.0's own)."""
    asked = request.headers.get(VERSION_HEADER)
    found = edition_named(asked) if asked is not None else None
    if found is None:
        reason = "version_header_missing" if asked is None else "version_not_supported"
        raise Refused(400, reason, headers={VERSION_HEADER: edition_spoken(key)})
    remember(key, found)
    return found


def as_json(value: Any, status: int = 200) -> HttpResponse:
    """Return a JSON response."""
    return HttpResponse(msgspec.json.encode(value), status=status, content_type="application/json")
