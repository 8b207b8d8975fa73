"""The branch's roster: names and stages for its committee, codes shown once, nothing about taking part."""

from __future__ import annotations

from collections.abc import Callable

from django.test import Client
from django.urls import reverse

from redcloud.apps.people.activation import member_for_code
from redcloud.apps.people.models import ActivationCode, Member
from tests.world import World

SignIn = Callable[[str], Client]


def test_the_secretary_sees_everybody_of_the_branch_and_nobody_else(world: World, signed_in: SignIn) -> None:
    page = signed_in("secretary").get(reverse("branch-members", args=[world.branch.pk])).content.decode()
    for key, member in world.members.items():
        assert (member.name in page) == (
            key in {"member", "colleague", "secretary"} or key.startswith("more")
        )


def test_the_codes_of_the_sheet_open_accounts_and_are_not_shown_again(
    world: World, signed_in: SignIn
) -> None:
    client = signed_in("secretary")
    sheet = client.post(reverse("branch-activation-codes", args=[world.branch.pk]))
    issued = sheet.context["issued"]
    assert len(issued) == 9
    assert all(one.code in sheet.content.decode() for one in issued)
    assert member_for_code(issued[0].code).name == issued[0].member_name
    page = client.get(reverse("branch-members", args=[world.branch.pk])).content.decode()
    assert not [one.code for one in issued if one.code in page]
    assert "no-store" in sheet.headers["Cache-Control"]


def test_one_member_can_be_given_a_new_code(world: World, signed_in: SignIn) -> None:
    one = world.members["more3"]
    sheet = signed_in("secretary").post(
        reverse("branch-activation-codes", args=[world.branch.pk]), {"member": one.pk}
    )
    assert [issued.member_name for issued in sheet.context["issued"]] == [one.name]


def test_a_member_of_another_branch_is_given_none(world: World, signed_in: SignIn) -> None:
    other = world.members["sibling1"]
    sheet = signed_in("secretary").post(
        reverse("branch-activation-codes", args=[world.branch.pk]), {"member": other.pk}
    )
    assert sheet.context["issued"] == []
    assert not ActivationCode.objects.exists()


def test_the_list_costs_the_same_for_many_members(
    world: World, signed_in: SignIn, django_assert_max_num_queries: Callable
) -> None:
    address = reverse("branch-members", args=[world.branch.pk])
    client = signed_in("secretary")
    with django_assert_max_num_queries(12):
        client.get(address)


def test_a_branch_without_members_says_what_to_do(world: World, signed_in: SignIn) -> None:
    Member.objects.filter(memberships__organisation=world.branch).exclude(
        pk=world.members["secretary"].pk
    ).delete()
    world.members["secretary"].memberships.all().delete()
    page = signed_in("secretary").get(reverse("branch-members", args=[world.branch.pk]))
    assert "导入名册" in page.content.decode()
