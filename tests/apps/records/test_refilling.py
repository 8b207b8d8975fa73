"""A lake that was lost is filled again from the store, and holds exactly what it held."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime

import pytest
from django.conf import settings

from redcloud.apps.people.models import AuditEntry
from redcloud.apps.records.actions import drain_outbox, refill_lake
from redcloud.apps.records.actions.outbox import lake as installed
from tests.apps.records.making import COMPLETED, FAILED, PLAYED, small, store, voiding
from tests.world import World


def rows() -> list[dict[str, object]]:
    """The rows of the lake, by record."""
    return sorted(installed().read().to_pylist(), key=lambda row: row["record_id"])


@pytest.fixture
def filled(world: World) -> World:
    """Records of three people in two organisations: some voided, some that no lake may know."""
    taken_back = small()
    for number in range(3):
        actor = {"mbox": f"mailto:person{number}@example.org"}
        # Two "played" of one day are one "began" in the lake.
        store(
            world.north,
            *[small(actor=actor, verb={"id": verb}) for verb in (COMPLETED, PLAYED, PLAYED, FAILED)],
        )
    store(world.north, taken_back, voiding(taken_back["id"]))
    store(world.south, small(timestamp="2026-03-31T17:00:00Z"))  # the first of April, where the people are
    drain_outbox()
    return world


def test_what_was_lost_is_there_again_row_for_row(filled: World) -> None:
    before = rows()
    assert len(before) == 7
    shutil.rmtree(settings.LAKE)
    refill_lake(actor=None)
    assert rows() == before


def test_a_whole_lake_takes_nothing_twice(filled: World) -> None:
    before = rows()
    refill_lake(actor=None)
    refill_lake(actor=None)
    assert rows() == before


def test_part_after_part_gives_the_same_and_tells_how_far_it_is(
    filled: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    before, heard = rows(), []
    shutil.rmtree(settings.LAKE)
    monkeypatch.setattr("redcloud.apps.records.actions.refilling.AT_ONCE", 3)
    given = refill_lake(actor=None, tell=heard.append)
    assert rows() == before
    assert heard == [3, 6, 9, given]


def test_every_organisation_has_it_in_its_trail(filled: World) -> None:
    refill_lake(actor=None)
    told = AuditEntry.objects.filter(action="records.refill_lake")
    assert set(told.values_list("organisation", flat=True)) == {filled.north.pk, filled.south.pk}


def test_days_are_those_of_the_people(filled: World) -> None:
    shutil.rmtree(settings.LAKE)
    refill_lake(actor=None)
    assert datetime(2026, 4, 1, tzinfo=UTC).date() in {row["day"] for row in rows()}


def test_what_never_was_for_the_lake_is_not_given_to_it_now(filled: World) -> None:
    before = rows()
    store(filled.north, small(actor={"mbox": "mailto:in-a-package@example.org"}), folded=False)
    drain_outbox()
    refill_lake(actor=None)
    assert rows() == before
