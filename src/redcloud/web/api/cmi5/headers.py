"""What stands on every answer to a package. In: a response. Out: the same, closed to everything else.

A package is somebody else's code. Its pages are put into a sandbox without an origin, so that they have no
cookies and no way into a page of this platform, and they may load from and speak to nothing but their own
files and the record store.
"""

from __future__ import annotations

from typing import Final
from urllib.parse import urlsplit

from django.http.response import HttpResponseBase

SANDBOX: Final = "sandbox allow-scripts allow-forms allow-popups allow-modals allow-downloads"
_FEATURES: Final = (
    "accelerometer", "bluetooth", "camera", "display-capture", "geolocation", "gyroscope", "hid",
    "idle-detection", "local-fonts", "magnetometer", "microphone", "midi", "payment",
    "publickey-credentials-get", "screen-wake-lock", "serial", "usb", "xr-spatial-tracking",
)  # fmt: skip
DAY_S = 86_400


def for_any_origin(response: HttpResponseBase, methods: str = "") -> HttpResponseBase:
    """Let a page without an origin read an answer; no cookie is let in with the question."""
    response["Access-Control-Allow-Origin"] = "*"
    response["Cache-Control"] = "no-store"
    response["Referrer-Policy"] = "no-referrer"
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; frame-ancestors 'none'"
    if methods:
        response["Access-Control-Allow-Methods"] = methods
        response["Access-Control-Allow-Headers"] = "Content-Type"
        response["Access-Control-Max-Age"] = str(DAY_S)
    return response


def policy(base: str, *, endpoint: str, token: str) -> str:
    """Return the content security policy of a package's file.

    Parameters
    ----------
    base : where the files of this launch lie, with a slash at the end.
    endpoint, token : the two other addresses that its scripts may ask.
    """
    own = _source(base)
    inline = f"{own} 'unsafe-inline'"
    directives = {
        "default-src": "'none'",
        "script-src": f"{inline} 'unsafe-eval' 'wasm-unsafe-eval' blob:",
        "style-src": inline,
        "img-src": f"{own} data: blob:",
        "media-src": f"{own} data: blob:",
        "font-src": f"{own} data:",
        "connect-src": f"{own} {_source(endpoint)} {_source(token)} data: blob:",
        "worker-src": f"{own} blob:",
        "frame-src": f"{own} blob:",
        "object-src": own,
        "manifest-src": "'none'",
        "form-action": own,
        "base-uri": own,
    }
    return "; ".join([SANDBOX, *(f"{name} {value}" for name, value in directives.items())])


def _source(address: str) -> str:
    """Return an address as a source: neither a query nor a sign that would end the directive."""
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc}{parts.path}".replace(";", "%3B").replace(",", "%2C")


def close_file(response: HttpResponseBase, csp: str) -> HttpResponseBase:
    """Put on a file of a package what keeps it to itself."""
    response["Content-Security-Policy"] = csp
    response["X-Content-Type-Options"] = "nosniff"
    response["Referrer-Policy"] = "no-referrer"
    response["Permissions-Policy"] = ", ".join(f"{name}=()" for name in _FEATURES)
    # Its own pages, which have no origin, load it; so do its windows.
    response["Access-Control-Allow-Origin"] = "*"
    response["Cross-Origin-Resource-Policy"] = "cross-origin"
    response["Cross-Origin-Opener-Policy"] = "unsafe-none"
    response["X-Robots-Tag"] = "noindex"
    return response
