"""The administration: what is set up and what comes next, places where residents can ask, staff, the name."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from redcloud.apps.needs.models import Need, Place
from redcloud.apps.people.activation import (
    CodeRefused,
    activate,
    issue_codes,
    issue_codes_to_leaders,
    member_for_code,
)
from redcloud.apps.people.models import (
    Member,
    Organisation,
    OrganisationKind,
    PendingRole,
    Role,
    RoleAssignment,
)
from tests.world import World

SignIn = Callable[[str], Client]


@pytest.fixture
def admin(signed_in: SignIn, world: World) -> Client:
    """The administrator's browser."""
    return signed_in("administrator")


def text_of(client: Client, world: World, name: str, *rest: int, **given: str) -> str:
    return client.get(reverse(name, args=[world.north.pk, *rest]), given).content.decode()


def test_the_first_page_says_what_is_missing(admin: Client, world: World) -> None:
    Place.objects.all().delete()
    shown = text_of(admin, world, "office-administration")
    assert "还没有，居民现在提不了诉求" in shown
    assert "1 位编辑" in shown
    assert "15 人，2 个支部" in shown
    assert admin.get(reverse("start"))["Location"] == reverse("office-administration", args=[world.north.pk])


def test_places_are_proposed_by_the_names_of_branches(admin: Client, world: World) -> None:
    Organisation.objects.create(parent=world.north, kind=OrganisationKind.BRANCH, name="柳树村党支部")
    assert "柳树村，柳树村党支部" in text_of(admin, world, "office-places")


def test_a_resident_can_ask_where_an_administrator_entered_a_place(admin: Client, world: World) -> None:
    lines = "石桥社区，测试第一党支部\n北山县，东街，北山测试党委/测试党总支/测试第二党支部"
    address = reverse("office-places", args=[world.north.pk])
    assert admin.post(address, {"lines": lines}).status_code == 302
    places = {place.name: place for place in Place.objects.exclude(branch=None)}
    assert {name: place.branch_id for name, place in places.items()} == {
        "石桥社区": world.branch.pk,
        "东街": world.sibling.pk,
    }
    assert places["东街"].parent is not None
    assert "石桥社区" in Client().get(reverse("need-ask")).content.decode()


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ("石桥社区", "请写成“地名，党支部”"),
        ("石桥社区，没有的党支部", "没有叫这个名字的党支部"),
        ("石桥社区，南湖测试党支部", "没有叫这个名字的党支部"),
        ("东街，测试第一党支部", "这个地方已经有了"),
    ],
)
def test_one_wrong_line_keeps_the_others_waiting_and_says_why(
    admin: Client, world: World, line: str, sentence: str
) -> None:
    Place.objects.create(root=world.north, name="东街", branch=world.branch)
    address = reverse("office-places", args=[world.north.pk])
    answer = admin.post(address, {"lines": f"西街，测试第一党支部\n{line}"})
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert "西街，测试第一党支部" in answer.content.decode()
    assert not Place.objects.filter(name="西街").exists()


def test_a_place_gets_another_branch_and_without_one_nobody_asks_there(admin: Client, world: World) -> None:
    place = Place.objects.create(root=world.north, name="东街", branch=world.branch)
    address = reverse("office-place", args=[world.north.pk, place.pk])
    admin.post(address, {"name": "东大街", "branch": "测试第二党支部"})
    place.refresh_from_db()
    assert (place.name, place.branch_id) == ("东大街", world.sibling.pk)
    assert admin.post(address, {"name": "东大街", "branch": "没有的"}).status_code == 422
    admin.post(address, {"name": "东大街", "branch": ""})
    assert "东大街" not in Client().get(reverse("need-ask")).content.decode()
    assert "不再受理诉求" in text_of(admin, world, "office-places")


def test_a_place_is_deleted_only_where_nobody_has_asked(admin: Client, world: World) -> None:
    used = Place.objects.create(root=world.north, name="东街", branch=world.branch)
    mistaken = Place.objects.create(root=world.north, name="冬街", branch=world.branch)
    Need.objects.create(
        root=world.north, place=used, holder=world.branch, category="roads", words="路灯坏了", code_hash="x"
    )
    for place in (used, mistaken):
        admin.post(reverse("office-place-delete", args=[world.north.pk, place.pk]))
    assert list(Place.objects.values_list("name", flat=True)) == ["东街"]


def test_a_place_of_another_organisation_is_not_there(admin: Client, world: World) -> None:
    foreign = Place.objects.create(root=world.south, name="南街", branch=world.south_branch)
    address = reverse("office-place", args=[world.north.pk, foreign.pk])
    assert admin.get(address).status_code == 404
    delete = reverse("office-place-delete", args=[world.north.pk, foreign.pk])
    assert admin.post(delete).status_code == 404


