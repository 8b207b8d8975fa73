"""A real Chromium against the real server and worker, over a small province made by the demo's own loader.

Left out where Chromium is not found, except in CI, where that is a failure. All tests of this folder
share one server and one province, so a test that writes uses objects of its own.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, StorageState, expect, sync_playwright

from tests.empty_database import lay_empty_database

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
PEOPLE = ("member", "secretary", "officer", "editor", "admin")
SMALL_PROVINCE = ("--members", "140", "--organisations", "2", "--branches", "6")
WIDTHS = {"phone": (360, 780), "desktop": (1280, 900)}
REDCLOUD = Path(sys.executable).parent / "redcloud"

expect.set_options(timeout=30_000)  # a busy machine is no fault, and the faults run beside these tests


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark every test of this folder, and leave them out without Chromium."""
    for item in items:
        if Path(__file__).parent not in item.path.parents:
            continue
        item.add_marker(pytest.mark.browser)
        if CHROMIUM is None and not os.environ.get("REDCLOUD_CI"):
            item.add_marker(pytest.mark.skip(reason="browser tests left out: no Chromium found"))


@dataclass(frozen=True)
class Served:
    """The running product: its address, its data folder and how the demo's people sign in."""

    url: str
    data: Path
    environment: dict[str, str]
    people: dict[str, tuple[str, str]]
    follow_code: str

    def run(self, *arguments: str) -> str:
        """Run the ``redcloud`` command on the same data; return what it printed."""
        done = subprocess.run(
            [REDCLOUD, *arguments], env=self.environment, capture_output=True, text=True, timeout=300
        )
        assert done.returncode == 0, done.stderr
        return done.stdout


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_for(url: str, process: subprocess.Popen[bytes], within_s: float = 180) -> None:
    deadline = time.monotonic() + within_s
    while time.monotonic() < deadline:
        assert process.poll() is None, "the server ended before it answered"
        try:
            with urllib.request.urlopen(f"{url}/healthz", timeout=2):  # noqa: S310 - loopback only
                return
        except OSError:
            time.sleep(0.2)
    raise AssertionError("the server did not answer in time")


@pytest.fixture(scope="session")
def served(tmp_path_factory: pytest.TempPathFactory, empty_database: Path) -> Iterator[Served]:
    """Make a small province, then serve it with the worker beside it."""
    data = tmp_path_factory.mktemp("served")
    lay_empty_database(empty_database, data)
    port = _free_port()
    environment = {
        **os.environ,
        "REDCLOUD_DATA": str(data),
        "REDCLOUD_PORT": str(port),
        "REDCLOUD_SECRET_KEY": "only-for-browser-tests-" + "0" * 30,
        "DATABASE_URL": f"sqlite:///{data / 'redcloud.sqlite3'}",
    }
    environment.pop("REDCLOUD_PUBLIC_URL", None)
    made = subprocess.run(
        [REDCLOUD, "demo", *SMALL_PROVINCE, "--no-serve"],
        env=environment,
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert made.returncode == 0, made.stderr
    note = json.loads((data / "demo.json").read_text())
    people = {username: (username, note["password"]) for username in PEOPLE}
    log = (data / "serve.log").open("wb")
    process = subprocess.Popen([REDCLOUD, "serve"], env=environment, stdout=log, stderr=log)
    url = f"http://127.0.0.1:{port}"
    try:
        _wait_for(url, process)
        yield Served(url, data, environment, people, note["follow_code"])
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(timeout=30)
        log.close()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One Chromium for all browser tests."""
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


@pytest.fixture(scope="session")
def session_of(browser: Browser, served: Served) -> Callable[[str], StorageState]:
    """Return ``session(username)``: signs in on the page once, then hands out the cookies."""
    kept: dict[str, StorageState] = {}

    def session(username: str) -> StorageState:
        if username not in kept:
            context = browser.new_context(base_url=served.url)
            page = context.new_page()
            page.goto("/accounts/login/")
            page.fill("[name=login]", served.people[username][0])
            page.fill("[name=password]", served.people[username][1])
            page.press("[name=password]", "Enter")
            page.wait_for_url(lambda address: "/accounts/login" not in address)
            kept[username] = context.storage_state()
            context.close()
        return kept[username]

    return session


@pytest.fixture
def open_as(
    browser: Browser, served: Served, session_of: Callable[[str], StorageState]
) -> Iterator[Callable[..., Page]]:
    """Return ``open_as(username, language="zh-hans", width="desktop", scheme="light", script=True)``.

    An error in the browser's console or an exception in a script fails the test.
    """
    contexts: list[BrowserContext] = []
    problems: list[str] = []

    def open_page(
        username: str,
        *,
        language: str = "zh-hans",
        width: str = "desktop",
        scheme: str = "light",
        script: bool = True,
    ) -> Page:
        across, down = WIDTHS[width]
        context = browser.new_context(
            base_url=served.url,
            viewport={"width": across, "height": down},
            color_scheme=scheme,
            java_script_enabled=script,
            storage_state=None if username == "anonymous" else session_of(username),
        )
        contexts.append(context)
        context.add_cookies([{"name": "django_language", "value": language, "url": served.url}])
        page = context.new_page()
        page.on(
            "console",
            lambda seen: problems.append(f"{page.url}: {seen.text}") if seen.type == "error" else None,
        )
        page.on("pageerror", lambda error: problems.append(f"{page.url}: {error}"))
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert problems == []
