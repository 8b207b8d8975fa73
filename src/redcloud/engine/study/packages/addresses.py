"""Stage study: where a unit is launched (cmi5 8.1, 13.1.4, 14). A unit's url in, an address out."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Final
from urllib.parse import parse_qsl, quote, unquote, urlencode, urlsplit, urlunsplit

from redcloud.engine.study.packages.faults import FaultCode

LAUNCH_NAMES: Final = ("endpoint", "fetch", "actor", "registration", "activityId")
"""What a launch adds to the query of a unit's url; the url itself uses none of them (8.1)."""
_SAFE: Final = "/#%[]=:;$&()+,!?*@'~"


def wrong_with(url: str, files: Collection[str] | None, *, plain_http: bool) -> FaultCode | None:
    """Return what is wrong with a unit's url; None for nothing.

    Parameters
    ----------
    files : keys of the package's files (`key_of`); None for a course structure without a package.
    plain_http : whether units may come over http, which this platform itself speaks then.
    """
    try:
        parts = urlsplit(url)
        host = parts.hostname
        parts.port  # noqa: B018 - raises for a port that is none
    except ValueError:
        return "url_unreadable"
    if any(name in LAUNCH_NAMES for name, _value in parse_qsl(parts.query, keep_blank_values=True)):
        return "url_parameter"
    if parts.scheme:
        return _wrong_outside(parts.scheme, host, plain_http)
    if parts.netloc or not parts.path:
        return "url_unreadable"
    if files is None:
        return "url_without_zip"
    path = file_of(url)
    if path is None:
        return "url_leads_out"
    return None if key_of(path) in files else "file_missing"


def _wrong_outside(scheme: str, host: str | None, plain_http: bool) -> FaultCode | None:
    if scheme not in ("http", "https"):
        return "url_not_web"
    if not host:
        return "url_unreadable"
    return None if scheme == "https" or plain_http else "url_not_safe"


def is_outside(url: str) -> bool:
    """Whether a unit lies on another host, and not in the package."""
    return bool(urlsplit(url).scheme)


def file_of(url: str) -> str | None:
    """Return the path in the package of a relative url; None where it leads out.

    Examples
    --------
    >>> file_of("./a%20b/./start.html?mode=1#top"), file_of("../x"), file_of("/x")
    ('a b/start.html', None, None)
    """
    path = unquote(urlsplit(url).path).replace("\\", "/")
    steps = [step for step in path.split("/") if step != "."]
    if path.startswith("/") or ".." in steps or not steps[-1:] or not steps[-1]:
        return None
    return "/".join(steps)


def key_of(path: str) -> str:
    """Return what a file is found by: packages made where case makes no difference are right here too."""
    return path.casefold()


def address_of(url: str, base: str) -> str:
    """Return the whole address of a unit, without what a launch adds; ``base`` ends with a slash."""
    if is_outside(url):
        return quote(url, safe=_SAFE)
    parts = urlsplit(url)
    path = quote(file_of(url) or "", safe="/")
    query, fragment = quote(parts.query, safe=_SAFE), quote(parts.fragment, safe=_SAFE)
    return base + urlunsplit(("", "", path, query, fragment))


def launch_address(url: str, base: str, given: Mapping[str, str]) -> str:
    """Return the address that launches a unit: its own query, then the launch's (8.1).

    Examples
    --------
    >>> launch_address("a.html?x=1#top", "https://lms.example/p/", {"endpoint": "https://lms.example/x?y"})
    'https://lms.example/p/a.html?x=1&endpoint=https%3A%2F%2Flms.example%2Fx%3Fy#top'
    """
    parts = urlsplit(address_of(url, base))
    added = urlencode(given, quote_via=quote)
    query = f"{parts.query}&{added}" if parts.query else added
    return urlunsplit((parts.scheme, parts.netloc, parts.path, query, parts.fragment))
