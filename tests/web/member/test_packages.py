"""A member's page of an item with a package: units, where one stands, and the way on."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from redcloud.apps.study.actions import archive_item, import_package
from redcloud.apps.study.models import Item, Registration
from tests.engine.study.packages.making import COURSE, FIRST, SECOND, au, block, package
from tests.web.api.launching import opened, shelved
from tests.world import World

SignIn = Callable[[str], Client]


@pytest.fixture
def item(world: World) -> Item:
    first = au(moveOn="Completed", title="认土")
    return shelved(world, block(f"{COURSE}/b", first), au(SECOND, moveOn="Passed", title="养土"))


def page_of(client: Client, item: Item, **query: str) -> str:
    return client.get(reverse("study-item", args=[item.uid]), query).content.decode()


def test_units_stand_in_their_order_with_what_to_do_next(item: Item, signed_in: SignIn) -> None:
    client = signed_in("member")
    page = page_of(client, item)
    assert page.index("一组") < page.index("认土") < page.index("养土")
    assert "开始学" in page
    assert "随机的代号" in page
    unit = opened(client, item).begin()
    for verb in ("initialized", "completed"):
        unit.say(verb)
    page = page_of(client, item)
    assert "2 个单元，完成了 1 个" in page
    assert "接着学" in page
    assert f'name="unit" value="{SECOND}"' in page.partition("btn-lg")[0][-400:]
    unit.say("terminated")
    second = opened(client, item, SECOND).begin()
    second.say("initialized")
    assert "学过一些" in page_of(client, item)
    second.say("passed", score={"scaled": 0.43})
    page = page_of(client, item, back="yes")
    assert "这一篇已记为学完" in page
    assert page.count("完成了") >= 2
    assert "btn-lg" not in page
    assert "0.43" not in page


def test_where_one_stands_is_ones_own(item: Item, signed_in: SignIn) -> None:
    unit = opened(signed_in("member"), item).begin()
    for verb in ("initialized", "completed"):
        unit.say(verb)
    for other in ("colleague", "secretary", "officer", "editor", "administrator"):
        page = page_of(signed_in(other), item)
        assert "完成了 1 个" not in page
        assert "bg-green-lt" not in page.partition('id="units"')[2].partition("</section>")[0]


def test_who_is_on_no_roster_and_what_is_not_published_have_no_buttons(item: Item, signed_in: SignIn) -> None:
    assert "名册上的党员" in page_of(signed_in("officer"), item)
    assert reverse("study-unit-open", args=[item.uid]) not in page_of(signed_in("officer"), item)
    archive_item(actor=None, item=item)
    page = page_of(signed_in("editor"), item)
    assert "发布以后" in page
    answer = signed_in("member").post(reverse("study-unit-open", args=[item.uid]), {"unit": FIRST})
    assert answer.status_code == 404


def test_a_page_that_was_loaded_again_says_where_to_go_on(item: Item, signed_in: SignIn) -> None:
    assert "重新载入" in page_of(signed_in("member"), item, again="yes")


def test_a_newer_version_is_offered_and_begun_by_choice(world: World, item: Item, signed_in: SignIn) -> None:
    client = signed_in("member")
    opened(client, item)
    assert "换成新版" not in page_of(client, item)
    import_package(actor=None, root=world.north, file=package(au(title="新的")), name="b.zip")
    page = page_of(client, item)
    assert "换成新版" in page
    assert "认土" in page
    client.post(reverse("study-package-newer", args=[item.uid]))
    page = page_of(client, item)
    assert "换成新版" not in page
    assert "新的" in page
    assert Registration.objects.count() == 2


def test_a_package_without_criteria_says_so(world: World, signed_in: SignIn) -> None:
    item = shelved(world, au())
    assert "请在本页点“学完了”" in page_of(signed_in("member"), item)


def test_the_shelf_names_what_is_a_package(item: Item, signed_in: SignIn) -> None:
    assert "课程包" in signed_in("member").get(reverse("study")).content.decode()


def test_a_page_with_many_units_asks_as_little_as_one_with_few(
    world: World, signed_in: SignIn, django_assert_max_num_queries
) -> None:
    item = shelved(world, *(au(f"{COURSE}/{number}", moveOn="Completed") for number in range(200)))
    client = signed_in("member")
    opened(client, item, f"{COURSE}/7").begin().say("initialized")
    with django_assert_max_num_queries(32):
        page_of(client, item)


def test_another_platforms_accounts_do_not_show_those_of_packages(item: Item, signed_in: SignIn) -> None:
    client = signed_in("member")
    unit = opened(client, item)
    name = unit.actor["account"]["name"]
    assert name not in client.get(reverse("member-accounts")).content.decode()
