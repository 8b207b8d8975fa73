"""The floor of storing: rows that the store holds, written again and nothing else. A process of its own.

In: the database of a place, with statements in it. Out, as JSON: statements a second with which the
driver alone writes the same rows into tables with the same columns and indexes.
"""

from __future__ import annotations

import json
import os
import sqlite3
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psycopg

Row = tuple[Any, ...]
TABLES = {
    "records_statement": "id",
    "records_statementactor": "statement_id",
    "records_statementactivity": "statement_id",
    "records_outbox": "record_id",
}
"""Each table with the column that names the statement; the outbox is empty by then, its rows are made."""


def main(sample: int, size: int) -> None:
    """Print how fast ``sample`` statements are written with ``size`` of them a transaction."""
    url = os.environ.get("DATABASE_URL")
    rate = _postgres(url, sample, size) if url else _sqlite(sample, size)
    print(json.dumps({"rate": rate}))


def _chunks(
    read: Callable[[str], tuple[list[str], list[Row]]], sample: int, size: int
) -> Iterator[dict[str, list[Row]]]:
    """Yield the rows of each table, ``size`` statements at a time."""
    names, statements = read(f"SELECT * FROM records_statement ORDER BY id LIMIT {sample}")  # noqa: S608 - a number
    at = {name: place for place, name in enumerate(names)}
    last = statements[-1][at["id"]]
    grouped: dict[str, dict[int, list[Row]]] = {}
    for table in ("records_statementactor", "records_statementactivity"):
        names, rows = read(f"SELECT * FROM {table} WHERE statement_id <= {last} ORDER BY statement_id")  # noqa: S608 - our names
        place = names.index("statement_id")
        grouped[table] = defaultdict(list)
        for row in rows:
            grouped[table][row[place]].append(row)
    for start in range(0, len(statements), size):
        part = statements[start : start + size]
        yield {
            "records_statement": part,
            **{table: [row for one in part for row in grouped[table][one[at["id"]]]] for table in grouped},
            "records_outbox": [
                (
                    one[at["id"]],
                    "append",
                    one[at["id"]],
                    one[at["actor_id"]],
                    "began",
                    one[at["activity_id"]],
                    str(one[at["timestamp"]])[:10],
                )
                for one in part
            ],
        }


OUTBOX = ("id", "operation", "record_id", "pseudonym", "verb", "activity", "day")


def _rate(chunks: list[dict[str, list[Row]]], write: Callable[[dict[str, list[Row]]], None]) -> float:
    begun = time.perf_counter()
    for chunk in chunks:
        write(chunk)
    return sum(len(chunk["records_statement"]) for chunk in chunks) / (time.perf_counter() - begun)


def _sqlite(sample: int, size: int) -> float:
    folder = Path(os.environ["REDCLOUD_DATA"])
    held = sqlite3.connect(folder / "redcloud.sqlite3")
    floor = sqlite3.connect(folder / f"floor{size}.sqlite3", isolation_level=None)
    floor.executescript("PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA cache_size=-65536;")

    def read(query: str) -> tuple[list[str], list[Row]]:
        cursor = held.execute(query)
        return [column[0] for column in cursor.description], cursor.fetchall()

    for table in TABLES:
        for (made,) in held.execute("SELECT sql FROM sqlite_master WHERE tbl_name = ? AND sql > ''", [table]):
            floor.execute(made)

    def write(chunk: dict[str, list[Row]]) -> None:
        floor.execute("BEGIN IMMEDIATE")
        for table, rows in chunk.items():
            columns = f"({', '.join(OUTBOX)})" if table == "records_outbox" else ""
            marks = ", ".join("?" * len(rows[0]))
            floor.executemany(f"INSERT INTO {table} {columns} VALUES ({marks})", rows)  # noqa: S608 - our names
        floor.execute("COMMIT")

    return _rate(list(_chunks(read, sample, size)), write)


def _postgres(url: str, sample: int, size: int) -> float:
    with psycopg.connect(url, autocommit=True) as connection:

        def read(query: str) -> tuple[list[str], list[Row]]:
            cursor = connection.execute(query.encode())
            return [column.name for column in cursor.description or ()], cursor.fetchall()

        for table in TABLES:
            connection.execute(f"DROP TABLE IF EXISTS floor_{table}".encode())
            connection.execute(f"CREATE TABLE floor_{table} (LIKE {table} INCLUDING INDEXES)".encode())

        def write(chunk: dict[str, list[Row]]) -> None:
            with connection.transaction(), connection.cursor() as cursor:
                for table, rows in chunk.items():
                    columns = f"({', '.join(OUTBOX)})" if table == "records_outbox" else ""
                    with cursor.copy(f"COPY floor_{table} {columns} FROM STDIN".encode()) as copy:
                        for row in rows:
                            copy.write_row(row)

        return _rate(list(_chunks(read, sample, size)), write)


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
