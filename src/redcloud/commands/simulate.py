"""``redcloud simulate``: write a synthetic province as Parquet files, for notebooks and benchmarks."""

from __future__ import annotations

import json as json_format
import resource
import time
from collections.abc import Iterable
from datetime import date, datetime
from pathlib import Path
from typing import Annotated, TypeVar

import typer
from django.conf import settings
from django.utils import timezone
from rich.console import Console
from rich.progress import track

from redcloud.commands.trouble import Trouble, told_plainly
from redcloud.engine.records.lake import LakeNotEmpty
from redcloud.engine.simulate import (
    Plan,
    blocks,
    organisations,
    plan_province,
    synthetic_items,
)
from redcloud.engine.simulate.writing import Tables, plan_lake, write_lake

LAKE_FROM = 100_000
"""From so many members on, lake rows are written unless tables are asked for."""
_Part = TypeVar("_Part")


def simulate(
    members: Annotated[int, typer.Option(min=5, help="People in the province.")] = 4400,
    seed: Annotated[int, typer.Option(min=0, help="The same seed gives the same province.")] = 1,
    out: Annotated[Path | None, typer.Option(help="Folder for the files (data folder/simulated).")] = None,
    items: Annotated[int, typer.Option(min=1, help="Items in the library.")] = 60,
    today: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], help="The day after the two years.")
    ] = None,
    lake: Annotated[
        bool | None,
        typer.Option(
            "--lake/--tables",
            help="Lake rows and dimensions of the fold, or every table; by default tables under 100,000.",
        ),
    ] = None,
    json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Simulate a province: members, meetings, study, volunteering and needs of two years."""
    with told_plainly():
        began = time.monotonic()
        day = today.date() if today is not None else timezone.localdate()
        folder = (out or settings.DATA / "simulated").resolve()
        as_lake = members >= LAKE_FROM if lake is None else lake
        plan = _planned(members, seed, day, as_lake)
        try:
            rows = write_lake(plan, items, folder, _shown) if as_lake else write_tables(plan, items, folder)
        except LakeNotEmpty as problem:
            raise Trouble(
                f"There is a lake in {folder} already: name another folder with --out.", 2
            ) from problem
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


def _planned(members: int, seed: int, day: date, as_lake: bool) -> Plan:
    try:
        if as_lake:
            return plan_lake(members=members, seed=seed, today=day)
        return plan_province(members=members, seed=seed, today=day)
    except ValueError as problem:
        raise Trouble(f"Such a province cannot be: {problem}.", 2) from problem


def _in_words(told: dict[str, object], rows: dict[str, int]) -> str:
    lines = [f"{count:>12,}  {name}" for name, count in rows.items()]
    return "\n".join([*lines, f"{told['out']}: {told['seconds']} s, {told['peak_rss_mb']} MB at most"])


def _shown(parts: Iterable[_Part], total: int) -> Iterable[_Part]:
    """Draw under a progress bar on the error stream, where results do not go."""
    return track(parts, description="Drawing", total=total, console=Console(stderr=True), transient=True)


def write_tables(plan: Plan, items: int, folder: Path) -> dict[str, int]:
    """Write every table to a Parquet file, a row group a block; return the rows of each."""
    with Tables(folder) as tables:
        tables.add("organisations", organisations(plan))
        for block in _shown(blocks(plan, synthetic_items(items)), len(plan.blocks())):
            for name, table in block.tables.items():
                tables.add(name, table)
        return tables.rows
