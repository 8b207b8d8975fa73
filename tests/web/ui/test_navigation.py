"""The navigation says where one is, on every page of a section."""

from __future__ import annotations

import datetime

import pytest

from redcloud.apps.people.access import ANONYMOUS
from redcloud.apps.people.models import Role, RoleAssignment
from redcloud.web.ui.navigation import entries_for
from tests.world import World

pytestmark = pytest.mark.django_db
SINCE = datetime.date(2026, 1, 1)
SOME_ID = "0b920e7a-ac9e-50d4-b686-e29dffa2fdcc"


@pytest.mark.parametrize(
    ("role", "path", "title"),
    [
        ("member", f"/meetings/{SOME_ID}/", "我的支部"),
        ("member", f"/discussions/meeting/{SOME_ID}/", "我的支部"),
        ("secretary", "/branches/999/needs/", "我的支部"),
        ("member", "/volunteering/", "首页"),
        ("member", "/study/", "学习"),
        ("officer", "/office/999/", "组织概览"),
        ("administrator", "/office/{root}/flow/", "管理"),
        ("administrator", "/office/{root}/roster/", "管理"),
        ("anonymous", "/needs/ask/", "提诉求"),
        ("anonymous", "/", "首页"),
    ],
)
def test_the_section_of_a_page_is_marked(world: World, role: str, path: str, title: str) -> None:
    viewer = ANONYMOUS if role == "anonymous" else world.viewer(role)
    entries = entries_for(viewer, path.format(root=world.north.pk))
    assert [str(entry.title) for entry in entries if entry.current] == [title]


def test_no_section_is_marked_where_the_page_is_in_none(world: World) -> None:
    assert not any(entry.current for entry in entries_for(world.viewer("member"), "/account/"))


def test_somebody_with_many_offices_finds_on_a_phone_the_last_of_them_behind_more(world: World) -> None:
    assert not any(entry.folds for entry in entries_for(world.viewer("secretary"), "/"))
    for role in (Role.OFFICER, Role.EDITOR, Role.ADMINISTRATOR):
        RoleAssignment.objects.create(
            user=world.users["secretary"], organisation=world.north, role=role, since=SINCE
        )
    entries = entries_for(world.viewer("secretary"), "/library/")
    assert len(entries) == 7
    assert [str(entry.title) for entry in entries if entry.folds] == ["组织概览", "内容库", "管理"]
    assert [str(entry.title) for entry in entries if entry.current] == ["内容库"]
