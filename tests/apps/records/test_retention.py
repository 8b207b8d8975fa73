"""Retention: what an organisation no longer keeps is gone, from the store and from the lake."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.db import IntegrityError
from django.utils import timezone

from redcloud.apps.records.actions import drain_outbox, forget_refusals, keep_for, remove_expired
from redcloud.apps.records.models import Refusal, Retention, Statement, StatementActivity, StatementActor
from redcloud.apps.records.queries.forwarding import months_kept
from tests.apps.records.making import lake, small, store
from tests.world import World


def aged(world: World, days: int) -> None:
    """Store one statement as if it had been stored ``days`` ago."""
    moment = timezone.now() - timedelta(days=days)
    (new,) = store(world.north, small(timestamp=moment.isoformat())).ids
    Statement.objects.filter(statement_id=new).update(stored=moment)


def test_older_statements_go_with_all_that_points_at_them(world: World) -> None:
    aged(world, 800)
    aged(world, 30)
    drain_outbox()
    keep_for(actor=world.users["administrator"], root=world.north, months=24)
    assert remove_expired() == 1
    drain_outbox()
    (left,) = Statement.objects.all()
    assert left.stored > timezone.now() - timedelta(days=31)
    assert set(StatementActor.objects.values_list("statement", flat=True)) == {left.pk}
    assert set(StatementActivity.objects.values_list("statement", flat=True)) == {left.pk}
    assert lake().read()["record_id"].to_pylist() == [left.pk]
    assert remove_expired() == 0


def test_a_month_is_a_month_of_the_calendar(world: World) -> None:
    keep_for(actor=None, root=world.north, months=24)
    (kept,) = store(world.north, small()).ids
    day = datetime(2024, 2, 29, 12, tzinfo=UTC)
    Statement.objects.filter(statement_id=kept).update(stored=day)
    assert remove_expired(datetime(2026, 2, 28, 12, tzinfo=UTC)) == 0
    assert remove_expired(datetime(2026, 3, 1, 12, tzinfo=UTC)) == 1


def test_what_was_refused_is_forgotten_after_a_month(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    store(world.north, *[small(verb={"id": "no IRI"}) for _ in range(5)])
    monkeypatch.setattr("redcloud.apps.records.actions.arriving.REFUSALS_AT_ONCE", 2)
    now, newest = timezone.now(), Refusal.objects.order_by("-pk")[0]
    Refusal.objects.exclude(pk=newest.pk).update(at=now - timedelta(days=30, seconds=1))
    Refusal.objects.filter(pk=newest.pk).update(at=now - timedelta(days=29))
    assert forget_refusals(now) == 4
    assert list(Refusal.objects.all()) == [newest]
    assert forget_refusals(now) == 0


def test_without_a_decision_and_in_other_organisations_everything_stays(world: World) -> None:
    aged(world, 3000)
    keep_for(actor=None, root=world.south, months=12)
    assert remove_expired() == 0
    assert Statement.objects.count() == 1


def test_a_decision_can_be_taken_back(world: World) -> None:
    keep_for(actor=None, root=world.north, months=12)
    assert months_kept(world.north) == 12
    keep_for(actor=None, root=world.north, months=None)
    assert months_kept(world.north) is None


def test_less_than_a_year_is_refused(world: World) -> None:
    with pytest.raises(ValueError, match="12 months"):
        keep_for(actor=None, root=world.north, months=11)
    with pytest.raises(IntegrityError):
        Retention.objects.create(root=world.north, months=1)
