"""``redcloud records prove-erased``: what it finds, decoded, and its exit codes."""

from __future__ import annotations

import gzip
import json
import sqlite3
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from django.conf import settings
from typer.testing import CliRunner, Result

from redcloud.apps.people.overwriting import overwriting_deletes
from redcloud.commands.records import app
from tests.apps.records.making import small, store
from tests.world import World


def proven(*texts: str, typed: str | None = None) -> Result:
    return CliRunner().invoke(app, ["prove-erased", *texts, "--json"], input=typed)


def test_nothing_left_is_exit_code_0_and_says_how_much_was_searched(world: World) -> None:
    result = proven("mailto:nobody@example.org")
    assert result.exit_code == 0
    printed = json.loads(result.stdout)
    assert printed["found"] == []
    assert printed["tables"] > 40


def test_a_statement_that_names_the_person_is_found_in_any_case(world: World) -> None:
    store(world.north, small(actor={"mbox": "mailto:Wang@example.org"}))
    result = proven("WANG@example.org")
    assert result.exit_code == 1
    places = {one["place"] for one in json.loads(result.stdout)["found"]}
    assert places >= {"table records_statement", "table records_identity"}


def test_packed_files_are_unpacked(world: World) -> None:
    pq.write_table(pa.table({"pseudonym": [4242424242]}), settings.DATA / "part.parquet")
    (settings.DATA / "old.jsonl.gz").write_bytes(gzip.compress(b'{"mbox":"mailto:li@example.org"}'))
    result = proven(typed="4242424242\nli@example.org\n")
    found = {(one["place"], one["text"]) for one in json.loads(result.stdout)["found"]}
    assert {("file part.parquet", "4242424242"), ("file old.jsonl.gz", "li@example.org")} <= found


def test_a_text_that_chance_would_find_is_refused(world: World) -> None:
    result = proven("li")
    assert result.exit_code == 2
    assert "four characters" in result.stderr


def test_what_is_erased_leaves_no_bytes_in_the_database_file(tmp_path: Path) -> None:
    """Of SQLite itself: the setting that erasing turns on does what its documentation says."""
    for secure in (False, True):
        path = tmp_path / f"{secure}.sqlite3"
        file = sqlite3.connect(path)
        file.execute("PRAGMA secure_delete = " + ("ON" if secure else "OFF"))
        file.execute("CREATE TABLE kept (words TEXT)")
        file.execute("INSERT INTO kept VALUES ('once upon a time')")
        file.commit()
        file.execute("DELETE FROM kept")
        file.commit()
        file.close()
        assert (b"once upon a time" in path.read_bytes()) is not secure


@pytest.mark.django_db(transaction=True)
def test_erasing_turns_it_on_and_off_again() -> None:
    from django.db import connection

    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL overwrites when it vacuums")

    def setting() -> int:
        with connection.cursor() as cursor:
            return cursor.execute("PRAGMA secure_delete").fetchone()[0]

    with overwriting_deletes():
        assert setting() == 1
    assert setting() == 0
