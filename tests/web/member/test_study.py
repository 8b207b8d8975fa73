"""A member's home and study pages: what is sent and why, what one says about it, undone in one tap."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from django.urls import reverse

from redcloud.apps.study.actions import archive_item, make_plan, send
from redcloud.apps.study.queries import marks_of, suggestions_for
from tests.apps.study.stories import agree, finished, library, shelve, today
from tests.world import World

HOME_QUERIES = 40
SHELF_QUERIES = 20


def page(client: Client, name: str, *args: object, **query: str) -> str:
    return client.get(reverse(name, args=args), query).content.decode()


def test_home_shows_five_items_each_with_a_reason_and_both_answers(world: World, signed_in) -> None:
    library(world)
    send(root=world.north, day=today())
    html = page(signed_in("member"), "member-home")
    assert html.count('<details class="why">') == 5
    assert html.count("学完了") == html.count("不适合我") == 5


def test_home_says_what_to_do_when_nothing_was_sent(world: World, signed_in) -> None:
    html = page(signed_in("member"), "member-home")
    assert "去学习库看看" in html
    assert "支部安排会议以后，会列在这里。" in html


def test_home_costs_few_queries_however_much_was_studied(
    world: World, signed_in, django_assert_max_num_queries
) -> None:
    items = library(world)
    agree(world.members["member"])
    finished([world.members["member"]], items[:8])
    send(root=world.north, day=today())
    client = signed_in("member")
    with django_assert_max_num_queries(HOME_QUERIES):
        page(client, "member-home")


def test_done_on_home_fills_the_place_and_can_be_undone(world: World, signed_in) -> None:
    library(world)
    send(root=world.north, day=today())
    item = suggestions_for(world.viewer("member")).sent[0].item
    client = signed_in("member")
    answer = client.post(reverse("study-item-done", args=[item.uid]), {"from": "home"}, follow=True)
    html = answer.content.decode()
    assert answer.redirect_chain[0][0] == f"{reverse('member-home')}?done={item.uid}"
    assert "撤销" in html
    assert html.count('<details class="why">') == 5
    client.post(reverse("study-item-done", args=[item.uid]), {"undo": "yes", "from": "home"})
    assert not marks_of(world.members["member"].pk, world.north).done


def test_an_undo_is_offered_only_for_what_the_reader_may_see(world: World, signed_in) -> None:
    theirs = shelve(world.south, 1, "farming")
    client = signed_in("member")
    for value in (str(theirs.uid), "not-a-uid"):
        assert "已记为学完" not in page(client, "member-home", done=value)


def test_the_switch_changes_the_feed_and_says_which_it_is(world: World, signed_in) -> None:
    library(world)
    client = signed_in("member")
    assert "不看您的个人记录" in page(client, "member-home")
    client.post(reverse("home-personalisation"), {"granted": "yes"})
    assert "现在按您自己的画像推荐" in page(client, "member-home")
    client.post(reverse("home-personalisation"), {"granted": "no"})
    assert "不看您的个人记录" in page(client, "member-home")


def test_the_shelf_is_found_by_words_and_topic_and_marks_what_is_done(world: World, signed_in) -> None:
    items = library(world)
    finished([world.members["member"]], [items[3]])
    client = signed_in("member")
    assert "14 篇内容" in page(client, "study")
    assert "bg-green-lt" in page(client, "study", q="内容3")
    assert "bg-green-lt" not in page(signed_in("colleague"), "study", q="内容3")
    assert "没有找到" in page(client, "study", q="没有这个词")
    assert page(client, "study", topic="farming").count("study/items/") == 2


@pytest.mark.parametrize("number", ["0", "-1", "999", "x", "1e3", "²"])
def test_any_page_number_gets_a_page(world: World, signed_in, number: str) -> None:
    library(world)
    assert signed_in("member").get(reverse("study"), {"page": number}).status_code == 200


def test_the_shelf_costs_the_same_for_many_items(
    world: World, signed_in, django_assert_max_num_queries
) -> None:
    library(world, size=25)
    client = signed_in("member")
    with django_assert_max_num_queries(SHELF_QUERIES):
        page(client, "study")


def test_an_item_is_read_marked_done_and_discussed(world: World, signed_in) -> None:
    item = library(world)[0]
    client = signed_in("member")
    html = page(client, "study-item", item.uid)
    assert "第 0 篇。" in html
    assert reverse("discussion", args=["item", item.uid]) in html
    html = client.post(reverse("study-item-done", args=[item.uid]), follow=True).content.decode()
    assert "记为学完" in html
    said = client.post(reverse("discussion", args=["item", item.uid]), {"text": "我试过了"}, follow=True)
    assert "我试过了" in said.content.decode()
    assert "我试过了" in page(signed_in("colleague"), "discussion", "item", item.uid)
    assert "我试过了" not in page(signed_in("sibling_secretary"), "discussion", "item", item.uid)


def test_opening_an_item_leaves_no_record(world: World, signed_in) -> None:
    from redcloud.apps.records.models import Statement

    item = library(world)[0]
    page(signed_in("member"), "study-item", item.uid)
    assert not Statement.objects.exists()


def test_an_archived_item_is_gone_from_every_page(world: World, signed_in) -> None:
    library(world)
    send(root=world.north, day=today())
    item = suggestions_for(world.viewer("member")).sent[0].item
    archive_item(actor=None, item=item)
    client = signed_in("member")
    assert str(item.uid) not in page(client, "member-home")
    assert client.get(reverse("study-item", args=[item.uid])).status_code == 404


def test_a_reason_opens_to_the_branch_plan(world: World, signed_in) -> None:
    library(world)
    make_plan(
        actor=world.users["secretary"],
        viewer=world.viewer("secretary"),
        branch_id=world.branch.pk,
        session=60,
    )
    send(root=world.north, day=today())
    assert reverse("branch-plan", args=[world.branch.pk]) in page(signed_in("member"), "member-home")


def test_the_pages_have_no_inline_style_or_script(world: World, signed_in) -> None:
    item = library(world)[0]
    client = signed_in("member")
    for html in (page(client, "member-home"), page(client, "study"), page(client, "study-item", item.uid)):
        assert not re.search(r"<[^>]+\s(style|onclick)=", html)
