"""Web resident, feature needs: the two short-lived cookies that stand in for an account.

``need_code`` carries a new code from the form to the page that shows it, once. ``need_followed`` says which
need this browser follows, for an hour: one need, so that no history of a resident comes about, and nothing
about it is kept on the server. Both are signed, unreadable to scripts, and sent to these pages alone.
"""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse

_CODE = "need_code"
_CODE_S = 600
_FOLLOWED = "need_followed"
_FOLLOWED_S = 3600
_PATH = "/needs/"


def _set(response: HttpResponse, name: str, value: str, seconds: int) -> None:
    response.set_signed_cookie(
        name,
        value,
        salt=name,
        max_age=seconds,
        path=_PATH,
        httponly=True,
        samesite="Lax",
        secure=settings.SECURE,
    )


def _read(request: HttpRequest, name: str, seconds: int) -> str | None:
    # A cookie that was tampered with or is too old reads as none.
    value: str | None = request.get_signed_cookie(name, default=None, salt=name, max_age=seconds)
    return value


def carry_code(response: HttpResponse, code: str) -> None:
    """Let the next page show the code."""
    _set(response, _CODE, code, _CODE_S)


def carried_code(request: HttpRequest) -> str | None:
    """Return the code that the last page left, if any."""
    return _read(request, _CODE, _CODE_S)


def drop_code(response: HttpResponse) -> None:
    """Forget the code: it was shown."""
    response.delete_cookie(_CODE, path=_PATH, samesite="Lax")


def follow(response: HttpResponse, code_hash: str) -> None:
    """Let this browser follow one need for an hour."""
    _set(response, _FOLLOWED, code_hash, _FOLLOWED_S)


def followed(request: HttpRequest) -> str | None:
    """Return the hash of the code of the need that this browser follows."""
    return _read(request, _FOLLOWED, _FOLLOWED_S)


def stop_following(response: HttpResponse) -> None:
    """End following in this browser, for instance on a shared computer."""
    response.delete_cookie(_FOLLOWED, path=_PATH, samesite="Lax")
