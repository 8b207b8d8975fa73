"""Reminders in a real browser: switched on, shown, replaced by the next, and switched off.

The push service is played by the browser's own debugging door, since a real one is outside. What the page is
given by ``subscribe`` is therefore made here; everything else (the page, its script, the worker of /notices/,
the server that stores and forgets the device) is the product.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import CDPSession, Page, expect

FAKE = """
PushManager.prototype.subscribe = async function (options) {
  if (options.applicationServerKey.length !== 65 || !options.userVisibleOnly) { throw new Error("no key"); }
  const keys = { p256dh: "%(p256dh)s", auth: "%(auth)s" };
  return { toJSON: () => ({ endpoint: "%(endpoint)s", keys }), unsubscribe: async () => true };
};
"""
GIVEN = {
    "endpoint": "https://push.example.org/send/browser-test",
    "p256dh": "BEl62iUYgUivxIkv69yViEuiBIa-Ib9-SkvMeAtA3LFgDzkrxZJjSgSnfckjBJuBkr3qBUYIHBQFLXYp5Nksh8U",
    "auth": base64.urlsafe_b64encode(b"sixteen octets!!").rstrip(b"=").decode(),
}


@pytest.fixture
def page(open_as: Callable[..., Page]) -> Page:
    """The page of preferences of a member, in a browser that allows reminders."""
    page = open_as("member", width="phone")
    page.context.grant_permissions(["notifications"])
    page.add_init_script(FAKE % GIVEN)
    page.goto("/notices/preferences/")
    return page


def _registration(door: CDPSession, page: Page) -> str:
    found: list[str] = []
    door.on(
        "ServiceWorker.workerRegistrationUpdated",
        lambda event: found.extend(one["registrationId"] for one in event["registrations"]),
    )
    door.send("ServiceWorker.enable")
    page.wait_for_timeout(500)
    assert found, "no worker is registered"
    return found[-1]


def _shown(page: Page) -> list[dict[str, str]]:
    script = """async () => {
      const registration = await navigator.serviceWorker.getRegistration("/notices/");
      return (await registration.getNotifications()).map(({ title, tag, body }) => ({ title, tag, body }));
    }"""
    return list(page.evaluate(script))


def test_a_member_switches_reminders_on_gets_one_and_switches_them_off(page: Page) -> None:
    page.get_by_role("button", name="在这台设备上提醒我").click()
    expect(page.get_by_text("这台设备会提醒您了")).to_be_visible()
    expect(page.get_by_role("button", name="关闭")).to_have_count(1)
    scopes = page.evaluate(
        "async () => (await navigator.serviceWorker.getRegistrations()).map((one) => one.scope)"
    )
    assert [urlsplit(scope).path for scope in scopes] == ["/notices/"]
    said = {
        "title": "您有新消息",
        "stop": "不再提醒",
        "stopped": "-",
        "open": "/notices/",
        "end": "/notices/",
    }
    door = page.context.new_cdp_session(page)
    registration = _registration(door, page)
    for _times in range(2):  # the second takes the place of the first
        door.send(
            "ServiceWorker.deliverPushMessage",
            {
                "origin": page.evaluate("location.origin"),
                "registrationId": registration,
                "data": json.dumps(said),
            },
        )
    page.wait_for_function(
        """async () => {
          const registration = await navigator.serviceWorker.getRegistration("/notices/");
          return (await registration.getNotifications()).length === 1;
        }"""
    )
    assert _shown(page) == [{"title": "您有新消息", "tag": "news", "body": ""}]
    page.get_by_role("button", name="关闭").click()
    expect(page.get_by_text("那台设备不再提醒")).to_be_visible()
    expect(page.get_by_role("button", name="关闭")).to_have_count(0)


def test_where_reminders_are_not_allowed_the_page_says_so(open_as: Callable[..., Page]) -> None:
    page = open_as("member", width="phone")
    page.add_init_script("Object.defineProperty(Notification, 'permission', { get: () => 'denied' })")
    page.goto("/notices/preferences/")
    expect(page.get_by_text("您在这个浏览器里禁止了本站的通知")).to_be_visible()
    expect(page.get_by_role("button", name="在这台设备上提醒我")).to_be_hidden()


def test_on_an_iphone_the_page_says_how_the_home_screen_gives_reminders(open_as: Callable[..., Page]) -> None:
    page = open_as("member", width="phone")
    page.add_init_script("delete window.PushManager; navigator.standalone = false")
    page.goto("/notices/preferences/")
    expect(page.get_by_text("添加到主屏幕")).to_be_visible()
    manifest = page.request.get(page.locator("link[rel=manifest]").evaluate("(link) => link.href"))
    said = manifest.json()
    assert said["display"] == "standalone"
    for icon in said["icons"]:
        assert page.request.get(icon["src"]).status == 200
    assert page.request.get(said["start_url"]).status == 200


def test_where_a_browser_has_no_reminders_the_page_says_so(open_as: Callable[..., Page]) -> None:
    page = open_as("member", width="phone")
    page.add_init_script("delete window.PushManager")
    page.goto("/notices/preferences/")
    expect(page.get_by_text("这个浏览器不支持提醒")).to_be_visible()
