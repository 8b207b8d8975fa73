"""What a meeting takes along is one sheet of A4, nothing of it cut off and no button on it."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import Served

A4 = {"width": 794, "height": 1123}
"""A sheet in pixels of the screen; styles ask for its width, margins and all."""
MARGINS = "document.body.style.paddingInline = '8mm'"
CUT_OFF = """() => [...document.querySelectorAll("main *")].filter((one) => one.checkVisibility()
  && one.scrollWidth > one.clientWidth + 1 && getComputedStyle(one).overflowX !== "visible")
  .map((one) => one.className)"""


def _pages_of(page: Page) -> int:
    """How many sheets Chromium prints: it writes one page object a sheet, in the clear."""
    return len(re.findall(rb"/Type\s*/Page[^s]", page.pdf(format="A4", prefer_css_page_size=True)))


def _printed(page: Page) -> None:
    page.emulate_media(media="print")
    page.set_viewport_size(A4)
    page.evaluate(MARGINS)


def _sheet(page: Page, person: str) -> None:
    """Open the page that ``person`` prints: the outlook of the place where the start leads."""
    page.goto("/start/")
    page.goto(f"{page.url.split('#')[0]}outlook/")


@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize("person", ["secretary", "officer"])
def test_an_outlook_prints_on_one_sheet_and_nothing_of_it_is_cut_off(
    person: str, language: str, open_as: Callable[..., Page]
) -> None:
    page = open_as(person, language=language)
    _sheet(page, person)
    assert _pages_of(page) == 1
    _printed(page)
    assert page.evaluate(CUT_OFF) == []
    assert page.locator("main .btn:visible").count() == 0


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_a_session_to_study_prints_on_one_sheet_with_its_questions_and_codes(
    language: str, open_as: Callable[..., Page], served: Served
) -> None:
    page = open_as("secretary", language=language)
    page.goto("/start/")
    page.goto(f"{page.url.split('#')[0]}plan/")
    page.goto(page.locator("a[href$='/sheet/']").first.get_attribute("href") or "")
    assert page.locator(".a4-line").count() >= 2
    assert page.locator(".a4-line svg").count() == page.locator(".a4-line").count()
    assert _pages_of(page) == 1
    _printed(page)
    assert page.evaluate(CUT_OFF) == []


def test_a_printed_portrait_says_whose_it_is_and_of_which_day(open_as: Callable[..., Page]) -> None:
    page = open_as("member")
    page.goto("/portrait/print/")
    named = page.locator(".page-subtitle").inner_text().strip()
    lines = page.locator("main tbody tr").count()
    assert _pages_of(page) <= 1 + lines // 25, "a table begins where the title stands"
    _printed(page)
    assert named in page.locator("main p:visible").first.inner_text()


def test_slips_with_codes_are_cut_by_no_edge_of_a_sheet_and_a_phone_can_read_them(
    open_as: Callable[..., Page], served: Served
) -> None:
    page = open_as("secretary")
    page.goto("/start/")
    page.goto(f"{page.url.split('#')[0]}members/")
    page.get_by_role("button", name="给还没有码的").click()
    slips = page.locator(".slip")
    assert slips.count() >= 2
    assert page.locator(".slip svg").count() == slips.count()
    _printed(page)
    assert page.evaluate(CUT_OFF) == []
    least_mm = 20  # 29 modules of a QR code, 0.7 mm each: what a phone's camera reads from paper
    assert page.locator(".slip svg").first.bounding_box()["width"] >= least_mm / 25.4 * 96
    assert slips.first.evaluate("one => getComputedStyle(one).breakInside") == "avoid"
