"""Several programs at the same moment: with one id, and with the same people and activities."""

from __future__ import annotations

import random
import threading
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connections

from redcloud.apps.records.models import Identity, Statement
from tests.apps.records.making import small
from tests.faults.house import HOUSE, Answer, House

ROUNDS = {1: 12, 150: 4}
"""Rounds by how many statements come beside the one: few go to PostgreSQL another way than many."""

WRITERS = 4


def together(house: House, bodies: Sequence[Any]) -> list[Answer]:
    """Post all bodies, as near to the same moment as threads can."""
    gate = threading.Barrier(len(bodies))

    def one(body: Any) -> Answer:
        gate.wait(30)
        return house.post(body)

    with ThreadPoolExecutor(len(bodies)) as pool:
        return list(pool.map(one, bodies))


@pytest.mark.parametrize("beside", ROUNDS)
def test_one_statement_from_two_programs_is_stored_once_and_both_are_told_so(
    house: House, beside: int
) -> None:
    for _ in range(ROUNDS[beside]):
        one = small()
        answers = together(house, [[*(small() for _ in range(beside)), one] for _ in range(2)])
        assert [answer.status for answer in answers] == [200, 200], answers
        assert Statement.objects.using(HOUSE).filter(statement_id=one["id"]).count() == 1


@pytest.mark.parametrize("beside", ROUNDS)
def test_of_two_statements_with_one_id_the_first_stands_and_the_other_is_a_conflict(
    house: House, beside: int
) -> None:
    for _ in range(ROUNDS[beside]):
        first = small(verb={"id": "urn:x:first"})
        second = {**first, "verb": {"id": "urn:x:second"}}
        others = [small() for _ in range(beside)]
        answers = together(house, [[first, *(small() for _ in range(beside))], [*others, second]])
        assert sorted(answer.status for answer in answers) == [200, 409], answers
        stands = Statement.objects.using(HOUSE).select_related("verb").get(statement_id=first["id"])
        won = [one for one, answer in zip((first, second), answers, strict=True) if answer.status == 200]
        assert stands.verb.iri == won[0]["verb"]["id"]
        # The batch came whole or not at all.
        wanted = [one["id"] for one in others]
        there = Statement.objects.using(HOUSE).filter(statement_id__in=wanted).count()
        assert there == (beside if won == [second] else 0)


def shared(chance: random.Random) -> dict[str, Any]:
    """Return a statement about people and activities that every writer names."""
    person, course = chance.randrange(40), chance.randrange(40)
    group = [{"mbox": f"mailto:p{number}@example.org"} for number in chance.sample(range(40), 3)]
    return small(
        actor={"mbox": f"mailto:p{person}@example.org"},
        verb={"id": f"urn:x:verb:{chance.randrange(6)}"},
        object={
            "id": f"urn:x:course:{course}",
            "definition": {"name": {chance.choice(["zh", "en", "fr", "de"]): f"{chance.random()}"}},
        },
        context={
            "team": {"objectType": "Group", "member": group},
            "contextActivities": {"grouping": [{"id": f"urn:x:course:{chance.randrange(40)}"}]},
        },
    )


def test_writers_who_name_the_same_never_wait_for_each_other_in_a_circle(house: House) -> None:
    before, deadlocks = Statement.objects.using(HOUSE).count(), deadlocks_so_far()
    chance = random.Random(1)  # noqa: S311 - chooses who meets whom
    bodies = [[[shared(chance) for _ in range(30)] for _ in range(8)] for _ in range(WRITERS)]
    statuses: Counter[int] = Counter()

    def write(batches: list[list[dict[str, Any]]]) -> list[int]:
        return [house.post(batch).status for batch in batches]

    with ThreadPoolExecutor(WRITERS) as pool:
        for given in pool.map(write, bodies):
            statuses.update(given)
    assert statuses == {200: WRITERS * 8}
    assert Statement.objects.using(HOUSE).count() == before + WRITERS * 8 * 30
    assert deadlocks_so_far() == deadlocks
    assert Identity.objects.using(HOUSE).filter(value__startswith="mailto:p").count() <= 40


def deadlocks_so_far() -> int:
    connection = connections[HOUSE]
    if connection.vendor != "postgresql":
        return 0  # one writer at a time
    with connection.cursor() as cursor:
        cursor.execute("SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()")
        return int(cursor.fetchone()[0])
