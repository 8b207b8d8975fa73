"""Volunteering in the browser: one form, one's own list, and undo instead of "are you sure"."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from redcloud.apps.life.models import Volunteering
from tests.world import World

ADDRESS = "/volunteering/"


def entry(**changed: str) -> dict[str, str]:
    today = timezone.localdate().isoformat()
    return {"what": "陪李奶奶取药", "kind": "elderly", "day": today, "place": "东里社区"} | changed


def test_an_entry_is_noted_and_seen_by_its_doer_alone(world: World, signed_in) -> None:
    client = signed_in("member")
    assert "还没有记过" in client.get(ADDRESS).content.decode()
    page = client.post(ADDRESS, entry(), follow=True).content.decode()
    assert "陪李奶奶取药" in page
    for role in ("colleague", "secretary"):
        assert "陪李奶奶取药" not in signed_in(role).get(ADDRESS).content.decode()


def test_a_day_ahead_is_refused_in_words(world: World, signed_in) -> None:
    tomorrow = (timezone.localdate() + timedelta(days=1)).isoformat()
    page = signed_in("member").post(ADDRESS, entry(day=tomorrow)).content.decode()
    assert "这一天还没有到" in page
    assert not Volunteering.objects.exists()


@pytest.mark.parametrize("day", ["0001-01-01", "0202-05-01", "1899-12-31", "9999-12-31"])
def test_a_year_that_was_mistyped_is_said_and_not_kept(world: World, signed_in, day: str) -> None:
    page = signed_in("member").post(ADDRESS, entry(day=day)).content.decode()
    assert "请核对年份" in page or "这一天还没有到" in page
    assert not Volunteering.objects.exists()


def test_an_entry_taken_back_can_be_brought_back_once(world: World, signed_in) -> None:
    client = signed_in("member")
    client.post(ADDRESS, entry())
    uid = Volunteering.objects.get().uid
    page = client.post(reverse("member-volunteering-withdraw", args=[uid]), follow=True).content.decode()
    assert not Volunteering.objects.exists()
    assert "已撤回" in page
    assert 'name="what" value="陪李奶奶取药"' in page
    client.post(ADDRESS, entry())
    assert Volunteering.objects.count() == 1
    assert "已撤回" not in client.get(ADDRESS).content.decode()


def test_the_form_asks_for_no_hours(world: World, signed_in) -> None:
    form = signed_in("member").get(ADDRESS).context["form"]
    assert set(form.fields) == {"what", "kind", "day", "place"}
