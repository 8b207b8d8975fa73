"""A secretary answers what is due on the running product and sees it settle."""

from __future__ import annotations

import re
from collections.abc import Callable

from playwright.sync_api import Page, expect


def test_an_answer_settles_what_is_due_and_is_taken_back(open_as: Callable[..., Page]) -> None:
    page = open_as("secretary")
    page.goto("/start/")
    line = page.locator("section[aria-labelledby=due-title] li").filter(
        has=page.get_by_text("说明情况", exact=True)
    )
    first = line.first
    rule = str(first.locator("input[name=rule]").get_attribute("value"))
    period = first.locator(".text-secondary").first.inner_text()
    first.get_by_text("说明情况", exact=True).click()
    first.get_by_label("本期不适用").check()
    first.get_by_label("一句话说明").fill("全体参加防汛")
    first.get_by_role("button", name="记下说明").click()
    expect(page.get_by_text("已记下，这一项不再提醒。")).to_be_visible()
    # The next period may ask; the one that was spoken of does not.
    again = page.locator("li").filter(has=page.locator(f"input[name=rule][value='{rule}']"))
    expect(again.filter(has_text=period)).to_have_count(0)
    page.get_by_text(re.compile("支部说明过 1 项")).click()
    expect(page.get_by_text("全体参加防汛")).to_be_visible()
    page.get_by_role("button", name=re.compile("收回说明")).click()
    expect(page.get_by_text("已收回说明。")).to_be_visible()
    expect(again.filter(has_text=period)).to_have_count(1)
