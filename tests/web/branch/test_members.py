"""The branch's roster: names and stages for its committee, codes shown once, nothing about taking part."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from redcloud.apps.people.activation import member_for_code
from redcloud.apps.people.models import ActivationCode, Member, Membership, Transfer
from redcloud.web.ui.codes import code_of
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


def test_a_phone_reads_from_the_sheet_the_address_that_stands_there_in_words_and_nothing_more(
    world: World, signed_in: SignIn, settings: Any
) -> None:
    settings.PUBLIC_URL = "https://cloud.example"
    sheet = signed_in("secretary").post(reverse("branch-activation-codes", args=[world.branch.pk]))
    assert sheet.context["address"] == "https://cloud.example/activate/"
    assert sheet.content.decode().count(code_of("https://cloud.example/activate/")) == 9


def test_slips_that_were_handed_out_stay_good_when_more_are_made(world: World, signed_in: SignIn) -> None:
    client = signed_in("secretary")
    address = reverse("branch-activation-codes", args=[world.branch.pk])
    (first,) = client.post(address, {"member": world.members["more3"].pk}).context["issued"]
    assert len(client.post(address).context["issued"]) == 8
    assert member_for_code(first.code).name == first.member_name
    assert client.post(address).context["issued"] == []
    assert len(client.post(address, {"renew": "yes"}).context["issued"]) == 9


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
    with django_assert_max_num_queries(17):
        client.get(address)


def test_a_branch_without_members_says_what_to_do(world: World, signed_in: SignIn) -> None:
    Member.objects.filter(memberships__organisation=world.branch).exclude(
        pk=world.members["secretary"].pk
    ).delete()
    world.members["secretary"].memberships.all().delete()
    page = signed_in("secretary").get(reverse("branch-members", args=[world.branch.pk]))
    assert "导入名册" in page.content.decode()


def test_a_member_moves_when_the_branch_next_door_confirms(world: World, signed_in: SignIn) -> None:
    member, here, there = world.members["more3"], world.branch.pk, world.sibling.pk
    secretary, next_door = signed_in("secretary"), signed_in("sibling_secretary")
    asked = secretary.post(
        reverse("member-transfer-ask", args=[here, member.pk]), {"target": world.sibling.name}
    )
    assert asked.status_code == 302
    assert reverse("branch-members", args=[there]) in (
        next_door.get(reverse("branch-home", args=[there])).content.decode()
    )
    assert member.name in next_door.get(reverse("branch-members", args=[there])).content.decode()
    transfer = Transfer.objects.get()
    next_door.post(reverse("branch-transfer", args=[there, transfer.pk]), {"step": "confirm"})
    assert member.name not in secretary.get(reverse("branch-members", args=[here])).content.decode()


def test_a_branch_that_is_not_there_is_said_and_what_was_typed_stays(world: World, signed_in: SignIn) -> None:
    address = reverse("member-transfer-ask", args=[world.branch.pk, world.members["more3"].pk])
    page = signed_in("secretary").post(address, {"target": "第九党支部"})
    assert page.status_code == 422
    assert "没有这个名字的支部" in page.content.decode()
    assert 'value="第九党支部"' in page.content.decode()


def test_a_departure_by_mistake_is_undone_on_the_roster(world: World, signed_in: SignIn) -> None:
    member, here = world.members["more3"], world.branch.pk
    client = signed_in("secretary")
    today = timezone.localdate().isoformat()
    client.post(reverse("member-left", args=[here, member.pk]), {"until": today})
    back = reverse("member-back", args=[here, member.pk])
    assert back in client.get(reverse("branch-members", args=[here])).content.decode()
    client.post(back)
    assert reverse("member-moving", args=[here, member.pk]) in (
        client.get(reverse("branch-members", args=[here])).content.decode()
    )


@pytest.mark.parametrize("page", ["member-home", "study", "member-portrait", "account", "member-notices"])
def test_whoever_left_still_opens_their_own_pages(world: World, signed_in: SignIn, page: str) -> None:
    Membership.objects.filter(member=world.members["member"]).update(until=timezone.localdate())
    assert signed_in("member").get(reverse(page)).status_code == 200
