"""An editor imports a package; a member goes through it on a phone; what it must not do it cannot.

The package is made by the test: its own page and script, which speak to the real record store.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from playwright.sync_api import Browser, Page, Request, StorageState, expect

from tests.browser.conftest import WIDTHS, Served
from tests.browser.inspection import axe_violations, sideways_overflow
from tests.browser.packages.making import made


@dataclass
class Elsewhere:
    """Another host, which lets everybody in and remembers who came."""

    url: str
    asked: list[str] = field(default_factory=list)


@pytest.fixture
def elsewhere() -> Iterator[Elsewhere]:
    seen: list[str] = []

    class Open(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            seen.append(self.path)
            self.send_response(200)
            self.send_header("Access-Control-Allow-Origin", "*")
            self.end_headers()

        def do_POST(self) -> None:
            self.do_GET()

        def log_message(self, *_said: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Open)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield Elsewhere(f"http://127.0.0.1:{server.server_port}", seen)
    server.shutdown()
    server.server_close()


def _import(editor: Page, package: bytes) -> None:
    editor.goto("/library/")
    editor.get_by_role("link", name="导入课程包").click()
    given = {"name": "认识土壤.zip", "mimeType": "application/zip", "buffer": package}
    editor.get_by_label("课程包", exact=True).set_input_files(given)  # type: ignore[arg-type]  # a FilePayload
    editor.get_by_role("button", name="先看看里面有什么").click()
    expect(editor.get_by_role("heading", name="认识土壤")).to_be_visible()
    assert axe_violations(editor) == []
    assert sideways_overflow(editor) == []


def _publish(editor: Page) -> str:
    editor.get_by_role("button", name="导入为草稿").click()
    expect(editor.get_by_text("已导入为草稿")).to_be_visible()
    editor.locator("#id_topics label").first.click()
    editor.get_by_role("button", name="保存并发布").click()
    expect(editor.get_by_text("已发布。")).to_be_visible()
    editor.get_by_role("link", name="课程包", exact=True).click()
    assert axe_violations(editor) == []
    editor.get_by_role("link", name="读者看到的样子").click()
    return editor.url.split("#")[0]


@pytest.fixture
def phone(browser: Browser, served: Served, session_of: Callable[[str], StorageState]) -> Iterator[Page]:
    """A member's phone. What a package tries in vain is said in its console, which is no fault of ours."""
    across, down = WIDTHS["phone"]
    context = browser.new_context(
        base_url=served.url,
        viewport={"width": across, "height": down},
        storage_state=session_of("member"),
    )
    yield context.new_page()
    context.close()


def test_a_package_is_imported_gone_through_on_a_phone_and_kept_to_itself(
    open_as: Callable[..., Page], phone: Page, elsewhere: Elsewhere
) -> None:
    editor = open_as("editor")
    _import(editor, made(elsewhere.url))
    item = _publish(editor)

    sent: list[Request] = []
    phone.on("request", lambda one: sent.append(one))
    phone.goto(item)
    expect(phone.get_by_role("heading", name="课程包")).to_be_visible()
    assert axe_violations(phone) == []
    assert sideways_overflow(phone) == []
    phone.get_by_role("button", name="开始学").first.click()
    expect(phone.locator("#state")).to_have_text("打开了 Normal zh-CN,en")
    assert phone.evaluate("getComputedStyle(document.querySelector('h1')).color") == "rgb(10, 120, 30)"
    _nothing_was_reached(phone, elsewhere)
    _no_cookie_came_along(sent)

    phone.locator("#done").click()
    phone.wait_for_url(f"{item}?back=yes#units")
    expect(phone.get_by_text("2 个单元，完成了 1 个")).to_be_visible()
    assert axe_violations(phone) == []
    phone.get_by_role("button", name="接着学").first.click()
    expect(phone.locator("#state")).to_have_text("打开了 Normal zh-CN,en")
    phone.locator("#done").click()
    expect(phone.get_by_text("这一篇已记为学完")).to_be_visible()
    assert axe_violations(phone) == []
    assert sideways_overflow(phone) == []
    phone.get_by_role("button", name="再看看").first.click()
    expect(phone.locator("#state")).to_have_text("打开了 Review zh-CN,en")
    # A phone puts a page away and loads it anew: it could only fail, so it leads back.
    phone.reload()
    expect(phone.get_by_role("heading", name="课程包")).to_be_visible()


