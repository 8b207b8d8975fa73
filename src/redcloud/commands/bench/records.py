"""``redcloud bench records``: the record store beside the reference Learning Record Store."""

from __future__ import annotations

import os
from enum import StrEnum
from typing import Annotated

import typer

from redcloud.bench.records.run import bench_records
from redcloud.commands.trouble import Trouble, told_plainly


class Engine(StrEnum):
    """Where the store is kept."""

    SQLITE = "sqlite"
    POSTGRES = "postgres"


def records(
    engine: Annotated[Engine, typer.Option(help="Where the store is kept.")] = Engine.SQLITE,
    stored: Annotated[
        list[int] | None, typer.Option(min=20_000, help="Statements held; give it twice to compare sizes.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Fill a store of its own, serve it, load it, and print what it does beside a peer and the floor.

    For PostgreSQL, REDCLOUD_TEST_DATABASE_URL or DATABASE_URL names any database of a server on which
    a database may be made; the run has one of its own, which is dropped at the end.
    """
    server_url = os.environ.get("REDCLOUD_TEST_DATABASE_URL") or os.environ.get("DATABASE_URL", "")
    with told_plainly():
        if engine is Engine.POSTGRES and not server_url.startswith("postgres"):
            raise Trouble("Name a PostgreSQL server: REDCLOUD_TEST_DATABASE_URL=postgres://...")
        bench_records(engine.value, sorted(stored or [100_000]), server_url).tell(as_json)
