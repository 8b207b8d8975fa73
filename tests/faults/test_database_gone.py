"""The database restarted: every connection ends in the middle. What got 200 is there; the next one works."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connection, connections

from redcloud.apps.records.models import Outbox, Statement
from tests.apps.records.making import small
from tests.faults.house import HOUSE, House, until

WRITERS = 4

pytestmark = pytest.mark.skipif(
    connection.vendor != "postgresql", reason="the embedded database is part of the processes that use it"
)


def end_connections() -> int:
    """End every connection to the installation's database but the test's own; return how many."""
    with connections[HOUSE].cursor() as cursor:
        cursor.execute(
            "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity "
            "WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
        return int(cursor.fetchone()[0])


def test_programs_are_told_to_come_back_and_nothing_is_stored_half(house: House) -> None:
    taken: list[list[dict[str, Any]]] = []
    refused: list[list[dict[str, Any]]] = []
    enough = threading.Event()

    def write() -> None:
        while not enough.is_set():
            batch = [small() for _ in range(20)]
            answer = house.post(batch)
            assert answer.status in (200, 503), answer
            (taken if answer.status == 200 else refused).append(batch)
            if answer.status == 503:
                assert answer.json["error"] == "store_unavailable"
                assert int(answer.headers["retry-after"]) > 0

    with ThreadPoolExecutor(WRITERS) as pool:
        writers = [pool.submit(write) for _ in range(WRITERS)]

        def failed() -> bool:
            return any(one.done() for one in writers)

        try:
            while len(refused) < 5 and not failed():
                before = len(taken)
                until(lambda: len(taken) > before or failed(), "a batch is stored")  # noqa: B023
                end_connections()
        finally:
            enough.set()
        for one in writers:
            one.result()
    for batch in taken:
        assert kept(batch) == 20
    for batch in refused:
        assert kept(batch) in (0, 20)
        assert house.post(batch).status == 200
        assert kept(batch) == 20


def kept(batch: list[dict[str, str]]) -> int:
    return Statement.objects.using(HOUSE).filter(statement_id__in=[one["id"] for one in batch]).count()


def test_the_next_request_works_at_once(house: House) -> None:
    for path in ("/", "/accounts/login/", "/api/xapi/statements?limit=1"):
        house.ask("GET", path, **house.headers)
        assert end_connections() > 0
        assert house.ask("GET", path, **house.headers).status == 200
    assert end_connections() > 0
    assert house.post(small()).status == 200


def test_the_worker_goes_on_too(house: House) -> None:
    house.start_worker()
    try:
        house.post(small())
        until(lambda: not Outbox.objects.using(HOUSE).exists(), "the lake has all")
        assert end_connections() > 0
        house.post(small())
        until(lambda: not Outbox.objects.using(HOUSE).exists(), "the lake has all again")
    finally:
        house.kill("worker")
