"""An editor builds and publishes a course with a quiz in the browser; a member finishes it on a phone."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.browser.inspection import axe_violations, sideways_overflow

TITLE = "故事里的一门课"
QUESTION = "地震时先做什么？"


def _build(editor: Page) -> None:
    editor.goto("/library/courses/new/")
    editor.get_by_label("标题", exact=True).fill(TITLE)
    editor.locator("#id_topics label").first.click()
    editor.get_by_role("button", name="下一步").click()
    for _part in range(2):
        editor.get_by_role("button", name="加入").first.click()
    expect(editor.locator("#parts li")).to_have_count(2)
    second = editor.locator("#parts li .course-part").nth(1).inner_text()
    editor.locator("#parts li").nth(1).get_by_role("button", name="上移").click()
    expect(editor.locator("#parts li .course-part").first).to_have_text(second)


def _add_quiz(editor: Page) -> None:
    editor.get_by_role("button", name="配一份小测").click()
    editor.get_by_role("link", name="单选题").click()
    editor.get_by_label("问题").fill(QUESTION)
    for number, (choice, feedback) in enumerate([("跑下楼", "容易摔伤、被砸。"), ("就近躲避", "对。")]):
        row = editor.locator("fieldset.border").nth(number)
        row.get_by_label("选项", exact=True).fill(choice)
        row.get_by_label("选了它").fill(feedback)
    editor.locator("fieldset.border").nth(1).get_by_label("这是正确答案").check()
    editor.get_by_role("button", name="添加").click()
    editor.get_by_role("link", name="看一遍").click()
    editor.get_by_label("跑下楼").check()
    editor.get_by_role("button", name="交卷").click()
    expect(editor.get_by_text("容易摔伤、被砸。")).to_be_visible()
    editor.get_by_role("button", name="发布", exact=True).click()
    expect(editor.get_by_text("已发布第 1 版")).to_be_visible()


def test_a_course_is_built_published_and_finished_on_a_phone(open_as: Callable[..., Page]) -> None:
    editor, member = open_as("editor"), open_as("member", width="phone")
    _build(editor)
    address = editor.url.split("#")[0]
    _add_quiz(editor)
    editor.goto(address)
    editor.get_by_role("button", name="发布", exact=True).click()
    expect(editor.get_by_text("大家都能看到")).to_be_visible()

    member.goto("/study/courses/")
    member.get_by_role("link", name=TITLE).click()
    course = member.url
    for _part in range(2):
        member.goto(course)
        member.locator("a.btn-lg").click()
        member.get_by_role("button", name="学完了").first.click()
    member.goto(course)
    member.get_by_role("link", name="去做课程最后的小测").click()
    assert axe_violations(member) == []
    assert sideways_overflow(member) == []
    member.get_by_label("跑下楼").check()
    member.get_by_role("button", name="交卷").click()
    expect(member.get_by_text("已记为学完")).to_be_visible()
    expect(member.get_by_text("容易摔伤、被砸。")).to_be_visible()
    assert axe_violations(member) == []
    assert sideways_overflow(member) == []
    member.get_by_role("link", name="回到课程").click()
    expect(member.get_by_text("这门课程您学完了")).to_be_visible()


def test_the_demo_has_a_course_in_both_languages(open_as: Callable[..., Page]) -> None:
    member = open_as("member", language="en", width="phone")
    member.goto("/study/")
    member.get_by_role("link", name="Courses").click()
    member.get_by_role("link", name="First aid around you").click()
    expect(member.locator("ol > li")).to_have_count(6)
