"""A secretary plans a term, locks, plans again, prints, calls, holds and notes a session."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime
from zoneinfo import ZoneInfo

from playwright.sync_api import Page, expect


def test_a_session_from_the_plan_to_what_was_studied(open_as: Callable[..., Page]) -> None:
    page = open_as("secretary")
    page.goto("/start/")
    page.get_by_role("link", name=re.compile("看学习计划|去排一份")).first.click()
    page.get_by_role("button", name="排一个季度").click()
    expect(page.get_by_text("全期已排好。")).to_be_visible()
    plans = page.locator("[data-plan]")
    first = plans.first.locator("[data-entry]")
    kept = first.nth(0).locator("a").first.inner_text()[3:]
    first.nth(0).get_by_role("button", name=re.compile("^锁定")).click()
    page.locator("section.card").filter(has=plans).first.get_by_role("button", name="没锁定的换一批").click()
    expect(page.get_by_text("已重排，锁定的内容没有动。")).to_be_visible()
    expect(plans.first).to_contain_text(kept)

    # By dragging, as by the buttons: the last item of the session becomes its first.
    last = first.last.locator("a").first.inner_text()[3:]
    page.set_viewport_size({"width": 1280, "height": 2000})  # a mouse reaches what is in view
    _drag(page, first.last.locator("[data-grip]"), first.nth(0))
    expect(page.get_by_text("已挪好。")).to_be_visible()
    expect(first.nth(0)).to_contain_text(last)
    page.get_by_role("button", name="撤销上一步").click()
    expect(first.last).to_contain_text(last)

    card = page.locator("section.card").filter(has=plans).first
    card.get_by_role("link", name="打印").click()
    expect(page.locator(".a4-line .code svg")).to_have_count(first_count := page.locator(".a4-line").count())
    assert first_count >= 1
    assert page.pdf(format="A4", prefer_css_page_size=True).count(b"/Type /Page\n") == 1
    page.go_back()

    call = card.get_by_role("button", name="安排会议")
    if call.count():
        call.click()
        expect(page.get_by_text("会议已按支部的习惯安排好")).to_be_visible()
    card.locator("a[href^='/meetings/']").first.click()
    _today(page)
    page.get_by_role("link", name="点名").first.click()
    page.get_by_role("button", name="点完了").click()
    expect(page.get_by_text(re.compile("点名完成"))).to_be_visible()
    page.get_by_role("link", name="记下学了什么").click()
    page.get_by_role("button", name="记为支部学过").click()
    expect(page.get_by_text("已记下支部学了什么")).to_be_visible()
    expect(page.locator("section[aria-labelledby=held-title]")).to_contain_text(kept)
    expect(page.locator("[data-plans]")).not_to_contain_text(kept)


def _drag(page: Page, grip, onto) -> None:
    grip.scroll_into_view_if_needed()
    start, end = grip.bounding_box(), onto.bounding_box()
    assert start
    assert end
    page.mouse.move(start["x"] + 5, start["y"] + 5)
    page.mouse.down()
    page.mouse.move(end["x"] + 40, end["y"] + 8, steps=6)
    page.mouse.up()


def _today(page: Page) -> None:
    """The meeting is moved to today, and the secretary chairs it."""
    page.get_by_role("link", name="修改").click()
    page.get_by_label("日期").fill(datetime.now(ZoneInfo("Asia/Shanghai")).date().isoformat())
    page.get_by_role("button", name=re.compile("保存")).click()
    chair = page.get_by_role("button", name="由我主持")
    if chair.count():
        chair.click()
