"""kill -9 in the middle of things: what was acknowledged is there once, the rest whole or not at all."""

from __future__ import annotations

import http.client
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

from django.db import connections, transaction
from django.utils import timezone

from redcloud.apps.records.models import Forward, ForwardTarget, Outbox, Statement, StatementActor
from redcloud.engine.records.lake import Lake
from tests.apps.records.making import small
from tests.apps.records.receiver import Receiver, receiving
from tests.faults.house import HOUSE, House, until

BATCH = 25
WRITERS = 3


class Writer(threading.Thread):
    """Posts batch after batch, whatever becomes of them."""

    def __init__(self, house: House) -> None:
        super().__init__()
        self.house = house
        self.enough = threading.Event()
        self.taken: list[list[dict[str, Any]]] = []
        self.unknown: list[list[dict[str, Any]]] = []
        """Batches that nobody answered for."""

    def run(self) -> None:
        while not self.enough.is_set():
            batch = [small() for _ in range(BATCH)]
            try:
                answer = self.house.post(batch)
            except (OSError, http.client.HTTPException):
                self.unknown.append(batch)
                time.sleep(0.05)
                continue
            assert answer.status == 200, answer.body[:300]
            self.taken.append(batch)


def kept(batch: list[dict[str, Any]]) -> list[int]:
    """Return the keys of those of a batch that are stored."""
    wanted = [one["id"] for one in batch]
    rows = Statement.objects.using(HOUSE).filter(statement_id__in=wanted)
    return list(rows.values_list("pk", flat=True))


def test_a_server_killed_between_batches_has_all_that_it_acknowledged_and_no_half(house: House) -> None:
    writers = [Writer(house) for _ in range(WRITERS)]
    for one in writers:
        one.start()
    try:
        until(lambda: all(len(one.taken) >= 5 for one in writers), "batches are stored")
        house.kill("pages")
        before = [len(one.taken) for one in writers]
        until(lambda: all(one.unknown for one in writers), "every writer has noticed")
        house.start_pages()
        until(
            lambda: all(len(one.taken) > count for one, count in zip(writers, before, strict=True)),
            "batches are stored again",
        )
    finally:
        for one in writers:
            one.enough.set()
        for one in writers:
            one.join()
    keys = []
    for batch in [batch for one in writers for batch in one.taken]:
        found = kept(batch)
        assert len(found) == BATCH
        keys += found
    for batch in [batch for one in writers for batch in one.unknown[:3]]:
        assert len(kept(batch)) in (0, BATCH)
        # Whoever got no answer sends again.
        assert house.post(batch).status == 200
        found = kept(batch)
        assert len(found) == BATCH
        keys += found
    assert len(set(keys)) == len(keys)
    # With all that belongs to them: the actor, the authority, and the row that waits for the lake.
    links = Counter(
        StatementActor.objects.using(HOUSE).filter(statement__in=keys).values_list("statement", flat=True)
    )
    assert set(links) == set(keys)
    assert len(set(links.values())) == 1
    waiting = Outbox.objects.using(HOUSE).filter(record_id__in=keys).values_list("record_id", flat=True)
    assert sorted(waiting) == sorted(keys)


# --- the worker ----------------------------------------------------------------------------------------


@contextmanager
def outbox_held() -> Iterator[None]:
    """Let everybody read the outbox and nobody change it."""
    with transaction.atomic(using=HOUSE), connections[HOUSE].cursor() as cursor:
        if connections[HOUSE].vendor == "postgresql":
            cursor.execute("LOCK TABLE records_outbox IN SHARE MODE")
        yield  # on SQLite the transaction is the one that writes


def target_at(house: House, other: Receiver) -> ForwardTarget:
    made = ForwardTarget(
        root_id=house.root,
        name="other",
        endpoint=other.url,
        approver="北山",
        purpose="test",
        expires_at=timezone.now() + timedelta(days=1),
    )
    made.save(using=HOUSE)
    return made


def post_one(house: House) -> None:
    """Store a statement, which wakes the worker up."""
    assert house.post(small()).status == 200


def test_a_worker_killed_while_it_exports_and_forwards_loses_nothing_and_repeats_nothing_in_the_lake(
    house: House,
) -> None:
    lake = Lake(house.folder / "lake")
    with receiving() as other:
        target = target_at(house, other)
        sent = [[small() for _ in range(60)] for _ in range(3)]
        for batch in sent:
            assert house.post(batch).status == 200
        _kill_between_lake_and_outbox(house, lake)
        _kill_while_the_lake_is_written(house, lake)
        _kill_while_the_other_store_answers(house, other, target)
        house.start_worker()
        post_one(house)
        until(lambda: not Forward.objects.using(HOUSE).exists(), "everything is forwarded")
        until(lambda: not Outbox.objects.using(HOUSE).exists(), "everything is exported")
        house.kill("worker")
        ForwardTarget.objects.using(HOUSE).update(stopped_at=timezone.now())
    stored = list(Statement.objects.using(HOUSE).order_by("pk").values_list("pk", "statement_id"))
    exported = lake.read().column("record_id").to_pylist()
    assert len(exported) == len(set(exported))
    # Every statement here is one that the lake takes.
    expected = Statement.objects.using(HOUSE).filter(verb__iri=small()["verb"]["id"], activity__isnull=False)
    assert set(expected.values_list("pk", flat=True)) <= set(exported)
    first = next(place for place, (_, one) in enumerate(stored) if str(one) == sent[0][0]["id"])
    wanted = [str(one) for _, one in stored[first:]]
    assert list(dict.fromkeys(other.ids)) == wanted
    assert len(other.ids) > len(wanted)  # what was under way when the worker died came again


def _kill_between_lake_and_outbox(house: House, lake: Lake) -> None:
    """The lake has taken rows; the outbox has not forgotten them."""
    with outbox_held():
        house.start_worker()
        until(lambda: lake.files(), "the lake has rows")
        house.kill("worker")
    assert Outbox.objects.using(HOUSE).exists()


def _kill_while_the_lake_is_written(house: House, lake: Lake) -> None:
    """Files of rows may be there that no log knows, or rows that the outbox has still."""
    there = len(list((house.folder / "lake").rglob("*.parquet")))
    house.start_worker()
    post_one(house)
    until(
        lambda: len(list((house.folder / "lake").rglob("*.parquet"))) > there,
        "another file is written",
        every_s=0.001,
    )
    house.kill("worker")


def _kill_while_the_other_store_answers(house: House, other: Receiver, target: ForwardTarget) -> None:
    """The other store has them, and nobody is there to hear it."""
    killed, before = threading.Event(), len(other.batches)

    def judge(batch: list[dict[str, Any]]) -> int:
        if len(other.batches) > before and not killed.is_set():
            house.kill("worker")
            killed.set()
        return 200

    other.judge = judge
    # The lease of a delivery that died is over.
    ForwardTarget.objects.using(HOUSE).filter(pk=target.pk).update(next_at=timezone.now())
    assert house.post([small() for _ in range(120)]).status == 200
    house.start_worker()
    post_one(house)
    assert killed.wait(60)
    ForwardTarget.objects.using(HOUSE).filter(pk=target.pk).update(next_at=timezone.now())
