"""A statement and one that points at it, stored by two writers at once: whoever is second sees the first."""

from __future__ import annotations

import threading
import time
from typing import Any
from uuid import UUID

import pytest
from django.db import connection, transaction

from redcloud.apps.people.models import Organisation
from redcloud.apps.records.models import Statement
from redcloud.apps.records.queries import Filter, find_page
from tests.apps.records.making import small, store, voiding
from tests.web.api.calling import bare_root

PASSED = "urn:x:passed"
WAITING = "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted"


def _reference(target: str) -> dict[str, Any]:
    return small(object={"objectType": "StatementRef", "id": target})


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite lets one writer in at a time")
@pytest.mark.parametrize("target_last", [True, False])
def test_two_writers_at_once_link_what_they_store(target_last: bool) -> None:
    root = bare_root()
    before, target = small(verb={"id": PASSED}), small(verb={"id": PASSED})
    # Verbs, activities and identities are there already: what is waited for is the other statement.
    store(root, before, _reference(before["id"]), voiding(before["id"]))
    pointing = [_reference(target["id"]), voiding(target["id"])]
    first, second = (pointing, [target]) if target_last else ([target], pointing)
    is_stored = threading.Event()
    other = threading.Thread(target=_store_and_hold, args=(root, first, is_stored))
    other.start()
    assert is_stored.wait(20)
    store(root, *second)
    other.join(20)
    assert Statement.objects.get(statement_id=UUID(target["id"])).voided
    found = {str(one.statement_id) for one in find_page(root, Filter(verb=PASSED))[0]}
    assert {one["id"] for one in pointing} <= found
    assert target["id"] not in found


def _store_and_hold(root: Organisation, statements: list[dict[str, Any]], is_stored: threading.Event) -> None:
    """Store without committing until the other writer waits."""
    try:
        with transaction.atomic():
            store(root, *statements)
            is_stored.set()
            for _ in range(200):
                with connection.cursor() as cursor:
                    cursor.execute(WAITING)
                    if cursor.fetchone()[0]:
                        break
                time.sleep(0.02)
    finally:
        connection.close()