def _nothing_was_reached(phone: Page, elsewhere: Elsewhere) -> None:
    phone.wait_for_function("document.body.dataset.report")
    report = json.loads(phone.evaluate("document.body.dataset.report"))
    assert report.pop("origin") == "null"
    assert {report.pop(name) for name in ("others", "othersState", "about")} == {403}
    assert report == dict.fromkeys(report, "kept out")
    assert elsewhere.asked == []


def _no_cookie_came_along(sent: list[Request]) -> None:
    """Of all that the package's own pages ask for; the address that is opened is asked for by our page."""
    own = [one for one in sent if "/api/" in one.url and one.resource_type != "document"]
    assert len(own) > 5
    assert [one.url for one in own if "cookie" in one.all_headers()] == []


def test_a_page_of_ours_does_not_show_a_package_in_itself(phone: Page, open_as: Callable[..., Page]) -> None:
    phone.goto("/study/")
    blocked = phone.evaluate(
        """() => new Promise((resolve) => {
          document.addEventListener("securitypolicyviolation", (seen) => resolve(seen.effectiveDirective));
          const frame = document.createElement("iframe");
          frame.src = "/api/cmi5/files/" + "A".repeat(43) + "/index.html";
          document.body.append(frame);
          setTimeout(() => resolve("shown"), 3000);
        })"""
    )
    assert blocked == "frame-src"


def test_without_scripts_of_ours_a_member_still_opens_a_unit(
    open_as: Callable[..., Page], browser: Browser, served: Served, session_of: Callable[[str], StorageState]
) -> None:
    context = browser.new_context(
        base_url=served.url, java_script_enabled=False, storage_state=session_of("member")
    )
    page = context.new_page()
    page.goto("/study/?q=认识土壤")
    page.get_by_role("link", name="认识土壤").first.click()
    page.get_by_role("button", name="再看看").first.click()
    expect(page.get_by_role("heading", name="认土")).to_be_visible()
    context.close()


def test_the_demos_package_is_practised_left_and_gone_on_with(open_as: Callable[..., Page]) -> None:
    member = open_as("member", language="en", width="phone")
    member.goto("/study/?q=Fire")
    member.get_by_role("link", name="Fire at home").first.click()
    member.get_by_role("button", name="Begin").first.click()
    expect(member.get_by_role("heading", name="Fire at home: what comes first")).to_be_visible()
    assert sideways_overflow(member) == []
    expect(member.locator("#next")).to_be_hidden()
    member.get_by_role("button", name="Pour water on it").click()
    expect(member.get_by_text("throws the fire at you")).to_be_visible()
    member.get_by_role("button", name="Turn off the stove").click()
    member.get_by_role("button", name="Next").click()
    expect(member.get_by_text("Step 2 of 4")).to_be_visible()
    member.get_by_role("button", name="Leave it here").click()
    member.get_by_role("button", name="Continue").first.click()
    expect(member.get_by_text("Step 2 of 4")).to_be_visible()
    for answer in ("Switch off the mains", "Close the valve", "Shut the door"):
        member.get_by_role("button", name=answer).click()
        member.locator("#next").click()
    expect(member.get_by_text("2 units, 1 completed")).to_be_visible()
    member.get_by_role("button", name="Continue").first.click()
    for answer in ("Fetch more water", "Your name", "A cardboard box"):
        member.get_by_role("button", name=answer).click()
        member.locator("#next").click()
    # Every answer was wrong; it is completed all the same, and no page says how it went.
    expect(member.get_by_text("All units are satisfied")).to_be_visible()


def test_an_editor_tries_a_unit_and_comes_back(open_as: Callable[..., Page]) -> None:
    editor = open_as("editor", language="en", width="phone")
    editor.goto("/library/?q=认识土壤")
    editor.get_by_role("link", name="Knowing soil").first.click()
    editor.get_by_role("link", name="Package", exact=True).click()
    assert axe_violations(editor) == []
    assert sideways_overflow(editor) == []
    editor.get_by_role("button", name="Try it").nth(1).click()
    expect(editor.locator("#state")).to_have_text("打开了 Browse en,zh-CN")
    editor.locator("#done").click()
    expect(editor.get_by_role("heading", name="Package")).to_be_visible()
