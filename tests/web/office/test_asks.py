"""An officer proposes an item to branches by a day, sees what stands, and takes it back."""

from __future__ import annotations

from datetime import timedelta

from django.urls import reverse

from redcloud.apps.study.models import StudyAsk
from redcloud.apps.study.queries.asks import MOST_OFFERED
from tests.apps.study.stories import library, today
from tests.apps.study.teaching import taught
from tests.world import World


def test_an_item_is_proposed_and_taken_back(world: World, signed_in) -> None:
    item = library(world, size=3)[0]
    client, address = signed_in("officer"), reverse("office-study", args=[world.general.pk])
    assert "还没有提议" in client.get(address).content.decode()
    said = client.post(address, {"item": item.pk, "by_day": today() + timedelta(days=3)}).content.decode()
    assert "两周以后" in said
    assert not StudyAsk.objects.exists()
    client.post(address, {"item": "", "by_day": today() + timedelta(days=40)})
    assert not StudyAsk.objects.exists(), "nothing is chosen for anybody"
    day = today() + timedelta(days=40)
    assert "已提议" in client.post(address, {"item": item.pk, "by_day": day}, follow=True).content.decode()
    ask = StudyAsk.objects.get()
    plan = reverse("branch-plan", args=[world.branch.pk])
    assert "上级提议学的" in signed_in("secretary").get(plan).content.decode()
    withdraw = reverse("office-study-withdraw", args=[ask.uid])
    assert "已收回提议" in client.post(withdraw, follow=True).content.decode()


def test_what_is_proposed_is_found_by_words_in_a_large_library(world: World, signed_in) -> None:
    items = library(world, size=MOST_OFFERED + 5)
    made = taught(world, items)
    client, address = signed_in("officer"), reverse("office-study", args=[world.general.pk])
    page = client.get(address).content.decode()
    [unlisted] = [one for one in items if f'value="{one.pk}"' not in page][:1]
    found = client.get(address, {"q": unlisted.title}).content.decode()
    assert f'value="{unlisted.pk}"' in found
    assert f'value="course-{made.course.pk}"' in client.get(address, {"q": "急救入门"}).content.decode()
    day = today() + timedelta(days=40)
    said = client.post(f"{address}?q={unlisted.title}", {"item": unlisted.pk, "by_day": day}, follow=True)
    assert "已提议" in said.content.decode()
    assert StudyAsk.objects.get().item == unlisted
    assert "没有找到" in client.get(address, {"q": "没有这样的词"}).content.decode()
