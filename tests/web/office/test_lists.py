"""The editors' page of lists: a file out, a preview, one import, one undo."""

from __future__ import annotations

import re

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from redcloud.apps.study.models import Item, ItemState, Question
from redcloud.engine.study.lists import read_list
from tests.apps.study.stories import library, shelve
from tests.world import World

NEW = "标题,正文,主题,状态\n育苗,先看种子,farming,已发布\n"


def shown(client: Client, table: str | bytes, language: str = "zh-hans") -> str:
    data = table.encode("gb18030") if isinstance(table, str) else table
    file = SimpleUploadedFile("内容.csv", data)
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    answer = client.post(reverse("library-lists"), {"file": file})
    return answer.content.decode()


def fields(page: str) -> dict[str, str]:
    found = {name: re.search(rf'name="{name}" value="([^"]*)"', page) for name in ("token", "shown")}
    return {name: match[1] for name, match in found.items() if match}


def test_a_list_is_shown_first_then_stored_then_taken_back(world: World, signed_in) -> None:
    client = signed_in("editor")
    page = shown(client, NEW)
    assert "育苗" in page
    assert not Item.objects.exists()
    done = client.post(reverse("library-lists-apply"), fields(page), follow=True).content.decode()
    assert "新增 1 项" in done
    assert Item.objects.get().is_published
    client.post(reverse("library-lists-undo"))
    assert Item.objects.get().state == ItemState.ARCHIVED
    assert reverse("library-lists-undo") not in client.get(reverse("library-lists")).content.decode()


def test_an_upload_is_good_for_one_import_by_the_same_person(world: World, signed_in) -> None:
    client = signed_in("editor")
    sent = fields(shown(client, NEW))
    client.post(reverse("library-lists-apply"), sent)
    again = client.post(reverse("library-lists-apply"), sent, follow=True).content.decode()
    assert "已经导入过" in again
    assert Item.objects.count() == 1


def test_wrong_rows_are_named_and_there_is_nothing_to_press(world: World, signed_in) -> None:
    client = signed_in("editor")
    page = shown(client, NEW + "<b>题</b>,,farming,\n")
    assert "第 3 行" in page
    assert "请写几段正文" in page
    assert fields(page) == {}
    assert "<b>题" not in page
    english = shown(client, NEW + "题,,farming,\n", "en")
    assert "Please write a few paragraphs." in english
    assert "Line 3" in english


def test_a_library_that_changed_meanwhile_is_shown_again(world: World, signed_in) -> None:
    client = signed_in("editor")
    sent = fields(shown(client, NEW))
    client.post(reverse("library-lists-apply"), fields(shown(client, "标题,正文\n育苗,别人写的\n")))
    page = client.post(reverse("library-lists-apply"), sent).content.decode()
    assert "刚才有人改过" in page
    assert Item.objects.get().text == "别人写的\n"
    client.post(reverse("library-lists-apply"), fields(page))
    assert Item.objects.get().text == "先看种子\n"


@pytest.mark.parametrize("data", [b"", b"\x00\x01", "姓名\n王\n".encode(), b"PK\x03\x04"])
def test_a_file_that_is_no_list_gets_a_sentence(world: World, signed_in, data: bytes) -> None:
    page = shown(signed_in("editor"), data)
    assert 'class="text-danger" role="alert"' in page


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_an_export_is_a_download_that_changes_nothing(world: World, signed_in, form: str) -> None:
    library(world, size=3)
    client = signed_in("editor")
    answer = client.get(reverse("library-export", args=[form]))
    assert answer["Content-Disposition"].endswith(f'.{form}"')
    assert len(read_list(answer.content).rows) == 3
    page = shown(client, answer.content)
    assert fields(page) == {}
    assert "没有要改的" in page


def test_what_a_search_shows_is_exported_from_below_it(world: World, signed_in) -> None:
    library(world, size=3)
    client = signed_in("editor")
    page = client.get(reverse("library"), {"q": "内容2"}).content.decode()
    address = re.search(r'href="(/library/export\.csv\?[^"]*)"', page)
    assert address is not None
    rows = read_list(client.get(address[1].replace("&amp;", "&")).content).rows
    assert [row.cells["title"] for row in rows] == ["内容2"]


def test_a_sheet_of_questions_is_shown_before_it_is_stored_and_taken_back(world: World, signed_in) -> None:
    item = shelve(world.north, 1, "farming")
    client = signed_in("editor")
    template = client.get(reverse("library-template"))
    assert template.content.startswith(b"PK")
    heads = "小测,题型,问题,选项 A,选项 B,正确答案"
    data = f"{heads}\n{item.title},单选,哪天浇水？,早上,中午,A\n".encode()
    page = client.post(reverse("library-lists"), {"file": SimpleUploadedFile("题目.csv", data)})
    text = page.content.decode()
    assert "哪天浇水？" in text
    assert "一份小测" in text
    assert not Question.objects.exists()
    token = re.search(r'name="token" value="([^"]+)"', text)[1]
    shown = re.search(r'name="shown" value="([^"]+)"', text)[1]
    client.post(reverse("library-lists-apply"), {"token": token, "shown": shown})
    assert Question.objects.get().text == "哪天浇水？"
    assert "撤销这次导入" in client.get(reverse("library-lists")).content.decode()
    client.post(reverse("library-lists-undo"))
    assert not Question.objects.exists()
    wrong = f"{heads}\n{item.title},论文,写什么？,,,\n".encode()
    said = client.post(reverse("library-lists"), {"file": SimpleUploadedFile("题目.csv", wrong)})
    assert "不认得这种题型" in said.content.decode()
