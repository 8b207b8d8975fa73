"""``redcloud simulate``: write a synthetic province as Parquet files, for notebooks and benchmarks."""

from __future__ import annotations

import json as json_format
import resource
import time
from collections.abc import Iterable
from datetime import date, datetime
from pathlib import Path
from typing import Annotated

import pyarrow as pa
import pyarrow.parquet as pq
import typer
from django.conf import settings
from django.utils import timezone
from rich.console import Console
from rich.progress import track

from redcloud.commands.trouble import Trouble, told_plainly
from redcloud.engine.records.lake import Lake
from redcloud.engine.simulate import (
    Block,
    LibraryItem,
    Plan,
    blocks,
    organisations,
    plan_province,
    synthetic_items,
)
from redcloud.engine.simulate.lake import (
    block_activities,
    block_memberships,
    block_subjects,
    item_activities,
    lake_rows,
)

LAKE_BATCH_ROWS = 10_000_000
"""Rows gathered before one append: each append writes a file a partition."""


def simulate(
    members: Annotated[int, typer.Option(min=5, help="People in the province.")] = 4400,
    seed: Annotated[int, typer.Option(min=0, help="The same seed gives the same province.")] = 1,
    out: Annotated[Path | None, typer.Option(help="Folder for the files (data folder/simulated).")] = None,
    items: Annotated[int, typer.Option(min=1, help="Items in the library.")] = 60,
    today: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], help="The day after the two years.")
    ] = None,
    lake: Annotated[bool, typer.Option("--lake", help="Write lake rows and dimensions instead.")] = False,
    json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Simulate a province: members, meetings, study, volunteering and needs of two years."""
    with told_plainly():
        began = time.monotonic()
        day = today.date() if today is not None else timezone.localdate()
        folder = (out or settings.DATA / "simulated").resolve()
        plan = _planned(members, seed, day)
        library = synthetic_items(items)
        rows = write_lake(plan, library, folder) if lake else write_tables(plan, library, folder)
        told = {
            "members": plan.members,
            "branches": len(plan.sizes),
            "organisations": len(plan.branches_of),
            "seed": seed,
            "today": day.isoformat(),
            "out": str(folder),
            "rows": rows,
            "seconds": round(time.monotonic() - began, 2),
            "peak_rss_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
        }
        typer.echo(json_format.dumps(told, ensure_ascii=False) if json else _in_words(told, rows))


def _planned(members: int, seed: int, day: date) -> Plan:
    try:
        return plan_province(members=members, seed=seed, today=day)
    except ValueError as problem:
        raise Trouble(f"Such a province cannot be: {problem}.", 2) from problem


def _in_words(told: dict[str, object], rows: dict[str, int]) -> str:
    lines = [f"{count:>12,}  {name}" for name, count in rows.items()]
    return "\n".join([*lines, f"{told['out']}: {told['seconds']} s, {told['peak_rss_mb']} MB at most"])


def _drawn(plan: Plan, library: tuple[LibraryItem, ...]) -> Iterable[Block]:
    """Draw the blocks under a progress bar on the error stream, where results do not go."""
    return track(
        blocks(plan, library),
        description="Blocks",
        total=len(plan.blocks()),
        console=Console(stderr=True),
        transient=True,
    )


def write_tables(plan: Plan, library: tuple[LibraryItem, ...], folder: Path) -> dict[str, int]:
    """Write every table to a Parquet file, a row group a block; return the rows of each."""
    with Tables(folder) as tables:
        tables.add("organisations", organisations(plan))
        for block in _drawn(plan, library):
            for name, table in block.tables.items():
                tables.add(name, table)
        return tables.rows


def write_lake(plan: Plan, library: tuple[LibraryItem, ...], folder: Path) -> dict[str, int]:
    """Write lake rows into ``folder/lake`` and the dimensions of the fold beside it."""
    lake = Lake(folder / "lake")
    written, waiting, waiting_rows = 0, list[pa.Table](), 0
    with Tables(folder) as tables:
        kinds, topics = item_activities(library)
        tables.add("organisations", organisations(plan))
        tables.add("activities", kinds)
        tables.add("activity_topics", topics)
        for block in _drawn(plan, library):
            tables.add("subjects", block_subjects(block, plan.seed))
            tables.add("memberships", block_memberships(block, plan.seed))
            tables.add("activities", block_activities(block))
            waiting.append(lake_rows(block, library, plan.seed))
            waiting_rows += waiting[-1].num_rows
            if waiting_rows >= LAKE_BATCH_ROWS:
                lake.append(pa.concat_tables(waiting))
                written, waiting, waiting_rows = written + waiting_rows, [], 0
        if waiting:
            lake.append(pa.concat_tables(waiting))
        return {"lake": written + waiting_rows, **tables.rows}


class Tables:
    """Parquet files that grow by row groups; one open file a name."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._folder = folder
        self._writers: dict[str, pq.ParquetWriter] = {}
        self.rows: dict[str, int] = {}

    def add(self, name: str, table: pa.Table) -> None:
        """Write a row group to the file ``name``."""
        if name not in self._writers:
            path = self._folder / f"{name}.parquet"
            self._writers[name] = pq.ParquetWriter(path, table.schema, compression="zstd")
        self._writers[name].write_table(table)
        self.rows[name] = self.rows.get(name, 0) + table.num_rows

    def __enter__(self) -> Tables:
        return self

    def __exit__(self, *_error: object) -> None:
        for writer in self._writers.values():
            writer.close()
