"""Stage notices: requests to addresses that somebody gave. In: an address. Out: its answer, bounded.

Whoever gives an address must not be able to make the server call where only the server can: a connection is
made only to the public address that was looked at, redirects are not followed, no proxy of the environment is
used, and an answer is read up to a size and a time whatever the other side does.
"""

from __future__ import annotations

import os
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from typing import Any
from urllib.parse import urlsplit

import requests
from django.conf import settings
from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.exceptions import HTTPError, NewConnectionError
from urllib3.util import connection as sockets

CONNECT_S, BETWEEN_BYTES_S, WHOLE_S = 5, 10, 20
ANSWER_MAX_BYTES = 16 * 1024
_KEPT_OPEN = 64
_SECURE = frozenset({"https"})
WEB = frozenset({"https", "http"})
_TRANSLATED = IPv6Network("64:ff9b::/96")  # may lead to any address of the old kind


def is_public(address: IPv4Address | IPv6Address) -> bool:
    """Whether an address is one of the open internet, also where it is wrapped in another.

    Examples
    --------
    >>> [is_public(ip_address(one)) for one in ("8.8.8.8", "10.0.0.1", "::ffff:127.0.0.1", "169.254.169.254")]
    [True, False, False, False]
    """
    if isinstance(address, IPv6Address):
        inner = address.ipv4_mapped or address.sixtofour
        if inner is not None:
            return is_public(inner)
        if address.teredo is not None or address in _TRANSLATED:
            return False
    return address.is_global and not address.is_multicast


@dataclass(frozen=True, slots=True)
class Bounds:
    """Where calls may lead, and how much of an answer is waited for and read."""

    schemes: frozenset[str] = _SECURE
    inside: bool = False
    """Whether any address may be called, those of the own network too."""
    loopback: bool = False
    """Whether this machine may be called."""
    answer_bytes: int = ANSWER_MAX_BYTES
    whole_s: float = WHOLE_S
    """Seconds for the whole of a call."""

    def allow(self, address: IPv4Address | IPv6Address) -> bool:
        """Whether an address may be called."""
        return self.inside or is_public(address) or (self.loopback and address.is_loopback)


def of_notices() -> Bounds:
    """Return the bounds of reminders and robots."""
    loopback = bool(settings.NOTICES_LOOPBACK)
    return Bounds(WEB if loopback else _SECURE, loopback=loopback, whole_s=WHOLE_S)


def is_address_to_call(url: str, bounds: Bounds | None = None) -> bool:
    """Whether an address may be kept: https, a name or a public number, neither user nor password.

    The name is looked up only when it is called, and then again each time.

    Parameters
    ----------
    bounds : other ones than those of notices.

    Examples
    --------
    >>> is_address_to_call("https://push.example.org/a"), is_address_to_call("https://10.0.0.1/a")
    (True, False)
    """
    try:
        parts = urlsplit(url)
        host, _port = parts.hostname or "", parts.port
    except ValueError:
        return False
    bounds = bounds or of_notices()
    if parts.scheme not in bounds.schemes or not host or parts.username is not None or parts.fragment:
        return False
    if any(ord(sign) <= 32 or sign == "\\" for sign in url):
        return False
    try:
        return bounds.allow(ip_address(host))
    except ValueError:
        # A name. Numbers in other writings (127.1, 0x7f.1) are refused when the address is looked up.
        if bounds.inside:
            return True
        return "." in host.strip(".") and not host.rstrip(".").endswith((".localhost", ".local", ".internal"))


class NotPublicError(OSError):
    """A name leads to an address that is none of the open internet."""


def _looked_up(host: str, port: int, bounds: Bounds) -> str:
    """Return an address of a host that may be called.

    Raises
    ------
    NotPublicError
    """
    for *_, place in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM):
        if bounds.allow(ip_address(str(place[0]).partition("%")[0])):
            return str(place[0])
    raise NotPublicError("not an address of the open internet")


class _Sockets(threading.local):
    """What this thread has open, so that a deadline can end a call wherever it stands."""

    def __init__(self) -> None:
        self.open: list[socket.socket] = []


_SOCKETS = _Sockets()


