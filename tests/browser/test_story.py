"""One story, played on the running product with its worker: from calling a meeting to a confirmed need.

Within seconds the member's portrait and suggestions, and the meeting's own head count, show what
happened; released figures do not move before the next release.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from datetime import datetime
from html import escape
from zoneinfo import ZoneInfo

from playwright.sync_api import Page, expect

CANARY = "栀子花开七里香"
TITLE = "故事里的主题党日"
WITHIN_S = 60  # a busy machine is no fault
# The headings of what is suggested: an item may also stand below another one, as its evidence.
SUGGESTED = "section[aria-labelledby=for-you-title] .list-group > li > a[href*='/study/items/']"


def _figures(officer: Page) -> str:
    officer.goto("/start/")
    link = officer.locator("a[href$='figures.csv']").first.get_attribute("href")
    answer = officer.request.get(str(link))
    assert answer.ok
    return answer.text()


def _own_name(member: Page) -> str:
    member.goto("/home/")
    return member.locator("h1 [lang='zh-Hans']").first.inner_text()


def _line_count(member: Page) -> int:
    """Records of theme days in the member's portrait as downloaded, all months together."""
    answer = member.request.get("/portrait/my-portrait.json")
    assert answer.ok
    return sum(
        line["records"]
        for line in answer.json()["lines"]
        if line["kind"] == "participation" and line["key"].endswith("theme_day")
    )


def _until(check: Callable[[], bool], what: str) -> None:
    deadline = time.monotonic() + WITHIN_S
    while not check():
        assert time.monotonic() < deadline, f"not within {WITHIN_S} s: {what}"
        time.sleep(0.5)


def _call_meeting(secretary: Page) -> None:
    secretary.goto("/start/")
    secretary.get_by_role("link", name="召开会议").first.click()
    secretary.get_by_role("link", name=re.compile("主题党日")).first.click()
    secretary.get_by_label("名称").fill(TITLE)
    secretary.get_by_label("日期").fill(datetime.now(ZoneInfo("Asia/Shanghai")).date().isoformat())
    secretary.get_by_label("时间").fill("19:00")
    secretary.get_by_role("button", name="召开会议").click()
    expect(secretary.get_by_role("heading", name=TITLE)).to_be_visible()


def _call_roll(secretary: Page, present: str) -> None:
    take_chair = secretary.get_by_role("button", name="由我主持")
    if take_chair.count():
        take_chair.click()
    secretary.get_by_role("link", name="点名", exact=True).click()
    line = secretary.locator(".roll-line", has=secretary.get_by_text(present, exact=True))
    line.get_by_text("到会", exact=True).click()
    secretary.get_by_role("button", name="点完了").click()
    expect(secretary.locator(".head-number").nth(1)).to_have_text("1")


def test_a_meeting_a_comment_and_study_reach_the_portrait_and_no_released_figure(
    open_as: Callable[..., Page], served
) -> None:
    member, officer = open_as("member"), open_as("officer")
    secretary = open_as("secretary", width="phone")
    name = _own_name(member)
    figures, theme_days = _figures(officer), _line_count(member)

    _call_meeting(secretary)
    address = secretary.url
    _call_roll(secretary, name)

    member.goto(address)
    member.get_by_label("我想说").fill(f"{CANARY}，我来带工具。")
    member.get_by_role("button", name="发表").click()
    expect(member.get_by_text(CANARY)).to_be_visible()

    member.goto("/home/")
    suggested = member.locator(SUGGESTED).first
    title, item = suggested.inner_text(), str(suggested.get_attribute("href"))
    member.goto(item)
    member.get_by_role("button", name="学完了").click()

    _until(lambda: _line_count(member) == theme_days + 1, "the meeting in the portrait")
    _until(lambda: escape(title) in member.request.get("/portrait/").text(), "the item in the portrait")
    member.goto("/portrait/")
    expect(member.get_by_text(title).first).to_be_visible()
    member.goto("/home/")
    expect(member.locator(SUGGESTED).first).to_be_visible()
    expect(member.locator(f"{SUGGESTED}[href='{item}']")).to_have_count(0)
    assert _figures(officer) == figures, "released figures moved before the next release"

    where_it_may_stand = served.data / "redcloud.sqlite3"
    for file in served.data.rglob("*"):
        if file.is_file() and not file.name.startswith(where_it_may_stand.name):
            assert CANARY.encode() not in file.read_bytes(), f"a comment's words stand in {file.name}"


def test_a_resident_asks_the_branch_answers_and_the_resident_confirms(
    open_as: Callable[..., Page],
) -> None:
    secretary = open_as("secretary")
    secretary.goto("/start/")
    resident = open_as("anonymous", width="phone", script=False)
    place = secretary.locator("h1").inner_text().replace("党支部", "")

    resident.goto("/needs/ask/")
    resident.get_by_role("link", name=re.compile(place)).first.click()
    resident.locator("textarea[name=words]").fill("楼道的灯坏了三天，老人晚上上楼看不清。")
    resident.get_by_role("button", name="提交").click()
    code = resident.locator(".follow-code").inner_text()

    secretary.reload()
    first_card = secretary.locator("main .card").first
    expect(first_card).to_contain_text("等着的诉求")
    secretary.get_by_role("link", name="全部诉求").first.click()
    secretary.get_by_role("link").filter(has_text="等待受理").last.click()
    secretary.get_by_role("button", name="我来办").click()
    secretary.locator("textarea[name=words]").first.fill("今晚换好，换好后请您看一下。")
    secretary.get_by_role("button", name="答复，并请居民确认已解决").click()

    later = open_as("anonymous", width="phone", script=False)
    later.goto("/needs/follow/")
    later.locator("input[name=code]").fill(code)
    later.get_by_role("button", name="查看").click()
    expect(later.get_by_text("今晚换好")).to_be_visible()
    later.get_by_role("button", name="解决了", exact=True).click()
    expect(later.get_by_text("您已确认解决")).to_be_visible()
