"""The page of a branch's robots: set up by pasting one address, which no page shows again."""

from __future__ import annotations

import pytest
from django.urls import reverse
from django.utils import timezone

from redcloud.apps.notices.models import Delivery, Robot
from tests.world import World

WECOM = "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=693a91f6-7aoc-4bc4-97a0"
GIVEN = {"name": "工作群", "url": f" {WECOM} ", "secret": "", "quiet_from": "21", "quiet_until": "8"}


@pytest.fixture
def page(world: World) -> str:
    return reverse("branch-robots", args=[world.branch.pk])


def test_an_address_is_pasted_recognised_tried_and_never_shown_again(world: World, signed_in, page) -> None:
    client = signed_in("secretary")
    assert "还没有机器人" in client.get(page).content.decode()
    assert client.post(page, GIVEN).status_code == 302
    robot = Robot.objects.get()
    assert (robot.kind, robot.name) == ("wecom", "工作群")
    shown = client.get(page).content.decode()
    assert "企业微信" in shown
    assert "693a91f6" not in shown
    assert "正在测试" in shown
    assert "hx-get" in shown


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"url": "http://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=abcdefgh"}, "url"),
        ({"url": "https://192.168.1.9/hook"}, "url"),
        ({"url": "https://qyapi.weixin.qq.com/cgi-bin/webhook/send"}, "url"),
        ({"url": ""}, "url"),
        ({"secret": "SECabcdefgh"}, "secret"),
        ({"name": ""}, "name"),
    ],
)
def test_what_is_wrong_is_said_beside_its_field_and_the_address_is_not_echoed(
    world: World, signed_in, page, change, field
) -> None:
    answer = signed_in("secretary").post(page, {**GIVEN, **change})
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [field]
    assert "693a91f6" not in answer.content.decode()
    assert not Robot.objects.exists()


def test_what_failed_and_why_is_said_in_words_and_a_paused_one_is_resumed(
    world: World, signed_in, page
) -> None:
    client = signed_in("secretary")
    client.post(page, GIVEN)
    Delivery.objects.all().delete()
    now = timezone.now()
    Robot.objects.update(fault="robot_key", tried_at=now, failures=3, paused_at=now)
    shown = client.get(page).content.decode()
    assert "对方说没有这个机器人" in shown
    assert "已自动暂停" in shown
    client.post(reverse("branch-robot-resume", args=[world.branch.pk, Robot.objects.get().pk]))
    assert Robot.objects.get().paused_at is None
    assert Delivery.objects.get().trial


def test_one_is_removed_when_it_is_paused(world: World, signed_in, page) -> None:
    client = signed_in("secretary")
    client.post(page, GIVEN)
    robot = Robot.objects.get()
    assert (
        reverse("branch-robot-remove", args=[world.branch.pk, robot.pk])
        not in client.get(page).content.decode()
    )
    client.post(reverse("branch-robot-pause", args=[world.branch.pk, robot.pk]))
    remove = reverse("branch-robot-remove", args=[world.branch.pk, robot.pk])
    assert remove in client.get(page).content.decode()
    client.post(remove)
    assert not Robot.objects.exists()


def test_five_cost_as_many_queries_as_one(
    world: World, signed_in, page, django_assert_max_num_queries
) -> None:
    client = signed_in("secretary")
    for _ in range(5):
        client.post(page, GIVEN)
    with django_assert_max_num_queries(12):
        client.get(page)
