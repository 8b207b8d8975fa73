"""The fetch URL (cmi5 8.2): a unit asks once for its token. In: a key. Out: the token, or an error code."""

from __future__ import annotations

from typing import Final

from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.views.decorators.csrf import csrf_exempt

from redcloud.apps.study.actions import hand_token
from redcloud.web.api.cmi5.headers import for_any_origin

_ERRORS: Final = {
    "used": ("1", "The token was fetched before, or the session is over. Open the unit again from its page."),
    "unknown": ("2", "No open session has this address."),
    "failed": ("3", "The token could not be made. Try again in a moment."),
}
_METHODS: Final = "OPTIONS, POST"


@csrf_exempt
def token(request: HttpRequest, key: str) -> HttpResponseBase:
    """Hand out the token of a launch, once. Errors are told with status 200, as the specification asks."""
    if request.method == "OPTIONS":
        return for_any_origin(HttpResponse(status=204), methods=_METHODS)
    if request.method != "POST":
        return for_any_origin(JsonResponse({}, status=405, headers={"Allow": _METHODS}))
    try:
        found = hand_token(key=key)
    except DatabaseError:
        found = "failed"
    answer = {"auth-token": found}
    if found in _ERRORS:
        code, text = _ERRORS[found]
        answer = {"error-code": code, "error-text": text}
    return for_any_origin(JsonResponse(answer))
