"""Real statements come out the same whether a file or a program brings them: store, links, lake."""

from __future__ import annotations

import gzip
import itertools
import json
import os
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import typer
from typer.testing import CliRunner

from redcloud.apps.people.models import Organisation
from redcloud.apps.records.actions import drain_outbox
from redcloud.apps.records.models import (
    Activity,
    Arrival,
    Identity,
    Scope,
    Statement,
    StatementActivity,
    StatementActor,
)
from redcloud.commands.collect import collect
from redcloud.config.environment import CHECKOUT
from tests.apps.records.making import lake
from tests.web.api.calling import Program, bare_root, new_key

NAMED = os.environ.get("REDCLOUD_TEST_STATEMENTS", "")
FILE = Path(NAMED) if NAMED else CHECKOUT.parent / "shared/data/xapi/funmooc.jsonl.gz"
TAKEN = None if NAMED else 300
"""Statements from the beginning of the file; all of one that is named."""
BATCH = 100

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(not FILE.is_file(), reason="the file of real statements is not beside the checkout"),
]


@pytest.fixture
def lines() -> list[bytes]:
    with gzip.open(FILE) as text:
        return list(itertools.islice(text, TAKEN))


@pytest.fixture
def by_file(lines: list[bytes], tmp_path: Path) -> Callable[[], dict[str, Any]]:
    path = tmp_path / "statements.jsonl"
    path.write_bytes(b"".join(lines))
    app = typer.Typer()
    app.command()(collect)

    def run() -> dict[str, Any]:
        printed: dict[str, Any] = json.loads(CliRunner().invoke(app, [str(path), "--json"]).stdout)
        return printed

    return run


@pytest.fixture
def by_http(
    lines: list[bytes], django_capture_on_commit_callbacks: Any, monkeypatch: pytest.MonkeyPatch
) -> Callable[[Organisation], Counter[str]]:
    # The lake is filled once, at the end; what follows a commit is done for the counters.
    monkeypatch.setattr("redcloud.apps.records.tasks.drain", lambda: None)

    def run(root: Organisation) -> Counter[str]:
        program = Program(new_key(root, Scope.WRITE))
        for start in range(0, len(lines), BATCH):
            batch = lines[start : start + BATCH]
            with django_capture_on_commit_callbacks(execute=True):
                answer = program.call("POST", "statements", b"[" + b",".join(batch) + b"]")
            assert answer.status_code == 200, answer.content[:500]
            assert answer.json() == [json.loads(one)["id"] for one in batch]
        counts: Counter[str] = Counter()
        for one in Arrival.objects.filter(root=root, source="http").values("stored", "duplicate", "refused"):
            counts.update(one)
        Arrival.objects.all().delete()
        return counts

    return run


def stored(root: Organisation) -> dict[str, list[Any]]:
    """Return all that the store has of an organisation, without keys that are drawn or counted."""
    statements = Statement.objects.filter(root=root)
    links = {"statement__root": root}
    return {
        "statements": list(
            statements.order_by("pk").values_list(
                "statement_id",
                "raw",
                "verb__iri",
                "actor__digest",
                "activity__digest",
                "registration",
                "timestamp",
                "version",
                "is_voiding",
                "voided",
            )
        ),
        "identities": list(
            Identity.objects.filter(root=root)
            .exclude(pk__in=statements.values("authority"))
            .order_by("digest")
            .values_list("digest", "kind", "home_page", "value", "is_group")
        ),
        "activities": list(
            Activity.objects.filter(root=root).order_by("digest").values_list("iri", "type", "definition")
        ),
        "actors": sorted(
            StatementActor.objects.filter(**links).values_list(
                "statement__statement_id", "identity__digest", "verb__iri", "direct"
            )
        ),
        "about": sorted(
            StatementActivity.objects.filter(**links).values_list(
                "statement__statement_id", "activity__digest", "direct"
            )
        ),
    }


def exported(root: Organisation) -> list[tuple[Any, ...]]:
    """Return the lake's rows of an organisation, with names in place of keys and pseudonyms."""
    people = dict(
        Identity.objects.filter(root=root, pseudonym__isnull=False).values_list("pseudonym__value", "digest")
    )
    known = dict(Statement.objects.filter(root=root).values_list("pk", "statement_id"))
    about = dict(Activity.objects.filter(root=root).values_list("pk", "iri"))
    return sorted(
        (
            str(known[row["record_id"]]),
            str(people[row["pseudonym"]]),
            row["verb"],
            about[row["activity"]],
            row["day"],
        )
        for row in lake().read().to_pylist()
        if row["record_id"] in known
    )


def test_both_ways_give_the_same_and_a_second_time_nothing(
    lines: list[bytes],
    by_file: Callable[[], dict[str, Any]],
    by_http: Callable[[Organisation], Counter[str]],
) -> None:
    printed, root = by_file(), bare_root("http")
    sent = by_http(root)
    drain_outbox()
    local = Organisation.objects.get(slug="local")
    assert (printed["stored"], printed["duplicate"], printed["rejected_statements"]) == (len(lines), 0, 0)
    assert sent == {"stored": len(lines), "duplicate": 0, "refused": 0}
    first, second = stored(local), stored(root)
    for table, rows in first.items():
        assert len(rows) == len(second[table])
        assert rows == second[table], table
    rows = exported(local)
    assert rows == exported(root)
    assert len(rows) > len(lines) // 10
    assert (by_file()["duplicate"], by_http(root)["duplicate"]) == (len(lines), len(lines))
    drain_outbox()
    assert (stored(local), exported(local)) == (first, rows)
    assert (stored(root), exported(root)) == (second, rows)
    print({table: len(rows) for table, rows in first.items()}, "lake", len(rows))