class _Careful:
    """Connects to the very address that was looked at."""

    bounds: Bounds

    def _new_conn(self: Any) -> socket.socket:
        try:
            address = _looked_up(self._dns_host, self.port, self.bounds)
            made = sockets.create_connection(
                (address, self.port), self.timeout, socket_options=self.socket_options
            )
        except (OSError, UnicodeError) as fault:
            raise NewConnectionError(self, type(fault).__name__) from fault
        _SOCKETS.open.append(socket.socket(fileno=os.dup(made.fileno())))
        return made


class _Adapter(HTTPAdapter):
    """Makes connections within bounds, and no others."""

    def __init__(self, bounds: Bounds) -> None:
        self._own = {"bounds": bounds}
        super().__init__()

    def init_poolmanager(self, *args: Any, **more: Any) -> None:
        super().init_poolmanager(*args, **more)
        http = type("_Http", (_Careful, HTTPConnection), self._own)
        https = type("_Https", (_Careful, HTTPSConnection), self._own)
        self.poolmanager.pool_classes_by_scheme = {
            "http": type("_HttpPool", (HTTPConnectionPool,), {"ConnectionCls": http}),
            "https": type("_HttpsPool", (HTTPSConnectionPool,), {"ConnectionCls": https}),
        }


class Carrier(requests.Session):
    """A session that calls only addresses within bounds and comes back in time with a short answer."""

    def __init__(self, bounds: Bounds | None = None) -> None:
        super().__init__()
        self.bounds = bounds or of_notices()
        self.trust_env = False
        self.headers.update({"Accept-Encoding": "identity", "User-Agent": "notice"})
        for scheme in ("https://", "http://"):
            self.mount(scheme, _Adapter(self.bounds))

    def request(  # type: ignore[override]  # fewer arguments, on purpose
        self, method: str, url: str, **more: Any
    ) -> requests.Response:
        """Send one request; see ``requests.Session.request`` for what it raises.

        Raises
        ------
        requests.exceptions.InvalidURL
            For an address that may not be called.
        """
        if not is_address_to_call(url, self.bounds):
            raise requests.exceptions.InvalidURL("not an address to call")
        bounded = {"timeout": (CONNECT_S, BETWEEN_BYTES_S), "allow_redirects": False, "stream": True}
        try:
            with _deadline(self.bounds.whole_s) as over:
                answer = super().request(method, url, **{**more, **bounded, "verify": True})
                answer._content = answer.raw.read(self.bounds.answer_bytes, decode_content=True)
                answer._content_consumed = True
                if not answer.raw.isclosed():
                    answer.close()
            if over.is_set():
                # What was cut off may look like an answer.
                raise requests.exceptions.Timeout("took too long")
        except HTTPError as fault:
            raise requests.exceptions.ConnectionError(type(fault).__name__) from fault
        finally:
            if len(_SOCKETS.open) > _KEPT_OPEN:
                self.close()
                _forget()
        return answer


@contextmanager
def _deadline(whole_s: float) -> Iterator[threading.Event]:
    """End what this thread has open once the time is over: a dripping answer holds nobody up."""
    over = threading.Event()
    timer = threading.Timer(whole_s, _hang_up, [_SOCKETS.open, over])
    timer.daemon = True
    timer.start()
    try:
        yield over
    finally:
        timer.cancel()


def _forget() -> None:
    while _SOCKETS.open:
        _SOCKETS.open.pop().close()


def _hang_up(these: list[socket.socket], over: threading.Event) -> None:
    over.set()
    for one in list(these):
        try:
            one.shutdown(socket.SHUT_RDWR)
        except OSError:
            continue


def why_unreached(fault: requests.ConnectionError) -> BaseException | None:
    """Return why no connection was made: `NotPublicError`, a name not found, …; None where one was."""
    reason = getattr(fault.args[0], "reason", None) if fault.args else None
    return reason.__cause__ if isinstance(reason, NewConnectionError) else None


@contextmanager
def carrier(bounds: Bounds | None = None) -> Iterator[Carrier]:
    """Give a session for as many messages as one run sends; ``bounds`` if not those of notices."""
    with Carrier(bounds) as session:
        try:
            yield session
        finally:
            _forget()
