"""Stage notices: requests to addresses that somebody gave. In: an https address. Out: its answer, bounded.

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


def _is_allowed(address: IPv4Address | IPv6Address) -> bool:
    return is_public(address) or (settings.NOTICES_LOOPBACK and address.is_loopback)


def is_address_to_call(url: str) -> bool:
    """Whether an address may be kept: https, a name or a public number, neither user nor password.

    The name is looked up only when it is called, and then again each time.

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
    schemes = {"https", "http"} if settings.NOTICES_LOOPBACK else {"https"}
    if parts.scheme not in schemes or not host or parts.username is not None or parts.fragment:
        return False
    if any(ord(sign) <= 32 or sign == "\\" for sign in url):
        return False
    try:
        return _is_allowed(ip_address(host))
    except ValueError:
        # A name. Numbers in other writings (127.1, 0x7f.1) are refused when the address is looked up.
        return "." in host.strip(".") and not host.rstrip(".").endswith((".localhost", ".local", ".internal"))


class NotPublicError(OSError):
    """A name leads to an address that is none of the open internet."""


def _looked_up(host: str, port: int) -> str:
    """Return an address of a host that may be called.

    Raises
    ------
    NotPublicError
    """
    for *_, place in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM):
        if _is_allowed(ip_address(str(place[0]).partition("%")[0])):
            return str(place[0])
    raise NotPublicError("not an address of the open internet")


class _Sockets(threading.local):
    """What this thread has open, so that a deadline can end a call wherever it stands."""

    def __init__(self) -> None:
        self.open: list[socket.socket] = []


_SOCKETS = _Sockets()


class _Careful:
    """Connects to the very address that was looked at."""

    def _new_conn(self: Any) -> socket.socket:
        try:
            address = _looked_up(self._dns_host, self.port)
            made = sockets.create_connection(
                (address, self.port), self.timeout, socket_options=self.socket_options
            )
        except OSError as fault:
            raise NewConnectionError(self, type(fault).__name__) from fault
        _SOCKETS.open.append(socket.socket(fileno=os.dup(made.fileno())))
        return made


class _Http(_Careful, HTTPConnection):
    pass


class _Https(_Careful, HTTPSConnection):
    pass


class _HttpPool(HTTPConnectionPool):
    ConnectionCls = _Http


class _HttpsPool(HTTPSConnectionPool):
    ConnectionCls = _Https


class _Adapter(HTTPAdapter):
    def init_poolmanager(self, *args: Any, **more: Any) -> None:
        super().init_poolmanager(*args, **more)
        self.poolmanager.pool_classes_by_scheme = {"http": _HttpPool, "https": _HttpsPool}


class Carrier(requests.Session):
    """A session that calls only public addresses and comes back in time with a short answer."""

    def __init__(self) -> None:
        super().__init__()
        self.trust_env = False
        self.headers.update({"Accept-Encoding": "identity", "User-Agent": "notice"})
        for scheme in ("https://", "http://"):
            self.mount(scheme, _Adapter())

    def request(  # type: ignore[override]
        self, method: str, url: str, **more: Any
    ) -> requests.Response:
        """Send one request; see ``requests.Session.request`` for what it raises.

        Raises
        ------
        requests.exceptions.InvalidURL
            For an address that may not be called.
        """
        if not is_address_to_call(url):
            raise requests.exceptions.InvalidURL("not an address to call")
        bounded = {"timeout": (CONNECT_S, BETWEEN_BYTES_S), "allow_redirects": False, "stream": True}
        try:
            with _deadline() as over:
                answer = super().request(method, url, **{**more, **bounded, "verify": True})
                answer._content = answer.raw.read(ANSWER_MAX_BYTES)
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
def _deadline() -> Iterator[threading.Event]:
    """End what this thread has open once ``WHOLE_S`` have passed: a dripping answer holds nobody up."""
    over = threading.Event()
    timer = threading.Timer(WHOLE_S, _hang_up, [_SOCKETS.open, over])
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


@contextmanager
def carrier() -> Iterator[Carrier]:
    """Give a session for as many messages as one run sends."""
    with Carrier() as session:
        try:
            yield session
        finally:
            _forget()
