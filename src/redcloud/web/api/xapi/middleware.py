"""What stands on every answer under the record store's address, also where no view was reached."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

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

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if not request.path_info.startswith(PREFIX):
            return response
        if VERSION_HEADER not in response:
            stamped(response, edition_answered(request))
        if "Origin" in request.headers:
            response["Access-Control-Allow-Origin"] = "*"
            response["Access-Control-Expose-Headers"] = EXPOSED
            if request.method == "OPTIONS":
                response["Access-Control-Allow-Methods"] = response.get("Allow", "")
                response["Access-Control-Allow-Headers"] = ACCEPTED
                response["Access-Control-Max-Age"] = str(DAY_S)
        return response
