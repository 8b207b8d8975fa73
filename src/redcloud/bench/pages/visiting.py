"""Somebody who looks at pages. In: a server and a person. Out: the pages their links lead to, and times."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass
from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit

import requests
from django.urls import resolve

LOGIN = "/accounts/login/"
PEOPLE = {
    "anyone": "/",
    "member": "/start/",
    "secretary": "/start/",
    "officer": "/start/",
    "editor": "/start/",
    "admin": "/start/",
}
"""Who looks, and where they begin."""


@dataclass(frozen=True, slots=True)
class Page:
    """A kind of page that somebody saw: all needs of a branch are one kind."""

    person: str
    name: str
    path: str


class Visitor:
    """A person with a connection that is kept, signed in."""

    def __init__(self, url: str, person: str, password: str) -> None:
        self._url, self.person = url, person
        self._session = requests.Session()
        if person != "anyone":
            self._sign_in(password)

    def _sign_in(self, password: str) -> None:
        self._get(LOGIN)
        fields = {
            "login": self.person,
            "password": password,
            "csrfmiddlewaretoken": self._session.cookies["csrftoken"],
        }
        answer = self._session.post(self._url + LOGIN, fields, headers={"Referer": self._url + LOGIN})
        if answer.status_code != 200 or answer.url.endswith(LOGIN):
            raise RuntimeError(f"{self.person} could not sign in: {answer.status_code}")

    def _get(self, path: str) -> requests.Response:
        return self._session.get(self._url + path, timeout=60)

    def pages(self) -> Iterator[Page]:
        """Follow links from page to page; each kind of page is given once, by the first that was met."""
        waiting, met = [PEOPLE[self.person]], set[str]()
        while waiting:
            path = waiting.pop(0)
            if kind_of(path) in met:
                continue
            answer = self._get(path)
            arrived = urlsplit(answer.url).path
            if answer.status_code >= 400:
                raise RuntimeError(f"{answer.status_code} for {self.person} at {path}")
            met.add(kind_of(path))
            if "text/html" not in answer.headers["Content-Type"] or kind_of(arrived) in met - {kind_of(path)}:
                continue
            met.add(kind_of(arrived))
            yield Page(self.person, kind_of(arrived), arrived)
            waiting += [link for link in links_in(answer.text, answer.url) if kind_of(link) not in met]

    def times_ms(self, path: str, repeats: int) -> list[float]:
        """Return how long each of ``repeats`` calls of a page took, after one that is not counted."""
        found = []
        for _ in range(repeats + 1):
            begun = time.perf_counter()
            self._get(path).raise_for_status()
            found.append((time.perf_counter() - begun) * 1000)
        return found[1:]


def kind_of(path: str) -> str:
    """Return the name that the address table gives a page: all branches' pages are one kind."""
    return resolve(urlsplit(path).path).url_name or path


def links_in(text: str, address: str) -> list[str]:
    """Return the links of a page to pages of the same server; downloads and what changes things left out."""
    reader = _Links()
    reader.feed(text)
    here = urlsplit(address)
    found = []
    for link in reader.found:
        there = urlsplit(urljoin(address, link))
        if (there.scheme, there.netloc) == (here.scheme, here.netloc) and "logout" not in there.path:
            found.append(there.path)
    return found


class _Links(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "a" and given.get("href") and "download" not in given:
            self.found.append(given["href"] or "")
