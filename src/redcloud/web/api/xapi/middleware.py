"""The record store's own way through the house, and what stands on every answer under its address.

A program that sends statements has no session, no language, no cookie and no form. What the pages need
for these costs more than storing a statement, so requests under the address go past it: through
Django's security middleware, the check of the host, and straight to their view.
"""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from redcloud.web.api.straight import Handler, straight_way
from redcloud.web.api.xapi.versions import VERSION_HEADER, edition_answered, stamped

PREFIX = "/api/xapi"
EXPOSED = (
    "ETag, Last-Modified, Retry-After, WWW-Authenticate, "
    "X-Experience-API-Version, X-Experience-API-Consistent-Through"
)
ACCEPTED = (
    "Accept, Accept-Language, Authorization, Content-Type, If-Match, If-None-Match, "
    "X-Experience-API-Version, X-Experience-API-Hash, Content-Transfer-Encoding"
)
DAY_S = 86_400


class XapiMiddleware:
    """Sets the version on faults too (Communication 3.3.s3.b1), and lets content of other origins in.

    Any origin: a request is let in by its Authorization header, which a browser never adds by itself.
    """

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response
        # Faults become answers inside, so that these carry the version as well.
        self._straight = straight_way()

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.path_info.startswith(PREFIX):
            return self.get_response(request)
        response = self._straight(request)
        if VERSION_HEADER not in response:
            stamped(response, edition_answered(request))
        if "Origin" in request.headers:
            response["Access-Control-Allow-Origin"] = "*"
            response["Access-Control-Expose-Headers"] = EXPOSED
            if request.method == "OPTIONS":
                response["Access-Control-Allow-Methods"] = response.get("Allow", "")
                response["Access-Control-Allow-Headers"] = ACCEPTED
                response["Access-Control-Max-Age"] = str(DAY_S)
        response["Content-Security-Policy"] = "default-src 'none'; frame-ancestors 'none'"
        if not response.streaming:
            response.headers.setdefault("Content-Length", str(len(response.content)))
        return response
