"""Stage study: what a page elsewhere says of itself, when an editor wants it. Address in, words out.

An address is somebody's text: it may name this machine, or one beside it that trusts this one. So every
address on the way has to be a public one (``notices.channels.outside``). Nothing is kept, no cookie is sent,
and a page that is too long or too slow is left.
"""

from __future__ import annotations

import re
import socket
from dataclasses import dataclass
from html.parser import HTMLParser
from typing import Final
from urllib.parse import urldefrag, urljoin, urlsplit

import requests
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from redcloud.apps.notices.channels.outside import (
    WEB,
    Bounds,
    Carrier,
    NotPublicError,
    carrier,
    why_unreached,
)

MOST_BYTES: Final = 512 * 1024
MOST_S = 10.0
MOST_REDIRECTS: Final = 5
_ASKED: Final = {"User-Agent": "SmartRedCloud", "Accept": "text/html"}
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
    inside = bool(settings.LIBRARY_LINKS_INSIDE)
    bounds = Bounds(WEB, inside=inside, answer_bytes=MOST_BYTES, whole_s=MOST_S)
    with carrier(bounds) as session:
        for _step in range(MOST_REDIRECTS + 1):
            answer = _asked(session, urldefrag(address).url)
            if not answer.is_redirect:
                return _read(answer)
            address = urljoin(address, answer.headers["Location"])
            session.cookies.clear()
    raise _refused(_("网址转来转去，没有打开。请换成最后的网址。"))


def _asked(session: Carrier, address: str) -> requests.Response:
    if not _is_of_the_web(address):
        raise _refused(_("请写以 http:// 或 https:// 开头的网址。"))
    try:
        return session.get(address, headers=_ASKED)
    except requests.exceptions.InvalidURL as problem:
        raise _refused(_("这个网址在内部网络里，平台不去取。请自己写标题。")) from problem
    except requests.ConnectionError as problem:
        why = why_unreached(problem)
        if isinstance(why, NotPublicError):
            raise _refused(_("这个网址在内部网络里，平台不去取。请自己写标题。")) from problem
        if isinstance(why, (socket.gaierror, UnicodeError)):
            raise _refused(_("没有找到这个网站。请检查网址。")) from problem
        raise _refused(_("网页没有打开。请检查网址，或自己写标题。")) from problem
    except (requests.RequestException, UnicodeError) as problem:
        raise _refused(_("网页没有打开。请检查网址，或自己写标题。")) from problem


def _is_of_the_web(address: str) -> bool:
    try:
        parts = urlsplit(address)
        return parts.scheme in WEB and bool(parts.hostname) and parts.username is None and " " not in address
    except ValueError:
        return False


def _read(answer: requests.Response) -> About:
    kind = answer.headers.get("Content-Type", "").partition(";")[0].strip().lower()
    if answer.status_code != requests.codes.ok or kind not in ("text/html", "application/xhtml+xml"):
        raise _refused(_("这个网址不是网页，或者现在打不开。请自己写标题。"))
    reader = _Head()
    reader.feed(_decoded(answer.content, answer.headers.get("Content-Type", "")))
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
