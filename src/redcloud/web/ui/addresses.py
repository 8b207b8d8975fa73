"""Web ui: which client is asking, for rate limits only. The address is used at once and kept nowhere."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest


def client_address(request: HttpRequest) -> str:
    """Return the client's address; behind the declared proxy, the one which that proxy saw.

    Only the last entry of ``X-Forwarded-For`` is the proxy's own; the others are what a client claims.
    """
    if settings.SECURE_PROXY_SSL_HEADER is not None:
        claimed = request.headers.get("X-Forwarded-For", "")
        if claimed:
            return claimed.rsplit(",", 1)[-1].strip()
    return str(request.META.get("REMOTE_ADDR", ""))
