"""``redcloud collect``: brings files of xAPI statements into the record store and the lake."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Annotated, Any

import typer
from django.db import connection
from rich.console import Console
from rich.progress import BarColumn, DownloadColumn, Progress, TaskID, TextColumn, TimeRemainingColumn
from rich.table import Table

from redcloud.apps.people.actions import make_root
from redcloud.apps.people.models import Organisation
from redcloud.apps.records.actions import AT_ONCE, drain_outbox
from redcloud.apps.records.actions.parties import Grounds
from redcloud.apps.records.actions.storing import FILE_CHUNK, store_prepared
from redcloud.apps.records.actions.writing import Delivery
from redcloud.apps.records.models import Basis
from redcloud.apps.records.results import Rejection, StoreResult
from redcloud.engine.records.files import UnreadableFile
from redcloud.engine.records.identifiers import Identifier
from redcloud.engine.records.profile import AUTHORITY
from redcloud.engine.records.reading import read_beside
from redcloud.engine.records.undisturbed import undisturbed

UNREADABLE, SOME_REJECTED = 2, 3
LISTED = 10_000
SHOWN_ON_SCREEN = 30
_AUTHORITY = Identifier("account", "collect", AUTHORITY)


@dataclass
class Report:
    """What became of all files. The list of rejections ends at `LISTED`, the count does not."""

    stored: int = 0
    duplicate: int = 0
    rejected_statements: int = 0
    rejected: list[dict[str, Any]] = field(default_factory=list)
    unreadable: list[dict[str, Any]] = field(default_factory=list)
    handed_to_lake: int = 0

    def add(self, result: StoreResult, name: str | None) -> None:
        """Add a chunk; ``name`` of the file is said where there are several."""
        self.stored += result.stored
        self.duplicate += result.duplicate
        self.rejected_statements += len({one.line for one in result.rejected})
        for one in result.rejected[: max(0, LISTED - len(self.rejected))]:
            self.rejected.append(({"file": name} if name else {}) | _as_dict(one))


def _as_dict(one: Rejection) -> dict[str, Any]:
    return {
        "line": one.line,
        "path": one.path,
        "reason": one.reason,
        "rule": one.rule,
        "section": one.section,
    }


def collect(
    files: Annotated[list[Path], typer.Argument(exists=True, dir_okay=False, readable=True)],
    organisation: Annotated[
        str, typer.Option(help="Slug of the root organisation; made where missing.")
    ] = "local",
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Store the xAPI statements of files (JSON, JSON lines, .gz) and give them to the lake.

    Safe to run twice: a statement is stored once by its id. Exit codes: 0 every statement is stored,
    2 a file breaks off (what stood before is stored), 3 some statements were rejected (the others are
    stored).
    """
    root = make_root(
        actor=None, slug=organisation, name="本地组织" if organisation == "local" else organisation
    )
    report = Report()
    _keep_memory_flat()
    with _progress() as progress:
        for path in files:
            task = progress.add_task(path.name, total=path.stat().st_size)
            _collect(root, path, report, path.name if len(files) > 1 else None, progress, task)
        waiting = progress.add_task("lake", total=None)
        while drained := drain_outbox(AT_ONCE):
            report.handed_to_lake += drained
            progress.update(waiting, completed=report.handed_to_lake)
    if as_json:
        typer.echo(json.dumps(asdict(report), ensure_ascii=False, indent=2))
    else:
        _show(report)
    if report.unreadable or report.rejected_statements:
        raise typer.Exit(UNREADABLE if report.unreadable else SOME_REJECTED)


def _keep_memory_flat() -> None:
    """Let SQLite read pages into its own cache: what it maps of the file counts as memory of this process."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA mmap_size=0")


def _progress() -> Progress:
    columns = (TextColumn("{task.description}"), BarColumn(), DownloadColumn(), TimeRemainingColumn())
    return Progress(*columns, console=Console(stderr=True), transient=True)


def _collect(
    root: Organisation, path: Path, report: Report, name: str | None, progress: Progress, task: TaskID
) -> None:
    delivery = Delivery(root, "file", "", _AUTHORITY, False, Grounds(Basis.COLLECTED))
    try:
        for frame in undisturbed(read_beside(path, FILE_CHUNK)):
            if frame.prepared is not None:
                report.add(store_prepared(frame.prepared, delivery), name)
            progress.update(task, completed=frame.octets)
    except UnreadableFile as broken:
        report.unreadable.append({"file": path.name, "line": broken.line, "reason": broken.reason})


def _show(report: Report) -> None:
    console = Console()
    counts = asdict(report)
    keys = ("stored", "duplicate", "rejected_statements", "handed_to_lake")
    console.print("  ".join(f"{key} [bold]{counts[key]}[/bold]" for key in keys))
    for one in report.unreadable:
        console.print(f"[red]{one['file']}: {one['reason']}, line {one['line']}[/red]")
    if report.rejected:
        columns = list(report.rejected[0])
        table = Table(*columns, title="rejected")
        for row in report.rejected[:SHOWN_ON_SCREEN]:
            table.add_row(*(str(row.get(column, "")) for column in columns))
        console.print(table)
