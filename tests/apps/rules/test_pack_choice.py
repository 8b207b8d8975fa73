"""An organisation lives by one pack, and never by none."""

from __future__ import annotations

from datetime import date

import pytest

from redcloud.apps.people.models import AuditEntry
from redcloud.apps.rules.actions import choose_pack
from redcloud.apps.rules.models import PackChoice
from redcloud.apps.rules.queries import UnknownPackError, load_pack, pack_codes, pack_in_force, pack_of
from tests.world import World


def test_every_pack_that_is_shipped_can_be_chosen(world: World) -> None:
    for code in pack_codes():
        choose_pack(actor=None, root=world.north, code=code)
        assert pack_of(world.north.pk).code == code


def test_a_root_without_a_choice_lives_by_the_default_pack(world: World) -> None:
    assert pack_of(world.south.pk) is load_pack("party")


def test_an_unknown_pack_changes_nothing(world: World) -> None:
    choose_pack(actor=None, root=world.north, code="party")
    with pytest.raises(UnknownPackError):
        choose_pack(actor=None, root=world.north, code="no-such-pack")
    assert PackChoice.objects.get(root=world.north).code == "party"


def test_the_choice_leaves_an_audit_row(world: World) -> None:
    choose_pack(actor=world.users["administrator"], root=world.north, code="party")
    entry = AuditEntry.objects.get(action="rules.choose_pack")
    assert (entry.actor, entry.organisation) == (world.users["administrator"], world.north)


def test_rules_of_the_past_are_those_of_that_day(world: World) -> None:
    assert pack_in_force(world.north.pk, date(2015, 1, 1)).cadences == ()
    assert pack_in_force(world.north.pk, date(2026, 1, 1)).cadences
    election = {
        day.year: next(
            rule.comparison
            for rule in pack_in_force(world.north.pk, day).quorums
            if rule.code == "election_opens"
        )
        for day in (date(2019, 1, 1), date(2021, 1, 1))
    }
    assert election == {2019: "more_than", 2021: "at_least"}
