"""Walks the running product as each person, by its own links, and looks at every page it finds.

A page is seen once for each URL name: in Chinese on a desktop, in English on a phone, and dark. The
walk itself is a test as well: a page that no link leads to is not found, and ``NOT_LINKED`` names those.
"""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urljoin, urlsplit

import pytest
from django.urls import Resolver404, resolve
from playwright.sync_api import Page

from tests.browser.inspection import (
    axe_violations,
    chinese_outside_marked_parts,
    headings_broken_letter_by_letter,
    sideways_overflow,
)

STARTS = {
    "anonymous": ["/", "/accounts/login/", "/activate/"],
    "member": ["/start/"],
    "secretary": ["/start/"],
    "officer": ["/start/"],
    "editor": ["/start/"],
    "admin": ["/start/"],
}

NOT_PAGES = ("download", "csv", "export", "photo", "file", "open311", "xapi", "logout")
"""Parts of URL names that answer with something else than a page of ours."""

PAGES_AT_MOST = 60


def _name(address: str) -> str | None:
    try:
        return resolve(urlsplit(address).path).url_name
    except Resolver404:
        return None


def _links(page: Page) -> list[str]:
    found: list[str] = page.eval_on_selector_all(
        "a[href]", "links => links.filter(a => !a.hasAttribute('download')).map(a => a.getAttribute('href'))"
    )
    return [
        urljoin(page.url, link).split("#")[0] for link in found if not link.startswith(("mailto:", "tel:"))
    ]


def _walk(page: Page, starts: list[str], home: str) -> dict[str, str]:
    """Return one address for each URL name that links lead to."""
    waiting = [urljoin(home, start) for start in starts]
    seen: dict[str, str] = {}
    tried: set[str] = set()
    while waiting and len(seen) < PAGES_AT_MOST:
        address = waiting.pop(0)
        name = _name(address)
        own = urlsplit(address).netloc == urlsplit(home).netloc
        if not own or name is None or name in tried or any(part in name for part in NOT_PAGES):
            continue
        tried.add(name)
        answer = page.goto(address)
        assert answer is not None
        assert answer.status < 400, f"{address} answers {answer.status}"
        seen[_name(page.url) or name] = page.url
        waiting += _links(page)
    return seen


@pytest.fixture(scope="module")
def looked_at() -> set[str]:
    """URL names that a person before has been through; each page is looked at once."""
    return set()


@pytest.mark.parametrize("person", STARTS)
def test_every_page_is_sound_in_both_languages_on_phone_and_desktop_and_dark(
    person: str, open_as: Callable[..., Page], served, looked_at: set[str]
) -> None:
    desktop = open_as(person, width="desktop")
    pages = _walk(desktop, STARTS[person], served.url)
    assert len(pages) >= 3, "the walk found hardly any page"
    phone = open_as(person, language="en", width="phone")
    dark = open_as(person, width="phone", scheme="dark")
    faults: list[str] = []
    for name, address in pages.items():
        if name in looked_at:
            continue
        looked_at.add(name)
        desktop.goto(address)
        faults += [f"{name} zh desktop: {fault}" for fault in axe_violations(desktop)]
        faults += [
            f"{name} zh desktop: broken heading: {head}" for head in headings_broken_letter_by_letter(desktop)
        ]
        phone.goto(address)
        faults += [f"{name} en phone: {fault}" for fault in axe_violations(phone)]
        faults += [
            f"{name} en: not marked as Chinese: {text}" for text in chinese_outside_marked_parts(phone)
        ]
        faults += [f"{name} en phone: too wide: {part}" for part in sideways_overflow(phone)]
        dark.goto(address)
        faults += [f"{name} dark: {fault}" for fault in axe_violations(dark)]
        faults += [f"{name} zh phone: too wide: {part}" for part in sideways_overflow(dark)]
    assert faults == [], "\n".join(faults)
