"""The branch's page of a need: what it may be about, what may be the same, and who decides."""

from __future__ import annotations

import pytest
from django.urls import reverse

from redcloud.apps.needs import actions
from redcloud.apps.needs.models import Need, Place
from tests.world import World

PARKING = "停车位总被外来车占，车库也进不去"


@pytest.fixture
def need(world: World) -> Need:
    place = Place.objects.create(root=world.north, name="石桥社区", branch=world.branch)
    actions.ask(place=place, words="外来车总占停车位，车库进不去")
    return actions.ask(place=place, words=PARKING).need


def test_the_proposed_subject_stands_with_its_evidence_and_one_tap_files_it(
    world: World, need: Need, signed_in
) -> None:
    client, address = signed_in("secretary"), reverse("branch-need", args=[world.branch.pk, need.uid])
    page = client.get(address).content.decode()
    assert "很可能是关于“停车”的" in page
    assert "文字里有" in page
    filing = reverse("branch-need-subject", args=[world.branch.pk, need.uid])
    assert client.post(filing, {"category": "parking"}).status_code == 302
    need.refresh_from_db()
    assert need.category == "parking"
    assert "很可能" not in client.get(address).content.decode()


def test_what_may_be_the_same_is_a_link_for_those_who_may_read_it(
    world: World, need: Need, signed_in
) -> None:
    address = reverse("branch-need", args=[world.branch.pk, need.uid])
    other = Need.objects.exclude(pk=need.pk).get()
    link = reverse("branch-need", args=[world.branch.pk, other.uid])
    assert link in signed_in("secretary").get(address).content.decode()
    assert link not in signed_in("member").get(address).content.decode()


def test_an_officer_files_what_was_passed_up(world: World, need: Need, signed_in) -> None:
    actions.pass_on(
        actor=world.users["secretary"],
        viewer=world.viewer("secretary"),
        uid=need.uid,
        organisation_id=world.general.pk,
        reason="要协调",
    )
    address = reverse("office-need", args=[world.general.pk, need.uid])
    client = signed_in("officer")
    assert "很可能是关于“停车”的" in client.get(address).content.decode()
    assert client.post(address, {"step": "subject", "category": "noise"}).status_code == 302
    need.refresh_from_db()
    assert need.category == "noise"
    assert client.post(address, {"step": "subject", "category": "household-debt"}).status_code == 404
