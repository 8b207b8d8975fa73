"""Since and until find the keys between which statements can lie, however writers overlapped."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from redcloud.apps.people.models import Organisation
from redcloud.apps.records.models import Statement
from redcloud.apps.records.queries import Filter, find_page
from redcloud.apps.records.queries.moments import SLACK, keys_between
from tests.apps.records.making import small, store
from tests.web.api.calling import bare_root

BEGIN = datetime(2026, 1, 1, tzinfo=UTC)
seconds = st.integers(0, 40_000)
late = st.integers(0, int(SLACK.total_seconds()) - 1)


@pytest.fixture
def root(db: None) -> Organisation:
    return bare_root()


def test_an_empty_store_has_no_bounds(db: None) -> None:
    assert keys_between(BEGIN, BEGIN) == (None, None)


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(seconds, late), min_size=12, max_size=12), seconds, seconds, st.booleans())
def test_whatever_was_stored_between_two_moments_is_found_though_writers_overlapped(
    root: Organisation, times: list[tuple[int, int]], one: int, other: int, ascending: bool
) -> None:
    Statement.objects.filter(root=root).delete()
    store(root, *(small() for _ in times))
    rows = list(Statement.objects.filter(root=root).order_by("pk"))
    for row, (second, delay) in zip(rows, sorted(times), strict=True):
        row.stored = BEGIN + timedelta(seconds=second - delay)
    Statement.objects.bulk_update(rows, ["stored"])
    since, until = (BEGIN + timedelta(seconds=at) for at in sorted((one, other)))

    found, _ = find_page(root, Filter(since=since, until=until, ascending=ascending))

    expected = [row.pk for row in rows if since < row.stored <= until]
    assert [row.pk for row in found] == sorted(expected, reverse=not ascending)


def test_a_client_that_asks_for_the_last_minute_reads_nothing_older(root: Organisation) -> None:
    store(root, *(small() for _ in range(50)))
    Statement.objects.filter(root=root).update(stored=BEGIN)
    store(root, small())

    first, last = keys_between(BEGIN + timedelta(days=1), None)

    newest = Statement.objects.order_by("pk").values_list("pk", flat=True).last()
    assert (first, last) == (newest, None)
