"""Stage study: what a page elsewhere says of itself, when an editor wants it. Address in, words out.

An address is somebody's text: it may name this machine, or one beside it that trusts this one. So every
address on the way is looked up and has to be a public one, and so has the one that is talked to in the end.
Nothing is kept, no cookie is sent, and a page that is too long or too slow is left.
"""

from __future__ import annotations

import ipaddress
import re
import socket
import time
from dataclasses import dataclass
from html.parser import HTMLParser
from typing import Any, Final
from urllib.parse import urljoin, urlsplit

import requests
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.exceptions import NewConnectionError

from redcloud.apps.notices.channels.outside import is_public

MOST_BYTES: Final = 512 * 1024
MOST_S: Final = 10.0
MOST_REDIRECTS: Final = 5
_TIMEOUT_S: Final = (4, 4)
_CHARSET = re.compile(rb"charset=[\"']?([A-Za-z0-9_\-]{2,20})")


@dataclass(frozen=True, slots=True)
class About:
    """What a page calls itself, and what it says it is about; either may be empty."""

    title: str
    description: str


def about(address: str) -> About:
    """Ask a page for its title and description.

    Raises
    ------
    ValidationError
        With what to do, where the address is not public or gives no page; keyed by ``link``.
    """
    deadline = time.monotonic() + MOST_S
    with requests.Session() as session:
        session.trust_env = False  # no proxy and no password of this machine's user
        for scheme in ("http://", "https://"):
            session.mount(scheme, _Guarded())
        for _step in range(MOST_REDIRECTS + 1):
            _check(address)
            try:
                answer = session.get(
                    address,
                    headers={"User-Agent": "SmartRedCloud", "Accept": "text/html"},
                    timeout=_TIMEOUT_S,
                    allow_redirects=False,
                    stream=True,
                )
                with answer:
                    if not answer.is_redirect:
                        return _read(answer, deadline)
                    address = urljoin(address, answer.headers["Location"])
            except (requests.RequestException, UnicodeError) as problem:
                raise _refused(_("网页没有打开。请检查网址，或自己写标题。")) from problem
            session.cookies.clear()
    raise _refused(_("网址转来转去，没有打开。请换成最后的网址。"))


def _check(address: str) -> None:
    try:
        parts = urlsplit(address)
        host, port = parts.hostname or "", parts.port or (443 if parts.scheme == "https" else 80)
    except ValueError as problem:
        raise _refused(_("请写以 http:// 或 https:// 开头的网址。")) from problem
    if parts.scheme not in ("http", "https") or not host or parts.username is not None:
        raise _refused(_("请写以 http:// 或 https:// 开头的网址。"))
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as problem:
        raise _refused(_("没有找到这个网站。请检查网址。")) from problem
    if not all(_is_public(str(entry[4][0])) for entry in found):
        raise _refused(_("这个网址在内部网络里，平台不去取。请自己写标题。"))


def _is_public(address: str) -> bool:
    if settings.LIBRARY_LINKS_INSIDE:
        return True
    return is_public(ipaddress.ip_address(address.partition("%")[0]))


def _read(answer: requests.Response, deadline: float) -> About:
    kind = answer.headers.get("Content-Type", "").partition(";")[0].strip().lower()
    if answer.status_code != requests.codes.ok or kind not in ("text/html", "application/xhtml+xml"):
        raise _refused(_("这个网址不是网页，或者现在打不开。请自己写标题。"))
    content = b""
    for block in answer.iter_content(16 * 1024):
        content += block
        if len(content) >= MOST_BYTES or time.monotonic() > deadline:
            break
    reader = _Head()
    reader.feed(_decoded(content[:MOST_BYTES], answer.headers.get("Content-Type", "")))
    return About(_line(reader.title, 120), _line(reader.description, 500))


def _decoded(content: bytes, content_type: str) -> str:
    named = _CHARSET.search(content_type.encode("ascii", "ignore")) or _CHARSET.search(content[:4096])
    charset = named[1].decode("ascii").lower() if named else "utf-8"
    # GB 18030 holds everything that pages which call themselves GB 2312 or GBK really write.
    charset = "gb18030" if charset in ("gb2312", "gbk", "x-gbk") else charset
    try:
        return content.decode(charset, errors="replace")
    except LookupError:
        return content.decode("utf-8", errors="replace")


def _line(text: str, most: int) -> str:
    return " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())[:most]


class _Head(HTMLParser):
    """Reads title and description of a page; what is shared (Open Graph) goes before what a tab shows."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._said: dict[str, str] = {}
        self._in_title = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        named = {name: value or "" for name, value in attrs}
        if tag == "title" and "title" not in self._said:
            self._in_title = True
        elif tag == "meta":
            name = (named.get("property") or named.get("name") or "").lower()
            self._said.setdefault(name, named.get("content", ""))

    def handle_endtag(self, tag: str) -> None:
        if tag == "title":
            self._in_title = False

    def handle_data(self, data: str) -> None:
        if self._in_title:
            self._said["title"] = self._said.get("title", "") + data

    @property
    def title(self) -> str:
        """What the page calls itself."""
        return self._said.get("og:title") or self._said.get("title", "")

    @property
    def description(self) -> str:
        """What it says it is about."""
        return self._said.get("og:description") or self._said.get("description", "")


def _refused(sentence: str) -> ValidationError:
    return ValidationError({"link": sentence})


def _checked(connection: HTTPConnection, made: socket.socket) -> socket.socket:
    """The open connection, if what answered is public: a name may mean another address by now."""
    if not _is_public(str(made.getpeername()[0])):
        made.close()
        raise NewConnectionError(connection, "not a public address")
    return made


class _Http(HTTPConnection):
    def _new_conn(self) -> socket.socket:
        return _checked(self, super()._new_conn())


class _Https(HTTPSConnection):
    def _new_conn(self) -> socket.socket:
        return _checked(self, super()._new_conn())


class _HttpPool(HTTPConnectionPool):
    ConnectionCls = _Http


class _HttpsPool(HTTPSConnectionPool):
    ConnectionCls = _Https


class _Guarded(HTTPAdapter):
    """Talks to public addresses alone."""

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        super().init_poolmanager(*args, **kwargs)
        self.poolmanager.pool_classes_by_scheme = {"http": _HttpPool, "https": _HttpsPool}
