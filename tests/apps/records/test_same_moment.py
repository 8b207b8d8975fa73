"""A statement and one that points at it, stored by two writers that cannot see each other."""

from __future__ import annotations

import threading
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


def _reference(target: str) -> dict[str, Any]:
    return small(object={"objectType": "StatementRef", "id": target})


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite lets one writer in at a time")
@pytest.mark.parametrize("target_last", [True, False])
def test_whoever_commits_last_links_both(target_last: bool) -> None:
    root = bare_root()
    before, target = small(verb={"id": PASSED}), small(verb={"id": PASSED})
    # Verbs, activities and identities are there already: nobody waits for another's.
    store(root, before, _reference(before["id"]), voiding(before["id"]))
    pointing = [_reference(target["id"]), voiding(target["id"])]
    stored_first, stored_last = (pointing, [target]) if target_last else ([target], pointing)
    is_stored, may_commit = threading.Event(), threading.Event()
    other = threading.Thread(target=_store_apart, args=(root, stored_first, is_stored, may_commit))
    with transaction.atomic():
        other.start()
        assert is_stored.wait(20)
        store(root, *stored_last)
        may_commit.set()
        other.join(20)
    row = Statement.objects.get(statement_id=UUID(target["id"]))
    assert row.voided
    found = {str(one.statement_id) for one in find_page(root, Filter(verb=PASSED))[0]}
    assert {one["id"] for one in pointing} <= found
    assert target["id"] not in found


def _store_apart(
    root: Organisation, statements: list[dict[str, Any]], is_stored: threading.Event, go: threading.Event
) -> None:
    try:
        with transaction.atomic():
            store(root, *statements)
            is_stored.set()
            go.wait(20)
    finally:
        connection.close()
