"""What a page of statements costs the database, whatever it holds."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from redcloud.apps.people.models import Organisation
from redcloud.apps.records.queries import Filter, find_page
from redcloud.apps.records.queries.returned import returned
from redcloud.engine.records.identifiers import Identifier
from tests.apps.records.making import COMPLETED, TESTS, small, store
from tests.web.api.calling import bare_root

LI = Identifier("mbox", "mailto:li@example.org")


@pytest.fixture
def root(db: None) -> Organisation:
    return bare_root()


@pytest.mark.parametrize("stored", [1, 30])
def test_a_page_is_one_question_after_the_one_that_finds_the_keys(root: Organisation, stored: int) -> None:
    store(root, *(small() for _ in range(stored)))
    with CaptureQueriesContext(
        connection,
    ) as asked:
        page, _ = find_page(root, Filter(agent=LI, verb=COMPLETED))
        returned(root, page)
    assert len(page) == stored
    # PostgreSQL is asked for the keys by a prepared question, which Django does not count.
    assert len(asked) == (1 if connection.vendor == "postgresql" else 2)


def test_who_is_pointed_at_costs_one_question_more_and_one_for_what_points(root: Organisation) -> None:
    target = small()
    pointing = small(
        actor={"mbox": "mailto:wang@example.org"}, object={"objectType": "StatementRef", "id": target["id"]}
    )
    store(root, target, pointing)
    page, _ = find_page(root, Filter(agent=LI))
    assert {str(one.statement_id) for one in page} == {target["id"], pointing["id"]}
    assert all(one.authority == TESTS for one in page)
    shown = returned(root, page)
    assert [one["id"] for one in shown] == [str(one.statement_id) for one in page]
