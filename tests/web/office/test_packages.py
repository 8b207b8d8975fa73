"""An editor looks at a package, imports it, tries it, and gives members a newer one."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from typing import Any, get_args

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils.translation import override

from redcloud.apps.records.models import Identity, StateDocument, Statement
from redcloud.apps.study.actions import end_launches
from redcloud.apps.study.models import Item, Launch, PackageAccount, PackageVersion, Registration, ReviewRule
from redcloud.apps.study.packages.wording import FAULT_WORDS, MOVE_ON_WORDS, NOTE_WORDS
from redcloud.apps.study.queries import marks_of
from redcloud.engine.records.profile import PACKAGE_ACCOUNTS
from redcloud.engine.study.packages.faults import FaultCode, NoteCode
from redcloud.engine.study.packages.structure import MOVE_ON
from tests.engine.study.packages.making import COURSE, FIRST, SECOND, au, block, package, zipped
from tests.web.api.launching import from_address, shelved
from tests.world import World

SignIn = Callable[[str], Client]


@pytest.fixture
def editor(signed_in: SignIn) -> Client:
    return signed_in("editor")


def chosen(editor: Client, file: io.BytesIO, name: str = "土壤.zip") -> Any:
    given = SimpleUploadedFile(name, file.getvalue(), content_type="application/zip")
    return editor.post(reverse("library-packages"), {"file": given})


def imported(editor: Client, file: io.BytesIO) -> Any:
    page = chosen(editor, file).content.decode()
    fields = dict(re.findall(r'name="(token|name)" value="([^"]*)"', page))
    return editor.post(reverse("library-packages-apply"), fields, follow=True)


def test_a_preview_shows_units_and_what_to_know_and_stores_nothing(editor: Client) -> None:
    file = package(
        block(f"{COURSE}/b", au(moveOn="CompletedAndPassed", masteryScore="0.6")),
        au(SECOND, url="https://lessons.example.org/x"),
        files=(("a.html", '<script src="https://cdn.example.com/x.js"></script>'),),
    )
    page = chosen(editor, file).content.decode()
    for words in ("认识土壤", "一组", "第一单元", "学完并且通过测验算达到", "0.6", "lessons.example.org"):
        assert words in page
    for words in ("cdn.example.com", "一开始就算达到", "导入为草稿", "它会报告什么"):
        assert words in page
    assert not Item.objects.exists()
    assert not PackageVersion.objects.exists()


def test_faults_are_said_with_their_line_and_what_to_do(editor: Client) -> None:
    page = chosen(editor, package(au(moveOn="Often", url="gone.html"))).content.decode()
    assert "第 4 行" in page
    assert "gone.html" in page
    assert "补上文件" in page
    assert "Often" in page
    assert 'name="token"' not in page
    deeper = chosen(editor, zipped(("soil/cmi5.xml", ""))).content.decode()
    assert "soil/cmi5.xml" in deeper
    assert "直接压缩" in deeper


def test_no_file_an_empty_one_and_one_that_is_too_large_are_answered(editor: Client, settings) -> None:
    assert "请先选择一个文件" in editor.post(reverse("library-packages"), {}).content.decode()
    assert "文件是空的" in chosen(editor, io.BytesIO(b"")).content.decode()
    settings.LIBRARY_FILE_MAX_BYTES = 10
    assert "文件超过" in chosen(editor, package(au())).content.decode()
    settings.LIBRARY_FILE_MAX_BYTES = 10**6
    assert "不能导入" in chosen(editor, io.BytesIO(b"\x00\x01")).content.decode()


def test_an_import_is_a_draft_that_is_published_like_any_other(world: World, editor: Client) -> None:
    answer = imported(editor, package(au(moveOn="Completed")))
    item = Item.objects.get()
    assert answer.redirect_chain[-1][0] == reverse("library-item-edit", args=[item.uid])
    assert "已导入为草稿" in answer.content.decode()
    assert reverse("library-package", args=[item.uid]) in answer.content.decode()
    assert "课程包" in editor.get(reverse("library")).content.decode()
    assert "土壤.zip" in editor.get(reverse("library-package", args=[item.uid])).content.decode()


def test_a_token_is_used_once(editor: Client) -> None:
    page = chosen(editor, package(au())).content.decode()
    fields = dict(re.findall(r'name="(token|name)" value="([^"]*)"', page))
    address = reverse("library-packages-apply")
    editor.post(address, fields)
    again = editor.post(address, fields, follow=True)
    assert "已经导入过" in again.content.decode()
    assert Item.objects.count() == 1


def test_the_same_file_again_is_said_to_be_the_same(world: World, editor: Client) -> None:
    file = package(au(moveOn="Completed"))
    imported(editor, file)
    page = chosen(editor, file).content.decode()
    assert "正是这个文件" in page
    assert "导入为第" not in page
    newer = chosen(editor, package(au(moveOn="Passed"))).content.decode()
    assert "导入为第 2 版" in newer


def test_a_newer_version_waits_for_review_where_the_root_wants_it(world: World, editor: Client) -> None:
    item = shelved(world)
    ReviewRule.objects.create(root=world.north)
    answer = imported(editor, package(au(moveOn="Passed"), au(SECOND)))
    assert "等另一位编辑审核" in answer.content.decode()
    page = editor.get(reverse("library-package", args=[item.uid])).content.decode()
    assert "等待审核" in page
    assert "现在打开的" in page
    assert "2 个单元" in page
    first = editor.get(reverse("library-package", args=[item.uid]), {"version": "1"}).content.decode()
    assert "1 个单元" in first


def test_a_version_is_given_back_as_it_came(world: World, editor: Client) -> None:
    item = shelved(world)
    answer = editor.get(reverse("library-package-file", args=[item.uid, 1]))
    assert answer["Content-Type"] == "application/zip"
    assert answer["Content-Disposition"].startswith("attachment")
    assert b"".join(answer.streaming_content)[:2] == b"PK"


def test_an_editor_tries_a_version_that_waits_and_nothing_of_it_stays(world: World, editor: Client) -> None:
    item = shelved(world)
    ReviewRule.objects.create(root=world.north)
    imported(editor, package(au(moveOn="Completed"), au(SECOND, moveOn="NotApplicable")))
    answer = editor.post(reverse("library-package-try", args=[item.uid, 2]), {"unit": SECOND})
    assert answer.status_code == 303
    unit = from_address(answer["Location"]).begin()
    assert unit.data["launchMode"] == "Browse"
    assert unit.data["returnURL"].endswith(reverse("library-package", args=[item.uid]))
    assert unit.client.get(f"{unit.files}index.html").status_code == 200
    assert unit.say("initialized").status_code == 200
    assert unit.say("completed").status_code == 403
    assert unit.call("put", "activities/state", {"a": 1}, **unit.at("bookmark")).status_code == 204
    assert Statement.objects.count() == 2
    Launch.objects.update(ends_at="2026-01-01T00:00:00Z")
    assert end_launches() == 1
    for model in (Statement, StateDocument, PackageAccount, Registration, Launch):
        assert not model.objects.exists(), model
    assert not Identity.objects.filter(home_page=PACKAGE_ACCOUNTS).exists()
    assert PackageVersion.objects.count() == 2
    assert marks_of(world.members["secretary"].pk, world.north).begun == {}


def test_another_organisations_editor_sees_none_of_it(world: World, signed_in: SignIn) -> None:
    item = shelved(world)
    for role in ("south_secretary", "member", "administrator"):
        client = signed_in(role)
        assert client.get(reverse("library-package", args=[item.uid])).status_code == 404
        tried = client.post(reverse("library-package-try", args=[item.uid, 1]), {"unit": FIRST})
        assert tried.status_code == 404


def test_every_code_has_its_words_in_both_languages() -> None:
    codes = {*_flat(FaultCode)}
    assert codes == set(FAULT_WORDS)
    assert set(get_args(NoteCode)) == set(NOTE_WORDS)
    assert set(MOVE_ON) == set(MOVE_ON_WORDS)
    for language, stop in (("zh-hans", "。"), ("en", ".")):
        with override(language):
            said = [str(words) for words in [*FAULT_WORDS.values(), *NOTE_WORDS.values()]]
            assert all(one.endswith(stop) for one in said)
            assert len(set(said)) == len(said)


def _flat(code: Any) -> set[str]:
    parts = get_args(code)
    return {one for part in parts for one in (_flat(part) if get_args(part) else {part})}


def test_pages_of_packages_ask_a_fixed_number_of_questions(
    world: World, editor: Client, django_assert_max_num_queries
) -> None:
    item = shelved(world, *(au(f"{COURSE}/{number}", moveOn="Completed") for number in range(60)))
    for _ in range(3):
        imported(editor, package(*(au(f"{COURSE}/{n}", moveOn="Passed") for n in range(61 + _))))
    with django_assert_max_num_queries(14):
        editor.get(reverse("library-package", args=[item.uid]))
    with django_assert_max_num_queries(16):
        editor.get(reverse("library"))
