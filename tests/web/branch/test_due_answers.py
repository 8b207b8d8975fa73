"""The branch answers what is due on its own page and sees it settle."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from redcloud.apps.outlook.models import DueAnswer
from redcloud.apps.people.models import Organisation
from tests.world import World


def home(client: Client, world: World) -> str:
    return client.get(reverse("branch-home", args=[world.branch.pk])).content.decode()


def test_an_answer_settles_what_is_due_and_can_be_taken_back(world: World, signed_in) -> None:
    client = signed_in("secretary")
    form = 'name="rule" value="theme_day_monthly"'
    assert form in home(client, world)
    answer = {"rule": "theme_day_monthly", "answer": "done", "sentence": "和社区一起办了"}
    client.post(reverse("branch-due-answer", args=[world.branch.pk]), answer)
    page = home(client, world)
    assert form not in page
    assert "支部说明过 1 项" in page
    assert "和社区一起办了" in page
    assert "收回说明" not in home(signed_in("member"), world)
    back = {"answer": str(DueAnswer.objects.get().pk)}
    client.post(reverse("branch-due-answer-back", args=[world.branch.pk]), back)
    assert form in home(client, world)


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("zh-hans", "请写一句话说明原因，最多 300 字。"),
        ("en", "Please say why in a sentence of up to 300 characters."),
    ],
)
def test_without_a_sentence_nothing_is_settled_and_the_page_says_so(
    world: World, signed_in, language: str, said: str
) -> None:
    client = signed_in("secretary")
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    address = reverse("branch-due-answer", args=[world.branch.pk])
    answer = client.post(
        address, {"rule": "theme_day_monthly", "answer": "wrong", "sentence": ""}, follow=True
    )
    assert said in answer.content.decode()
    assert not DueAnswer.objects.exists()


def test_two_taps_on_what_is_overdue_do_not_settle_the_next_period_too(world: World, signed_in) -> None:
    long_ago = datetime(2024, 1, 1, tzinfo=UTC)
    Organisation.objects.filter(pk=world.branch.pk).update(created_at=long_ago)
    client = signed_in("secretary")
    lines = client.get(reverse("branch-home", args=[world.branch.pk])).context["page"].due
    line = next(one for one in lines if one.item.rule == "theme_day_monthly")
    assert line.item.state == "overdue"
    assert f'name="period" value="{line.item.period_since.isoformat()}"' in home(client, world)
    given = {"rule": "theme_day_monthly", "answer": "done", "sentence": "一起办了"}
    address = reverse("branch-due-answer", args=[world.branch.pk])
    for _tap in range(2):
        answer = client.post(address, given | {"period": line.item.period_since.isoformat()}, follow=True)
    assert "这一期已经办好或说明过了" in answer.content.decode()
    assert DueAnswer.objects.get().period_since == line.item.period_since


def test_a_member_sees_no_form_to_answer(world: World, signed_in) -> None:
    assert 'name="sentence"' not in home(signed_in("member"), world)
