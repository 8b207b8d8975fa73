"""Members: "I helped" is one's own entry; erasure leaves no trace of a person."""

from __future__ import annotations

import json

import pytest

from redcloud.apps.needs import actions
from redcloud.apps.needs.models import Need, NeedHelper, NeedMessage
from redcloud.apps.needs.queries import waiting_for_branch
from redcloud.apps.people.access import NotVisible
from redcloud.apps.people.registries import erasure, export
from redcloud.apps.records.models import Statement

pytestmark = pytest.mark.django_db


def helps(world, key, asked, act=actions.say_helped):
    return act(
        actor=world.users[key],
        viewer=world.viewer(key),
        branch_id=world.branch.pk,
        uid=asked.need.uid,
    )


@pytest.fixture
def taken(ask, person):
    asked = ask(
        words="CANARY", spot="CANARY", contact_way="CANARY", contact_name="CANARY", category="parking"
    )
    person("secretary").does(actions.take, asked)
    return asked


def test_saying_that_one_helped_writes_one_record_without_resident_data(taken, world) -> None:
    helps(world, "member", taken)
    helps(world, "member", taken)
    statement = Statement.objects.get()
    stored = str(Statement.objects.filter(pk=statement.pk).values().get())
    assert "CANARY" not in stored
    assert "helped" in stored
    assert str(taken.need.uid) in stored


def test_it_can_be_taken_back(taken, world) -> None:
    helps(world, "member", taken)
    helps(world, "member", taken, actions.take_back_helped)
    assert not NeedHelper.objects.exists()
    assert Statement.objects.filter(voided=True).count() == 1


@pytest.mark.parametrize("key", ["sibling_secretary", "officer", "south_member", "editor"])
def test_only_members_of_the_branch_can_say_so(taken, world, key) -> None:
    with pytest.raises(NotVisible):
        helps(world, key, taken)


def test_nobody_helps_with_what_nobody_has_taken_up(ask, world) -> None:
    with pytest.raises(NotVisible):
        helps(world, "member", ask())


def test_taking_answering_and_solving_write_no_record_of_the_handler(taken, person) -> None:
    person("secretary").does(actions.answer, taken, words="好")
    person("secretary").does(actions.mark_solved, taken)
    assert not Statement.objects.exists()


def test_an_erased_members_needs_wait_for_somebody_again(taken, person, world) -> None:
    person("secretary").does(actions.answer, taken, words="好")
    helps(world, "secretary", taken)
    assert erasure.call(world.members["secretary"].pk)["needs"] == 3
    need = Need.objects.get()
    assert (need.state, need.taker) == ("received", None)
    assert NeedMessage.objects.get().author is None
    assert not NeedHelper.objects.exists()
    assert len(waiting_for_branch(world.viewer("member"), world.branch.pk)) == 1


def test_a_members_download_holds_their_own_part_and_nothing_of_the_resident(taken, person, world) -> None:
    person("secretary").does(actions.answer, taken, words="我来看看")
    given = export.call(world.members["secretary"].pk)["needs"]
    assert [row["words"] for row in given["written"]] == ["我来看看"]
    assert "CANARY" not in json.dumps(given, default=str, ensure_ascii=False)
