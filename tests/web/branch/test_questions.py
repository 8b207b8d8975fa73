"""A branch's questions to itself: put to its committee in words, with the records behind them."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from redcloud.apps.life.actions import keep_minutes
from redcloud.apps.life.models import Roll
from redcloud.apps.life.queries import minutes_sheet
from redcloud.apps.outlook.queries.questions import own_text
from tests.apps.life.stories import called, roll
from tests.world import World

OWN = "大家商量了活动室夏天的开放时间，定在晚上七点到九点，由老李和小赵轮流开门，并且试行一个月再看效果。"


def page(world: World, client, language: str = "zh-hans") -> str:
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    return client.get(reverse("branch-questions", args=[world.branch.pk])).content.decode()


def written(world: World, title: str, text: str) -> None:
    meeting = called(world, title=title)
    roll(world, meeting, ["member", "secretary"])
    acting = {"actor": world.users["secretary"], "viewer": world.viewer("secretary")}
    drafted = minutes_sheet(world.viewer("secretary"), meeting.uid).text
    keep_minutes(**acting, uid=meeting.uid, text=drafted + text, decisions=[])


@pytest.mark.parametrize(
    ("language", "said"),
    [("zh-hans", "是同样的内容，还是照抄了？"), ("en", "Was it the same matter, or were they copied?")],
)
def test_copied_minutes_are_asked_about_and_what_the_platform_wrote_is_not(
    world: World, signed_in, language: str, said: str
) -> None:
    client = signed_in("secretary")
    written(world, "三月主题党日", "")
    written(world, "四月主题党日", "")
    assert said not in page(world, client, language)  # both have the draft of the platform alone
    written(world, "五月主题党日", OWN)
    written(world, "六月主题党日", OWN + "共3项。")
    shown = page(world, client, language)
    assert shown.count(said) == 1
    assert "五月主题党日" in shown
    assert "六月主题党日" in shown
    assert "四月主题党日" not in shown


def test_a_late_roll_is_asked_about(world: World, signed_in) -> None:
    meeting = called(world, starts_at=timezone.now() - timedelta(days=20))
    roll(world, meeting, ["member"])
    assert Roll.objects.get().meeting == meeting
    assert "会后 20 天才点名" in page(world, signed_in("secretary"))


def test_the_lines_of_the_draft_are_no_words_of_the_branch() -> None:
    minutes = (
        "2026年3月2日19:00，在活动室，召开主题党日，由王芳主持。\n\n一、学习\n二、讨论用水\n水管下周换。"
    )
    assert own_text(minutes, "学习\n讨论用水").strip() == "水管下周换。"
