"""The plan's page: made, changed and printed by the committee, read by the branch."""

from __future__ import annotations

from django.test import Client
from django.urls import reverse

from redcloud.apps.study.models import PlanEntry
from tests.apps.study.stories import library
from tests.world import World


def post(client: Client, world: World, name: str, *args: object, **data: object) -> str:
    address = reverse(name, args=[world.branch.pk, *args])
    return client.post(address, data, follow=True).content.decode()


def test_the_first_visit_says_what_to_do(world: World, signed_in) -> None:
    address = reverse("branch-plan", args=[world.branch.pk])
    assert "排一份下次学习的计划" in signed_in("secretary").get(address).content.decode()
    assert "支委排好以后会放在这里" in signed_in("member").get(address).content.decode()


def test_a_plan_is_made_locked_swapped_and_planned_again(world: World, signed_in) -> None:
    library(world)
    client = signed_in("secretary")
    html = post(client, world, "branch-plan-make", session=60)
    assert "一次 60 分钟的学习" in html
    assert html.count("为什么：") == PlanEntry.objects.count()
    entry = PlanEntry.objects.first()
    assert entry
    assert "已锁定" in post(client, world, "branch-plan-lock", entry.pk, locked="yes")
    other = PlanEntry.objects.exclude(pk=entry.pk).first()
    assert other
    assert "已换好" in post(client, world, "branch-plan-swap", other.pk)
    assert "已重排" in post(client, world, "branch-plan-again")
    assert PlanEntry.objects.filter(item=entry.item, locked=True).exists()


def test_what_cannot_be_planned_is_said_on_the_page(world: World, signed_in) -> None:
    client = signed_in("secretary")
    assert "学习库里能排进这段时间的内容不足两篇" in post(client, world, "branch-plan-make", session=60)
    assert "20 到 240 分钟" in post(client, world, "branch-plan-make", session=5)


def test_members_read_and_print_but_have_nothing_to_press(world: World, signed_in) -> None:
    library(world)
    post(signed_in("secretary"), world, "branch-plan-make", session=45)
    html = signed_in("member").get(reverse("branch-plan", args=[world.branch.pk])).content.decode()
    assert "data-print" in html
    assert reverse("branch-plan-again", args=[world.branch.pk]) not in html
    assert "换一篇" not in html


def test_the_page_costs_the_same_whatever_the_library(
    world: World, signed_in, django_assert_max_num_queries
) -> None:
    library(world, size=30)
    client = signed_in("secretary")
    post(client, world, "branch-plan-make", session=90)
    with django_assert_max_num_queries(30):
        client.get(reverse("branch-plan", args=[world.branch.pk]))
