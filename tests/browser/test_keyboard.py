"""With the keyboard alone: each stop is seen, follows the one before, and is kept when a part is replaced."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Served

PAGES = {
    "anonymous": ["/", "/accounts/login/", "/needs/ask/", "/activate/"],
    "member": ["/home/", "/portrait/", "/account/", "/notices/preferences/"],
    "secretary": ["/start/", "{branch}plan/", "{branch}members/", "{branch}meetings/new/class/"],
    "officer": ["/start/", "{office}outlook/", "{office}requests/new/"],
    "editor": ["/start/", "/library/new/"],
    "admin": ["/start/"],
}
STOPS_AT_MOST = 120
LEAST_RING_PX = 2
STOP = """() => {
  const focused = document.activeElement;
  if (!focused || focused === document.body) return null;
  const seen = focused.matches(".btn-check") ? document.querySelector(`label[for="${focused.id}"]`) : focused;
  const style = getComputedStyle(seen), box = seen.getBoundingClientRect();
  const reach = parseFloat(style.outlineWidth) + parseFloat(style.outlineOffset);
  let cut = false;
  for (let around = seen.parentElement; around; around = around.parentElement) {
    const edge = around.getBoundingClientRect();
    cut ||= getComputedStyle(around).overflowY !== "visible" && around.matches("body *")
      && (box.top - reach < edge.top - 1 || box.bottom + reach > edge.bottom + 1);
  }
  const middle = document.elementFromPoint(box.left + box.width / 2, box.top + Math.min(box.height / 2, 200));
  return {
    what: (focused.getAttribute("aria-label") || focused.innerText || focused.name || focused.tagName).trim(),
    cut, inside: Boolean(focused.closest("main")),
    ring: style.outlineStyle, width: parseFloat(style.outlineWidth),
    clear: /[,/] ?0\\)$/.test(style.outlineColor) && style.outlineColor !== "rgb(0, 0, 0)",
    left: box.left, right: box.right, top: box.top + scrollY, bottom: box.bottom + scrollY,
    onScreen: box.bottom > 0 && box.top < innerHeight,
    covered: !(middle && (seen.contains(middle) || middle.contains(seen))),
  };
}"""


def _stops(page: Page) -> list[dict]:
    """Press Tab until the browser is left; a page on which that never happens is a trap."""
    stops: list[dict] = []
    for _press in range(STOPS_AT_MOST):
        page.keyboard.press("Tab")
        stop = page.evaluate(STOP)
        if stop is None:
            return stops
        stops.append(stop)
    return stops


def _faults(stops: list[dict]) -> list[str]:
    faults = [
        f"no ring: {one['what']}"
        for one in stops
        if one["ring"] == "none" or one["width"] < LEAST_RING_PX or one["clear"]
    ]
    faults += [f"ring cut off: {one['what']}" for one in stops if one["cut"]]
    faults += [f"hidden: {one['what']}" for one in stops if one["covered"] or not one["onScreen"]]
    inside = [one for one in stops if one["inside"]]
    for before, after in pairwise(inside):
        above = after["bottom"] < before["top"]
        same_column = after["left"] < before["right"] and before["left"] < after["right"]
        if above and same_column:
            faults.append(f"upwards: from {before['what']} to {after['what']}")
    return faults


def _address(page: Page, address: str) -> str:
    """Fill the place of a branch or an office in from where the start leads."""
    if "{" not in address:
        return address
    page.goto("/start/")
    return address.format(branch=page.url.split("#")[0], office=page.url.split("#")[0])


@pytest.mark.parametrize("width", ["desktop", "phone"])
@pytest.mark.parametrize("person", PAGES)
def test_each_stop_is_seen_and_follows_the_one_before(
    person: str, width: str, open_as: Callable[..., Page]
) -> None:
    page = open_as(person, width=width)
    page.emulate_media(reduced_motion="reduce")
    faults: list[str] = []
    for wanted in PAGES[person]:
        page.goto(_address(page, wanted))
        stops = _stops(page)
        assert 4 < len(stops) < STOPS_AT_MOST, f"{page.url}: {len(stops)} stops"
        faults += [f"{page.url}: {fault}" for fault in _faults(stops)]
    assert faults == [], "\n".join(faults)


def test_the_first_stop_leads_past_the_navigation(open_as: Callable[..., Page]) -> None:
    page = open_as("secretary")
    page.goto("/start/")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("Boolean(document.activeElement.closest('main'))")


def test_a_comment_is_written_deleted_and_brought_back_without_losing_the_place(
    open_as: Callable[..., Page], served: Served
) -> None:
    page = open_as("member")
    page.goto("/home/")
    page.goto(page.locator("a[href*='/meetings/']").first.get_attribute("href") or "")
    words = page.locator("#discussion textarea")
    words.fill("键盘也能发言")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    line = page.locator("#discussion li", has_text="键盘也能发言")
    expect(line).to_be_visible()
    expect(page.locator("#discussion button", has_text="发表")).to_be_focused()
    line.get_by_role("button", name="删除").focus()
    page.keyboard.press("Enter")
    back = page.locator("#discussion").get_by_role("button", name="恢复")
    expect(back).to_be_focused()
    page.keyboard.press("Enter")
    expect(line).to_be_visible()
    expect(line.get_by_role("button", name="删除")).to_be_focused()
