"""A clock that was never set: its statements are kept as they are, and no line of anybody is made of them."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest
from django.utils import timezone

from redcloud.apps.records.actions import drain_outbox, keep_for, remove_expired
from redcloud.apps.records.models import Outbox, Statement
from tests.apps.records.making import lake, small, store, voiding
from tests.world import World

ABSURD = ["0001-01-01T00:00:00Z", "0202-05-01T10:00:00Z", "9999-12-31T23:59:59Z"]


@pytest.mark.parametrize("moment", ABSURD)
def test_a_statement_of_no_year_that_counts_is_kept_voided_and_removed(world: World, moment: str) -> None:
    absurd, good = small(timestamp=moment), small()
    assert not store(world.north, absurd, good).rejected
    assert Outbox.objects.count() == 1
    store(world.north, voiding(absurd["id"]))
    assert Statement.objects.get(statement_id=UUID(absurd["id"])).voided
    drain_outbox()
    assert lake().read().num_rows == 1
    Statement.objects.update(stored=timezone.now() - timedelta(days=800))
    keep_for(actor=None, root=world.north, months=12)
    assert remove_expired() == 3
    drain_outbox()
    assert lake().read().num_rows == 0


@pytest.mark.parametrize(("moment", "day"), [("1900-01-01T00:00:00Z", 1900), ("2199-12-31T00:00:00Z", 2199)])
def test_the_first_and_the_last_year_that_count_stand_in_the_lake(
    world: World, moment: str, day: int
) -> None:
    store(world.north, small(timestamp=moment))
    drain_outbox()
    assert [one.year for one in lake().read()["day"].to_pylist()] == [day]
