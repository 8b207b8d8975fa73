"""Somebody who has never seen the product makes a credential; the line shown stores a statement."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Callable

from playwright.sync_api import Page, expect


def _pasted(line: str) -> str:
    """Do what a person does with a line: paste it into a shell."""
    assert shutil.which("curl"), "the line shown needs curl"
    done = subprocess.run(["sh", "-c", line], capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_a_credential_from_the_page_writes_and_reads_as_printed(open_as: Callable[..., Page]) -> None:
    page = open_as("admin")
    page.goto("/start/")
    page.get_by_role("link", name="记录").click()
    page.get_by_role("link", name="接口凭证").click()
    page.get_by_role("link", name="新建凭证").click()
    page.get_by_label("凭证名称").fill("第一次用的平台")
    expect(page.get_by_label("批准人")).to_be_hidden()
    page.get_by_label("读取它自己写入的记录").check()
    page.get_by_label("批准人").fill("张书记")
    page.get_by_label("用途").fill("核对学时")
    latest = page.get_by_label("有效期至").get_attribute("max")
    page.get_by_label("有效期至").fill(latest or "")
    page.get_by_role("button", name="新建").click()
    (statement_id,) = json.loads(_pasted(page.locator("#shown-write").inner_text()))
    read = json.loads(_pasted(page.locator("#shown-read").inner_text()))
    assert [one["id"] for one in read["statements"]] == [statement_id]
    page.get_by_role("link", name="看看收到了没有").click()
    row = page.get_by_role("row").filter(has_text="第一次用的平台")
    expect(row.get_by_role("cell").first).to_have_text("1")


def test_the_form_works_without_a_script_and_the_page_counts_by_itself_with_one(
    open_as: Callable[..., Page],
) -> None:
    plain = open_as("admin", script=False)
    plain.goto("/start/")
    plain.get_by_role("link", name="记录").click()
    watched = open_as("admin")
    watched.goto(plain.url)
    plain.get_by_role("link", name="接口凭证").click()
    plain.get_by_role("link", name="新建凭证").click()
    plain.get_by_label("凭证名称").fill("没有脚本的平台")
    plain.get_by_role("button", name="新建").click()
    expect(plain.locator("[data-copy]").first).to_be_hidden()
    _pasted(plain.locator("#shown-write").inner_text())
    expect(watched.get_by_role("row").filter(has_text="没有脚本的平台")).to_be_visible()
