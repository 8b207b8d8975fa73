"""Somebody with many offices: the whole navigation is in reach on a phone, with and without scripts."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Served
from tests.browser.inspection import axe_violations, sideways_overflow


@pytest.fixture
def many_offices(served: Served) -> Iterator[None]:
    """Give the member the offices of the officer, the editor and the administrator, and take them back."""
    change = (
        "from redcloud.apps.people.models import RoleAssignment as R, User\n"
        "user = User.objects.get(username='member')\n"
        "held = R.objects.filter(user__username__in=['officer', 'editor', 'admin'])\n"
    )
    served.run(
        "manage",
        "shell",
        "-c",
        change
        + "[R.objects.create(user=user, organisation_id=one.organisation_id, role=one.role, since=one.since)"
        " for one in held]",
    )
    yield
    served.run(
        "manage",
        "shell",
        "-c",
        change + "R.objects.filter(user=user, role__in=[one.role for one in held]).delete()",
    )


@pytest.mark.usefixtures("many_offices")
@pytest.mark.parametrize("script", [True, False])
@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_on_a_phone_the_last_entries_are_behind_more(
    language: str, script: bool, open_as: Callable[..., Page]
) -> None:
    page = open_as("member", language=language, width="phone", script=script)
    page.goto("/home/")
    bar = page.locator(".site-nav")
    assert bar.evaluate("one => one.scrollWidth <= one.clientWidth")
    folded = bar.locator(".nav-more")
    expect(folded.locator("a")).to_have_count(3)
    expect(folded.locator("a").first).to_be_hidden()
    folded.locator("summary").focus()
    page.keyboard.press("Enter")
    expect(folded.locator("a").last).to_be_visible()
    if script:
        assert sideways_overflow(page) == []
        assert axe_violations(page) == []
        page.keyboard.press("Escape")
        expect(folded.locator("a").first).to_be_hidden()
        expect(folded.locator("summary")).to_be_focused()
        page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url("**/library/")
    assert bar.locator("a[aria-current]:visible").count() == 0
    assert bar.locator("summary").evaluate("one => getComputedStyle(one).fontWeight") == "600"


@pytest.mark.usefixtures("many_offices")
def test_on_a_wide_screen_all_stand_side_by_side(open_as: Callable[..., Page]) -> None:
    page = open_as("member", language="en")
    page.goto("/library/")
    expect(page.locator(".site-nav > .container-xl > ul > li > a:visible")).to_have_count(7)
    expect(page.locator(".nav-more")).to_be_hidden()
