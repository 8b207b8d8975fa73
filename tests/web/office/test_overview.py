"""The officer's overview: needs first, counts only, released figures that say what they hide."""

from __future__ import annotations

import re
from datetime import date

import pytest
from django.urls import reverse

from redcloud.apps.needs import actions
from redcloud.apps.needs.models import Place
from redcloud.apps.people.actions import assign_role
from redcloud.apps.people.models import Role
from redcloud.engine.needs.codes import code_hash
from tests.web.office.releases import figure, store_release
from tests.world import SINCE

MARCH = date(2026, 3, 1)


@pytest.fixture
def place(world) -> Place:
    return Place.objects.create(root=world.north, name="石桥社区", branch=world.branch)


def page_of(signed_in, organisation, role: str = "officer") -> str:
    return signed_in(role).get(reverse("office-overview", args=[organisation.pk])).content.decode()


def test_needs_come_before_figures_and_name_nobody(signed_in, world, place) -> None:
    asked = actions.ask(place=place, words="CANARY", spot="CANARY", contact_way="CANARY", category="parking")
    actions.take(actor=world.users["secretary"], viewer=world.viewer("secretary"), uid=asked.need.uid)
    page = page_of(signed_in, world.north)
    assert page.index('id="waiting"') < page.index('id="figures"')
    assert "停车" in page
    assert "CANARY" not in page
    assert "测试secretary" not in page


def test_needs_that_wait_are_the_first_thing_on_the_page(signed_in, world, place) -> None:
    """PRODUCT line 10, also where nothing waits and where figures were released."""
    store_release(world.north, date(2026, 4, 6), [figure(world.north, MARCH, "study", 37)])
    for _turn in range(2):
        main = page_of(signed_in, world.north).split("<main")[1]
        first = re.search(r"<h2[^>]*>", main)
        assert first is not None
        assert 'id="waiting"' in first.group()
        assert main.index("<section") < first.start() < main.index('id="figures"')
        assert re.search(r'<section aria-labelledby="waiting"', main[: first.start()])
        actions.ask(place=place, words="路灯不亮")


def test_an_officer_of_several_organisations_sees_first_where_needs_wait(signed_in, world, place) -> None:
    assign_role(
        actor=None, user=world.users["officer"], organisation=world.general, role=Role.OFFICER, since=SINCE
    )
    actions.ask(place=place, words="路灯不亮")
    page = signed_in("officer").get(reverse("office")).content.decode()
    assert page.count("1 件在等") == 2


def test_figures_are_the_released_ones_and_protected_ones_are_words(signed_in, world) -> None:
    store_release(
        world.north,
        date(2026, 4, 6),
        [
            figure(world.north, MARCH, "study", 37),
            figure(world.general, MARCH, "study", None),
            figure(world.north, MARCH, "class", None),
        ],
    )
    page = page_of(signed_in, world.north)
    assert "2026-04-06" in page
    assert "37" in page
    assert page.count("受保护") >= 2
    assert "因为人数太少而隐藏：1 个" in page


def test_a_missing_cell_and_a_hidden_cell_look_the_same(signed_in, world) -> None:
    stored = [[], [figure(world.general, MARCH, "study", None)]]
    shown = []
    for day, hidden in zip((date(2026, 4, 6), date(2026, 4, 13)), stored, strict=True):
        store_release(world.north, day, [figure(world.north, MARCH, "study", 37), *hidden])
        shown.append(page_of(signed_in, world.north).split("各组织参加的人数")[1].split("</details>")[0])
    missing, held = shown
    assert missing == held
    assert re.search(r"个组织的数字都受保护.*测试党总支", held, re.DOTALL)


def test_an_organisation_with_a_number_stands_in_the_table_and_the_others_in_a_fold(signed_in, world) -> None:
    below = [figure(world.general, MARCH, "study", 12)]
    store_release(world.north, date(2026, 4, 6), [figure(world.north, MARCH, "study", 37), *below])
    table, *fold = page_of(signed_in, world.north).split("各组织参加的人数")[-1].split("个组织的数字都受保护")
    assert "测试党总支" in table
    assert all("测试党总支" not in one for one in fold)


def test_before_the_first_release_the_page_says_what_will_be_there(signed_in, world) -> None:
    assert "还没有发布过" in page_of(signed_in, world.north)


def test_the_table_can_be_taken_away_and_holds_no_formula(signed_in, world) -> None:
    type(world.general).objects.filter(pk=world.general.pk).update(name="=1+1")
    store_release(world.north, date(2026, 4, 6), [figure(world.general, MARCH, "study", None)])
    response = signed_in("officer").get(reverse("office-figures-csv", args=[world.north.pk]))
    lines = response.content.decode("utf-8-sig").splitlines()
    assert lines[1].split(",") == ["'=1+1", "2026-03", "学习", "受保护", "受保护", "2026-04-06"]


def test_a_complaint_is_read_and_answered_by_the_level_above(signed_in, world, place) -> None:
    asked = actions.ask(place=place, words="x")
    complaint = actions.complain(code=code_hash(asked.code), words="一直没人管")
    client = signed_in("officer")
    address = reverse("office-complaint", args=[complaint.uid])
    assert address in page_of(signed_in, world.general)
    assert "一直没人管" in client.get(address).content.decode()
    assert client.post(address, {"words": ""}).status_code == 422
    assert client.post(address, {"words": "已催办"}).status_code == 302
    complaint.refresh_from_db()
    assert (complaint.answer, complaint.answered_by) == ("已催办", world.users["officer"])
    second = client.post(address, {"words": "我来跟进"})
    assert second.status_code == 409
    assert "已催办" in second.content.decode()
    assert "我来跟进" in second.content.decode()  # not sent, and not lost


def test_the_page_does_not_ask_more_the_more_branches_there_are(
    signed_in, world, place, django_assert_max_num_queries
) -> None:
    kind = type(world.branch)
    for number in range(30):
        branch = kind.objects.create(parent=world.general, kind="branch", name=f"测试支部{number:02d}")
        there = Place.objects.create(root=world.north, name=f"村{number}", branch=branch)
        actions.ask(place=there, words="x")
    client = signed_in("officer")
    with django_assert_max_num_queries(22):
        client.get(reverse("office-overview", args=[world.general.pk]))


def test_a_kind_is_drawn_only_where_enough_months_are_shown(signed_in, world) -> None:
    months = [date(2026, month, 1) for month in (1, 2, 3)]
    store_release(
        world.north,
        date(2026, 4, 6),
        [figure(world.north, month, "study", 30) for month in months]
        + [figure(world.north, month, "class", None) for month in months[:2]]
        + [figure(world.north, MARCH, "class", 12)],
    )
    page = page_of(signed_in, world.north)
    assert page.count("data-chart=") == 1
    assert "没有画成图的：党课" in page
    assert "最少 30 人，最多 30 人" in page


def test_places_with_something_that_waits_stand_by_name_and_the_others_are_counted(
    signed_in, world, place
) -> None:
    actions.ask(place=place, words="x")
    page = page_of(signed_in, world.general)
    assert "还有 1 个组织没有在等的" in page
    assert page.index("测试第一党支部") < page.index("还有 1 个组织没有在等的")
