"""A way through the house for programs. In: a prefix of addresses. Out: their views, past what pages need.

Whoever sends statements or loads a package has no session, no language, no cookie and no form. Requests go
through Django's security middleware, the check of the host, and straight to their view.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import cast

from django.core.handlers.exception import convert_exception_to_response
from django.http import HttpRequest, HttpResponse
from django.middleware.security import SecurityMiddleware
from django.urls import get_resolver

Handler = Callable[[HttpRequest], HttpResponse]


def straight_way() -> Handler:
    """Return what answers a request by its view; faults become answers inside."""
    way = convert_exception_to_response(SecurityMiddleware(convert_exception_to_response(_to_the_view)))
    # Neither the middleware nor a view of ours is asynchronous.
    return lambda request: cast(HttpResponse, way(request))


def _to_the_view(request: HttpRequest) -> HttpResponse:
    request.get_host()  # raises DisallowedHost, which is a 400
    found = get_resolver().resolve(request.path_info)
    request.resolver_match = found
    response: HttpResponse = found.func(request, *found.args, **found.kwargs)
    return response


class PackagesMiddleware:
    """Lets files and tokens of open packages past sessions: the key in the address says who asks."""

    PREFIX = "/api/cmi5/"

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response
        self._straight = straight_way()

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path_info.startswith(self.PREFIX):
            return self._straight(request)
        return self.get_response(request)
