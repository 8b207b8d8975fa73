"""A member is erased while a statement of the same person is being stored: no link leads to nowhere."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

import pytest
from django.db import connection, transaction

from redcloud.apps.people.models import Member
from redcloud.apps.records.actions import erase_member, link_identity
from redcloud.apps.records.models import Identity, Operation, Outbox, Pseudonym, Statement, StatementActor
from tests.apps.records.making import small, store
from tests.apps.records.test_same_moment import WAITING
from tests.world import World, make_world

AGENT = {"account": {"homePage": "https://lms.example.org", "name": "canary-account"}}

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite lets one writer in at a time"),
]


@pytest.fixture
def leaving() -> tuple[World, Member]:
    """A member who acted under an account that they confirmed as theirs."""
    world = make_world()
    store(world.north, small(actor=AGENT), small())
    link_identity(
        actor=world.users["member"],
        member=world.members["member"],
        identity=Identity.objects.get(value="canary-account"),
    )
    return world, world.members["member"]


def beside(work: Callable[[], object], *, then: Callable[[], object]) -> None:
    """Do ``work`` in a transaction of another connection that ends once ``then`` waits or is done."""
    is_done, then_done = threading.Event(), threading.Event()

    def hold() -> None:
        try:
            with transaction.atomic():
                work()
                is_done.set()
                for _ in range(200):
                    with connection.cursor() as cursor:
                        cursor.execute(WAITING)
                        if cursor.fetchone()[0] or then_done.is_set():
                            break
                    time.sleep(0.02)
        finally:
            connection.close()

    other = threading.Thread(target=hold)
    other.start()
    assert is_done.wait(20)
    then()
    then_done.set()
    other.join(20)


def dangling() -> dict[str, int]:
    """Count what points at an identity, or a pseudonym, that is no more."""
    there = Identity.objects.values("pk")
    waiting = Outbox.objects.filter(operation=Operation.APPEND)
    return {
        "actors": StatementActor.objects.exclude(identity__in=there).count(),
        "statements": Statement.objects.exclude(actor__in=there).count(),
        "outbox": waiting.exclude(pseudonym__in=Pseudonym.objects.values("value")).count(),
    }


NONE = {"actors": 0, "statements": 0, "outbox": 0}


def test_what_is_stored_before_the_erasure_ends_goes_with_it(leaving: tuple[World, Member]) -> None:
    world, member = leaving
    beside(
        lambda: store(world.north, small(actor=AGENT), small(context={"instructor": AGENT})),
        then=lambda: erase_member(member.pk),
    )
    assert dangling() == NONE
    assert not [raw for raw in Statement.objects.values_list("raw", flat=True) if "canary-account" in raw]
    assert Statement.objects.count() == 2


def test_what_comes_while_the_erasure_is_under_way_is_somebody_new(leaving: tuple[World, Member]) -> None:
    world, member = leaving
    before = Identity.objects.get(value="canary-account")
    beside(lambda: erase_member(member.pk), then=lambda: store(world.north, small(actor=AGENT)))
    assert dangling() == NONE
    after = Identity.objects.get(value="canary-account")
    assert after.pk != before.pk
    assert after.member is None
