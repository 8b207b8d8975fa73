"""The editor's pages: write, preview, publish, take off, sort by topic; never who studied what."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from redcloud.apps.study.actions import ask_for_course, ask_for_quiz, take_off_course
from redcloud.apps.study.models import Item, ItemState, ReviewRule
from redcloud.apps.topics.models import Topic
from tests.apps.study.files import upload
from tests.apps.study.stories import finished, library
from tests.apps.study.teaching import taught
from tests.world import World


def entered(**more: object) -> dict[str, object]:
    topic = Topic.objects.get(root=None, code="farming").pk
    known = {"title": "育苗", "text": "## 先看种子", "minutes": 6, "topics": [topic]}
    return known | {"licence": "CC BY 4.0", "language": "zh-Hans"} | more


def written(client: Client, **more: object) -> Item:
    assert client.post(reverse("library-item-new"), entered(**more)).status_code == 302
    return Item.objects.get()


def test_an_item_is_written_as_a_draft_published_and_taken_off(world: World, signed_in) -> None:
    client = signed_in("editor")
    item = written(client, save="yes")
    assert item.state == ItemState.DRAFT
    client.post(reverse("library-item-edit", args=[item.uid]), entered(title="选种", publish="yes"))
    item.refresh_from_db()
    assert (item.state, item.title) == (ItemState.PUBLISHED, "选种")
    client.post(reverse("library-item-archive", args=[item.uid]))
    item.refresh_from_db()
    assert item.state == ItemState.ARCHIVED


def test_writing_and_publishing_is_one_tap(world: World, signed_in) -> None:
    assert written(signed_in("editor"), publish="yes").is_published


def test_a_file_stays_with_each_change_and_is_taken_off_with_an_undo(world: World, signed_in) -> None:
    client = signed_in("editor")
    item = written(client, file=upload())
    file = item.files.get()
    address = reverse("library-item-edit", args=[item.uid])
    client.post(address, entered(title="选种"))
    assert file.name in client.get(address).content.decode()
    answer = client.post(reverse("library-file-remove", args=[item.uid, file.uid]), follow=True)
    restore = reverse("library-file-restore", args=[item.uid, file.uid])
    assert restore in answer.content.decode()
    part = client.post(restore, headers={"HX-Request": "true"}).content.decode()
    assert file.name in part
    assert "<html" not in part  # what is written in the form stays


def test_a_refused_file_leaves_no_half_item(world: World, signed_in) -> None:
    answer = signed_in("editor").post(
        reverse("library-item-new"), entered(file=upload("x.pdf", b"<html>"), publish="yes")
    )
    assert "不是 PDF" in answer.content.decode()
    assert not Item.objects.exists()


@pytest.mark.parametrize(
    "wrong",
    [
        {"title": ""},
        {"text": "  "},
        {"minutes": "0"},
        {"topics": []},
        {"link": "javascript:alert(1)"},
        {"file": SimpleUploadedFile("page.html", b"<script>")},
    ],
    ids=lambda wrong: next(iter(wrong)),
)
def test_what_is_wrong_is_said_and_nothing_is_stored(
    world: World, signed_in, wrong: dict[str, object]
) -> None:
    answer = signed_in("editor").post(reverse("library-item-new"), entered(**wrong))
    assert answer.status_code == 200
    assert 'class="text-danger"' in answer.content.decode()
    assert not Item.objects.exists()


def test_the_preview_shows_what_readers_will_see_and_stores_nothing(world: World, signed_in) -> None:
    html = signed_in("editor").post(reverse("library-preview"), {"text": "# 题\n<script>x</script>"})
    assert "<h2>题</h2>" in html.content.decode()
    assert "<script>" not in html.content.decode()
    assert not Item.objects.exists()


def test_the_list_is_narrowed_and_costs_few_queries(
    world: World, signed_in, django_assert_max_num_queries
) -> None:
    library(world, size=30)
    client = signed_in("editor")
    with django_assert_max_num_queries(15):
        html = client.get(reverse("library")).content.decode()
    assert html.count("library/items/") == 25
    assert "内容库还是空的" not in html
    assert client.get(reverse("library"), {"state": "draft"}).content.decode().count("library/items/") == 0


def test_an_editor_sees_nobody_who_studied(world: World, signed_in) -> None:
    items = library(world)
    finished([world.members["member"]], items)
    client = signed_in("editor")
    for address in (
        reverse("library"),
        reverse("library-item-edit", args=[items[0].uid]),
        reverse("study-item", args=[items[0].uid]),
        reverse("study"),
    ):
        html = client.get(address).content.decode()
        assert world.members["member"].name not in html
        assert "记为学完" not in html


def test_topics_are_added_and_changed(world: World, signed_in) -> None:
    client = signed_in("editor")
    known = {"name_zh": "种茶", "name_en": "Tea growing"}
    client.post(reverse("library-topics"), known | {"code": "tea"})
    topic = Topic.objects.get(code="tea")
    again = client.post(reverse("library-topics"), known | {"code": "tea"})
    assert "已有同代码的主题" in again.content.decode()
    client.post(reverse("library-topic-edit", args=[topic.pk]), known | {"sensitive": "on"})
    topic.refresh_from_db()
    assert topic.sensitive


def test_topics_are_suggested_with_their_evidence_and_a_tap_ticks_the_box(world: World, signed_in) -> None:
    html = signed_in("editor").post(reverse("library-suggest"), {"title": "灭火器怎么用", "text": ""})
    page = html.content.decode()
    assert 'for="id_topics_' in page  # the label of the box in the form
    assert "消防安全" in page
    assert "灭火器" in page
    assert (
        "平台拿不准" in signed_in("editor").post(reverse("library-suggest"), {"text": "嗯"}).content.decode()
    )


def test_without_javascript_the_form_comes_back_as_it_was_left_with_suggestions(
    world: World, signed_in
) -> None:
    left = entered(title="灭火器怎么用", minutes="", suggest="yes")
    for address in (
        reverse("library-item-new"),
        reverse("library-item-edit", args=[written(signed_in("editor")).uid]),
    ):
        page = signed_in("editor").post(address, left).content.decode()
        assert "消防安全" in page
        assert 'value="灭火器怎么用"' in page
        assert "checked" in page  # the topic that was ticked
        assert 'class="text-danger"' not in page
        shown = signed_in("editor").post(address, entered(text="**要点**", preview="yes")).content.decode()
        assert "<strong>要点</strong>" in shown
    assert Item.objects.get().title == "育苗"  # nothing is stored


def test_what_waits_for_a_second_editor_stands_on_the_first_page(world: World, signed_in) -> None:
    made, editor, client = taught(world, library(world)), world.users["editor"], signed_in("editor")
    assert "请您看看" not in client.get(reverse("library")).content.decode()
    ReviewRule.objects.create(root=world.north)
    client.post(reverse("library-item-edit", args=[made.items[1].uid]), entered(save="yes"))
    take_off_course(actor=editor, course=made.course)
    ask_for_course(actor=editor, course=made.course)
    ask_for_quiz(actor=world.users["officer"], quiz=made.quiz)
    page = client.get(reverse("library")).content.decode()
    assert page.count("您提交的，请另一位编辑来看") == 2
    assert page.count("请您看看") == 1
    for name, uid in (
        ("library-item-versions", made.items[1].uid),
        ("library-course", made.course.uid),
        ("library-quiz-preview", made.quiz.uid),
    ):
        assert reverse(name, args=[uid]) in page
    assert "请您看看" not in client.get(reverse("library"), {"q": "急救"}).content.decode()
