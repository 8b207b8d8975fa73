"""Subjects of needs: the platform proposes, the handler decides, and what was decided teaches."""

from __future__ import annotations

import pytest

from redcloud.apps.needs import actions
from redcloud.apps.needs.models import Need, NeedGuess
from redcloud.apps.needs.queries import need_shown
from redcloud.apps.needs.teaching import needs_examples
from redcloud.apps.people.access import NotVisible
from redcloud.apps.people.models import AuditEntry
from redcloud.apps.topics.models import TextModel
from redcloud.engine.needs.codes import code_hash

pytestmark = pytest.mark.django_db

PARKING = "停车位总被外来车占，车库也进不去"


def proposal(world, asked, key: str = "secretary"):
    return need_shown(world.viewer(key), world.branch.pk, asked.need.uid)


def test_a_need_gets_a_proposed_subject_the_moment_it_comes_in(ask, world) -> None:
    subject = proposal(world, ask(words=PARKING)).subject
    assert (subject.code, subject.likely, subject.words) == ("parking", True, ["停车", "车位", "车库"])
    assert Need.objects.get().category == "other"  # proposed, not decided


def test_nothing_is_proposed_where_the_resident_said_the_same_or_nothing_speaks_for_any(ask, world) -> None:
    assert proposal(world, ask(words=PARKING, category="parking")).subject.code == ""
    unclear = proposal(world, ask(words="请问你们几点上班")).subject
    assert (unclear.code, unclear.unsure) == ("", True)


def test_a_need_that_came_another_way_gets_its_proposal_when_it_is_read(ask, world) -> None:
    asked = ask(words=PARKING)
    NeedGuess.objects.all().delete()
    assert proposal(world, asked).subject.code == "parking"


def test_the_handler_files_it_and_is_not_asked_again(ask, person, world) -> None:
    asked = ask(words=PARKING)
    person("secretary").does(actions.file_under, asked, category="noise")
    assert Need.objects.get().category == "noise"
    subject = proposal(world, asked).subject
    assert (subject.code, subject.unsure) == ("", False)
    assert AuditEntry.objects.filter(action="needs.file_under", actor=world.users["secretary"]).count() == 1


@pytest.mark.parametrize("key", ["member", "sibling_secretary", "officer", "editor", "south_officer"])
def test_nobody_else_files_it(ask, person, key) -> None:
    asked = ask(words=PARKING)
    with pytest.raises(NotVisible):
        person(key).does(actions.file_under, asked, category="parking")


def test_it_is_filed_under_nothing_but_a_civic_subject(ask, person) -> None:
    asked = ask(words=PARKING)
    for code in ("household-debt", "meeting-arrangements", ""):
        with pytest.raises(NotVisible):
            person("secretary").does(actions.file_under, asked, category=code)


def test_a_member_of_the_branch_sees_neither_the_subject_nor_what_is_alike(ask, world) -> None:
    ask(words=PARKING)
    view = proposal(world, ask(words=PARKING), "member")
    assert (view.subject, view.alike) == (None, [])


def test_what_reads_alike_at_the_same_place_is_shown_and_stays_apart(ask, world) -> None:
    first, _other = ask(words=PARKING), ask(words="三楼的电梯又坏了")
    second = ask(words="外来车总占停车位，车库进不去")
    assert [found.uid for found in proposal(world, second).alike] == [first.need.uid]
    assert Need.objects.count() == 3


def test_what_is_with_another_branch_withdrawn_or_elsewhere_is_not_alike(ask, person, place, world) -> None:
    gone = ask(words=PARKING)
    actions.withdraw(code=code_hash(gone.code))
    passed = ask(words=PARKING)
    person("secretary").does(actions.pass_on, passed, organisation_id=world.sibling.pk, reason="在他们那边")
    elsewhere = type(place).objects.create(root=world.north, name="柳湾社区", branch=world.branch)
    ask(words=PARKING, place=elsewhere)
    assert proposal(world, ask(words=PARKING)).alike == []


def test_withdrawing_takes_the_proposal_and_its_words_along(ask) -> None:
    asked = ask(words=PARKING)
    actions.withdraw(code=code_hash(asked.code))
    assert not NeedGuess.objects.exists()


def test_what_people_filed_teaches_and_what_nobody_took_up_does_not(ask, person, world) -> None:
    kept = ask(words="路灯不亮", category="roads-and-transport")
    assert not needs_examples(world.north.pk).rows
    person("secretary").does(actions.take, kept)
    corrected = ask(words=PARKING)
    person("secretary").does(actions.file_under, corrected, category="parking")
    found = needs_examples(world.north.pk)
    assert list(zip(found.rows, found.codes, strict=True)) == [
        ({"words": PARKING}, ("parking",)),
        ({"words": "路灯不亮"}, ("roads-and-transport",)),
    ]
    actions.withdraw(code=code_hash(corrected.code))
    assert len(needs_examples(world.north.pk).rows) == 1
    assert not needs_examples(world.south.pk).rows


def test_a_newer_model_looks_once_at_what_waits_and_is_not_settled(ask, person, world) -> None:
    waiting, settled = ask(words=PARKING), ask(words=PARKING)
    person("secretary").does(actions.file_under, settled, category="noise")
    assert actions.guess_again() == 0
    # Its file is gone: it says nothing, and the words stay.
    version = TextModel.objects.create(root=world.north, use="needs", texts=50, seen="x", file="none.npz")
    assert (actions.guess_again(), actions.guess_again()) == (1, 0)
    guess = NeedGuess.objects.get(need=waiting.need)
    assert (guess.model, guess.code) == (version, "parking")
