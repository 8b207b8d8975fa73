"""A real Chromium against a real server. Left out where Chromium is not found, except in CI."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
AXE = Path(__file__).resolve().parents[2] / "node_modules/axe-core/axe.min.js"
WIDTHS = {"phone": (360, 780), "desktop": (1280, 900)}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark every test of this folder, and leave it out without Chromium."""
    for item in items:
        if Path(__file__).parent not in item.path.parents:
            continue
        item.add_marker(pytest.mark.browser)
        if CHROMIUM is None and not os.environ.get("REDCLOUD_CI"):
            item.add_marker(pytest.mark.skip(reason="browser tests left out: no Chromium found"))


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One Chromium for all browser tests."""
    # Playwright's sync API runs an event loop in this thread, which Django takes for async code.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(
            executable_path=CHROMIUM,
            args=[
                "--no-sandbox",
                "--disable-gpu",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
            ],
        )
        yield chromium
        chromium.close()


@pytest.fixture
def open_as(browser: Browser, live_server, client_cookie) -> Iterator[Callable[..., Page]]:
    """Return ``open_as(role, language="zh-hans", width="desktop", scheme="light", script=True) -> Page``.

    Any error in the browser's console, and any request that fails, fails the test.
    """
    contexts: list[BrowserContext] = []
    problems: list[str] = []

    def open_page(
        role: str,
        *,
        language: str = "zh-hans",
        width: str = "desktop",
        scheme: str = "light",
        script: bool = True,
    ) -> Page:
        across, down = WIDTHS[width]
        context = browser.new_context(
            base_url=live_server.url,
            viewport={"width": across, "height": down},
            color_scheme=scheme,
            java_script_enabled=script,
            bypass_csp=False,
        )
        contexts.append(context)
        cookies = [{"name": "django_language", "value": language, "url": live_server.url}]
        if role != "anonymous":
            cookies.append({"name": "sessionid", "value": client_cookie(role), "url": live_server.url})
        context.add_cookies(cookies)
        page = context.new_page()
        page.on("console", lambda seen: problems.append(seen.text) if seen.type == "error" else None)
        page.on("pageerror", lambda error: problems.append(str(error)))
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert problems == []


@pytest.fixture
def client_cookie() -> Callable[[str], str]:
    """Return ``cookie(username)``: a session cookie of that user."""
    from django.contrib.auth import get_user_model
    from django.test import Client

    def cookie(username: str) -> str:
        client = Client()
        client.force_login(
            get_user_model().objects.get(username=username),
            backend="allauth.account.auth_backends.AuthenticationBackend",
        )
        return client.cookies["sessionid"].value

    return cookie


def axe_violations(page: Page) -> list[str]:
    """Return what axe finds on the open page, one line a rule."""
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found = page.evaluate(
        "async () => (await axe.run(document, {resultTypes: ['violations']})).violations"
    )
    return [
        f"{rule['id']}: {rule['help']}: " + " | ".join(node["html"][:160] for node in rule["nodes"][:3])
        for rule in found
    ]


CHINESE_OUTSIDE = """() => {
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const found = [];
  while (walker.nextNode()) {
    const node = walker.currentNode;
    const parent = node.parentElement;
    if (!/[\\u4e00-\\u9fff]/.test(node.textContent)) continue;
    if (parent.closest('[lang|="zh"]') || parent.closest("script,style,noscript,textarea")) continue;
    if (parent.closest("select, datalist")) continue;
    found.push(node.textContent.trim().slice(0, 60));
  }
  return found;
}"""


def chinese_outside_marked_parts(page: Page) -> list[str]:
    """Return the Chinese text on an English page that no element marks as Chinese."""
    return page.evaluate(CHINESE_OUTSIDE)


def overflows_sideways(page: Page) -> bool:
    """Whether the page scrolls sideways."""
    return page.evaluate(
        "() => document.documentElement.scrollWidth > document.documentElement.clientWidth + 1"
    )
