"""A discussion in the browser: as a page, as a part of another page, and without scripts."""

from __future__ import annotations

import logging

from django.urls import reverse

from redcloud.apps.discussions.models import Comment
from redcloud.apps.people.models import Consent
from tests.apps.life.stories import called
from tests.world import World

HTMX = {"HTTP_HX_REQUEST": "true"}


def thread(world: World) -> str:
    return reverse("discussion", args=["meeting", called(world).uid])


def test_a_comment_is_posted_without_scripts(world: World, signed_in) -> None:
    address = thread(world)
    answer = signed_in("member").post(address, {"text": "路灯该修了"}, follow=True)
    assert answer.redirect_chain[-1][0] == address
    assert "路灯该修了" in signed_in("colleague").get(address).content.decode()


def test_a_part_of_a_page_is_answered_without_the_frame(world: World, signed_in) -> None:
    address = thread(world)
    part = signed_in("member").post(address, {"text": "路灯该修了"}, **HTMX)
    assert part.status_code == 200
    assert "路灯该修了" in part.content.decode()
    assert "<html" not in part.content.decode()


def test_an_empty_comment_says_what_is_missing(world: World, signed_in) -> None:
    page = signed_in("member").post(thread(world), {"text": "  "})
    assert "还没有写内容" in page.content.decode()
    assert not Comment.objects.exists()


def test_text_is_shown_as_text(world: World, signed_in) -> None:
    address = thread(world)
    signed_in("member").post(address, {"text": "<img src=x onerror=alert(1)>"})
    assert "<img src=x" not in signed_in("colleague").get(address).content.decode()


def test_deleting_offers_to_undo(world: World, signed_in) -> None:
    address, client = thread(world), signed_in("member")
    client.post(address, {"text": "路灯该修了"})
    uid = Comment.objects.get().uid
    page = client.post(reverse("discussion-delete", args=[uid]), follow=True).content.decode()
    assert "路灯该修了" not in page
    assert reverse("discussion-restore", args=[uid]) in page
    assert "路灯该修了" not in signed_in("colleague").get(address).content.decode()
    client.post(reverse("discussion-restore", args=[uid]))
    assert "路灯该修了" in signed_in("colleague").get(address).content.decode()


def test_the_question_is_asked_once_and_a_no_is_kept(world: World, signed_in) -> None:
    address, client = thread(world), signed_in("member")
    assert "只问一次" in client.get(address).content.decode()
    uid = address.rstrip("/").rsplit("/", 1)[1]
    client.post(reverse("discussion-consent", args=["meeting", uid]), {"granted": "anything but yes"})
    assert not Consent.objects.get(purpose="comment_topics").granted
    assert "只问一次" not in client.get(address).content.decode()


def test_an_unknown_reason_reports_nothing(world: World, signed_in) -> None:
    address = thread(world)
    signed_in("member").post(address, {"text": "话"})
    uid = Comment.objects.get().uid
    answer = signed_in("colleague").post(reverse("discussion-report", args=[uid]), {"reason": "stance"})
    assert answer.status_code == 404


def test_the_text_of_a_comment_reaches_no_log(world: World, signed_in, caplog) -> None:
    with caplog.at_level(logging.DEBUG):
        signed_in("member").post(thread(world), {"text": "canary-5be1 路灯"})
    assert "canary-5be1" not in caplog.text


def test_a_long_thread_costs_no_more_queries(world: World, signed_in, django_assert_max_num_queries) -> None:
    address, client = thread(world), signed_in("member")
    for number in range(12):
        client.post(address, {"text": f"第 {number} 条"})
    with django_assert_max_num_queries(14):
        client.get(address)