def test_somebody_with_an_account_is_an_editor_at_once_and_can_be_ended(
    admin: Client, world: World, signed_in: SignIn
) -> None:
    address = reverse("office-staff", args=[world.north.pk])
    assert signed_in("member").get(reverse("library")).status_code == 404
    admin.post(address, {"who": "member", "role": "editor"})
    assert signed_in("member").get(reverse("library")).status_code == 200
    held = RoleAssignment.objects.get(user=world.users["member"], role=Role.EDITOR)
    admin.post(reverse("office-staff-end", args=[world.north.pk]), {"key": f"held-{held.pk}"})
    assert signed_in("member").get(reverse("library")).status_code == 404


def test_somebody_without_an_account_is_an_editor_once_they_have_one(admin: Client, world: World) -> None:
    address = reverse("office-staff", args=[world.north.pk])
    admin.post(address, {"who": "测试more1", "role": "editor"})
    assert "等开通账户" in admin.get(address).content.decode()
    (issued,) = issue_codes_to_leaders(
        actor=world.users["administrator"], viewer=world.viewer("administrator"), root_id=world.north.pk
    )
    activate(code=issued.code, username="fresh", password="lily-of-the-valley-9", email="", answers={})
    assert RoleAssignment.objects.filter(user__username="fresh", role=Role.EDITOR).exists()


def test_a_code_that_the_branch_printed_before_does_not_open_the_office_that_waits_now(
    admin: Client, world: World
) -> None:
    branch = {"viewer": world.viewer("secretary"), "branch_id": world.branch.pk}
    printed = {one.member_name: one.code for one in issue_codes(actor=world.users["secretary"], **branch)}
    admin.post(reverse("office-staff", args=[world.north.pk]), {"who": "测试more1", "role": "editor"})
    with pytest.raises(CodeRefused):
        member_for_code(printed["测试more1"])
    assert member_for_code(printed["测试more2"]) == world.members["more2"]


def test_a_role_that_waits_can_be_taken_back(admin: Client, world: World) -> None:
    admin.post(reverse("office-staff", args=[world.north.pk]), {"who": "more1", "role": "administrator"})
    waiting = PendingRole.objects.get()
    admin.post(reverse("office-staff-end", args=[world.north.pk]), {"key": f"waits-{waiting.pk}"})
    assert not PendingRole.objects.exists()


@pytest.mark.parametrize(
    ("who", "sentence"),
    [
        ("没有的人", "名册里没有这个编号"),
        ("south_member", "名册里没有这个编号"),
        ("同名", "有几个人都叫这个名字"),
    ],
)
def test_who_is_not_found_or_not_told_apart_gets_no_role(
    admin: Client, world: World, who: str, sentence: str
) -> None:
    for number in ("a1", "a2"):
        Member.objects.create(root=world.north, name="同名", roster_key=number)
    answer = admin.post(reverse("office-staff", args=[world.north.pk]), {"who": who, "role": "editor"})
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert not PendingRole.objects.exists()


def test_the_last_administrator_stays(admin: Client, world: World) -> None:
    held = RoleAssignment.objects.get(organisation=world.north, role=Role.ADMINISTRATOR)
    end = reverse("office-staff-end", args=[world.north.pk])
    said = admin.post(end, {"key": f"held-{held.pk}"}, follow=True).content.decode()
    assert "最后一位管理员" in said
    held.refresh_from_db()
    assert held.until is None


def test_a_secretarys_role_is_not_ended_here(admin: Client, world: World) -> None:
    held = RoleAssignment.objects.get(role=Role.SECRETARY, organisation=world.branch)
    admin.post(reverse("office-staff-end", args=[world.north.pk]), {"key": f"held-{held.pk}"})
    held.refresh_from_db()
    assert held.until is None


def test_the_organisation_gets_a_name(admin: Client, world: World) -> None:
    address = reverse("office-name", args=[world.north.pk])
    admin.post(address, {"name": "河湾县委员会"})
    assert "河湾县委员会" in text_of(admin, world, "office-administration")
    admin.post(address, {"name": ""})
    assert "河湾县委员会" in text_of(admin, world, "office-administration")


@pytest.mark.parametrize("name", ["office-administration", "office-places", "office-staff"])
def test_more_places_branches_and_staff_cost_no_more_queries(admin: Client, world: World, name: str) -> None:
    def asked() -> int:
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert admin.get(reverse(name, args=[world.north.pk])).status_code == 200
        return len(queries)

    Place.objects.create(root=world.north, name="东街", branch=world.branch)
    before = asked()
    district = Place.objects.create(root=world.north, name="北山县")
    for number in range(20):
        branch = Organisation.objects.create(
            parent=world.north, kind=OrganisationKind.BRANCH, name=f"柳树{number}村党支部"
        )
        Place.objects.create(root=world.north, parent=district, name=f"街{number}", branch=branch)
        member = Member.objects.create(root=world.north, name=f"新{number}", roster_key=f"n{number}")
        PendingRole.objects.create(
            member=member,
            organisation=world.north,
            role=Role.EDITOR,
            since="2026-01-01",
        )
    assert asked() <= before
