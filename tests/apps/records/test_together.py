"""Single statements that arrive at once share a transaction, and each is judged for itself."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from uuid import uuid4

import pytest
from django.db import DatabaseError, connection

from redcloud.apps.records.actions import store_statements
from redcloud.apps.records.actions.together import GROUP, Gathering
from redcloud.apps.records.models import Arrival, Statement
from redcloud.apps.records.results import CONFLICT, Rejection, StoreResult
from redcloud.engine.records.preparing import Prepared, prepare
from tests.apps.records.making import TESTS, small
from tests.web.api.calling import bare_root

BAD = "urn:x:bad"


def one(verb: str = "urn:x:did") -> Prepared:
    return prepare([(1, json.dumps(small(verb={"id": verb})).encode())], "1.0.3")


class Store:
    """A store whose first write lasts until it is let go, so that others come meanwhile."""

    def __init__(self, judge: Callable[[Prepared], StoreResult]) -> None:
        self.judge = judge
        self.sizes: list[int] = []
        self.begun, self.let_go = threading.Event(), threading.Event()

    def __call__(self, chunk: Prepared) -> StoreResult:
        self.sizes.append(len(chunk.statements))
        if not self.begun.is_set():
            self.begun.set()
            assert self.let_go.wait(10)
        return self.judge(chunk)


def all_stored(chunk: Prepared) -> StoreResult:
    return StoreResult(stored=len(chunk.statements), keys=[one.statement_id for one in chunk.statements])


def refuses_bad(chunk: Prepared) -> StoreResult:
    bad = chunk.names.verbs.get(BAD)
    return StoreResult(
        rejected=[Rejection(one.line, *CONFLICT) for one in chunk.statements if one.named.verb == bad],
        duplicate_lines=[chunk.statements[-1].line],
    )


def fails_on_bad(chunk: Prepared) -> StoreResult:
    if BAD in chunk.names.verbs:
        raise DatabaseError("bad")
    return all_stored(chunk)


def send(store: Store, given: list[Prepared]) -> list[Future[StoreResult]]:
    """Send the first, and the others while it is being written; all have answered at the end."""
    gathering = Gathering()
    with ThreadPoolExecutor(len(given)) as pool:
        first = pool.submit(gathering.store, "key", given[0], store)
        assert store.begun.wait(10)
        others = []
        for place, prepared in enumerate(given[1:], 1):
            others.append(pool.submit(gathering.store, "key", prepared, store))
            while len(gathering._waiting["key"]) < place:
                pass
        store.let_go.set()
    assert gathering._waiting == {}
    return [first, *others]


def test_who_comes_alone_waits_for_nobody() -> None:
    gathering, prepared = Gathering(), one()

    assert [gathering.store("key", prepared, all_stored).stored for _ in range(2)] == [1, 1]
    assert gathering._waiting == {}


def test_who_comes_during_a_write_is_written_together_with_the_others_afterwards() -> None:
    store, given = Store(all_stored), [one() for _ in range(6)]

    answers = send(store, given)

    assert store.sizes == [1, 5]
    assert [answer.result().keys for answer in answers] == [[p.statements[0].statement_id] for p in given]


def test_a_long_queue_is_written_in_groups() -> None:
    store = Store(all_stored)

    send(store, [one() for _ in range(GROUP + 3)])

    assert store.sizes == [1, GROUP, 2]


def test_each_hears_what_became_of_its_own_statement() -> None:
    answers = send(Store(refuses_bad), [one(), one(), one(BAD), one()])

    _, good, bad, repeated = (answer.result() for answer in answers)
    assert (good.stored, good.duplicate, good.rejected) == (1, 0, [])
    assert (bad.stored, bad.rejected) == (0, [Rejection(1, *CONFLICT)])
    assert (repeated.stored, repeated.duplicate) == (0, 1)


def test_a_group_that_the_database_refuses_is_written_one_by_one_and_only_the_bad_one_fails() -> None:
    store = Store(fails_on_bad)

    answers = send(store, [one(), one(), one(BAD), one()])

    assert store.sizes == [1, 3, 1, 1, 1]
    assert [answer.exception() is None for answer in answers] == [True, True, False, True]


def test_a_write_that_fails_lets_those_who_wait_go_on() -> None:
    answers = send(Store(fails_on_bad), [one(BAD), one()])

    assert isinstance(answers[0].exception(), DatabaseError)
    assert answers[1].result().stored == 1


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(
    connection.vendor != "postgresql", reason="threads share the one connection of SQLite in memory"
)
def test_writers_at_once_store_each_statement_once_and_every_conflict_is_told_to_its_sender() -> None:
    root, shared = bare_root(), str(uuid4())

    def post(number: int) -> StoreResult:
        identity = {"id": shared} if number % 4 == 0 else {}
        statement = small(verb={"id": f"urn:x:{number}"}, **identity)
        try:
            return store_statements(
                root=root,
                statements=[json.dumps(statement).encode()],
                source="http",
                authority=TESTS,
                whole=True,
            )
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        results = list(pool.map(post, range(40)))

    assert sum(result.stored for result in results) == Statement.objects.count() == 31
    assert [result.conflicts for result in results].count(True) == 9
    assert sum(Arrival.objects.values_list("stored", flat=True)) == 31
