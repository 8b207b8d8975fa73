"""``redcloud lake``: where the lake lies, whether it can be used there, and how it goes elsewhere."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated, Any, NoReturn

import typer
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from rich.console import Console
from rich.progress import Progress
from rich.table import Table

from redcloud.apps.records.actions import lake, lake_at
from redcloud.apps.records.queries import lake_waits
from redcloud.commands.trouble import FAILED, WRONG_USAGE
from redcloud.config.stores import place_of
from redcloud.engine.objects import Objects, Remote
from redcloud.engine.records.lake import Lake
from redcloud.engine.records.lake.moving import HoldsOthers, NotEqual, NothingToMove, move

app = typer.Typer(no_args_is_help=True, help="The lake: where it lies, and how it goes elsewhere.")
_AS_JSON = Annotated[bool, typer.Option("--json", help="Print one JSON object.")]


@app.command()
def show(as_json: _AS_JSON = False) -> None:
    """Say where the lake lies and how much is in it."""
    kept, waits = lake(), lake_waits()
    months = sorted(kept.rows_by_month())
    _print(
        {
            "place": str(kept.place),
            "records": kept.rows(),
            "files": len(kept.files()),
            "octets": kept.octets(),
            "buckets": kept.buckets,
            "first_month": f"{months[0]:%Y-%m}" if months else None,
            "last_month": f"{months[-1]:%Y-%m}" if months else None,
            "trouble": waits.code if waits else None,
        },
        as_json,
    )


@app.command()
def check(as_json: _AS_JSON = False) -> None:
    """Try out what the lake needs of the place that is set: write, write once only, list, read, delete.

    Exit codes: 0 all of it works, 7 it does not; the sentence says what to do.
    """
    place = settings.LAKE
    found: dict[str, Any] = {"place": str(place), "usable": True, "keeps_old_versions": False}
    if isinstance(place, Remote):
        objects = Objects(place)
        objects.try_out()
        found["keeps_old_versions"] = objects.is_versioned()
    else:
        with (place.parent / "lake.tried").open("w") as file:
            file.write("tried")
        Path(file.name).unlink()
    _print(found, as_json)
    if found["keeps_old_versions"] and not as_json:
        typer.echo(
            "The bucket keeps old versions: what is erased stays in them. Let a lifecycle rule remove old "
            "versions of this prefix after a day (docs/operations.md, The lake in S3)."
        )


@app.command("move")
def move_elsewhere(
    to: Annotated[str, typer.Argument(help="s3://bucket/prefix, or the absolute path of a folder.")],
    keep: Annotated[
        bool, typer.Option("--keep", help="Leave the records in the old place too; erasures miss them.")
    ] = False,
    as_json: _AS_JSON = False,
) -> None:
    """Move the lake, compare every record, and say what to set then. May be stopped and repeated.

    Writers wait meanwhile; one that goes on with the old setting writes nothing, and loses nothing.

    Exit codes: 0 moved, 1 the two differ (the old one is in force), 2 not from or to such a place, 7 the
    store does not do what is needed.
    """
    try:
        where = place_of(to, "The place")
    except ImproperlyConfigured as unreadable:
        _fail(f"{unreadable}.", WRONG_USAGE)
    if str(where) == str(settings.LAKE):
        _fail(f"The lake lies in {where} already.", WRONG_USAGE)
    source = lake()
    try:
        target = Lake(lake_at(where), source.buckets)
        with Progress(console=Console(stderr=True), disable=as_json, transient=True) as bar:
            task = bar.add_task("records", total=None)
            moved = move(
                source,
                target,
                keep=keep,
                progress=lambda done, total: bar.update(task, completed=done, total=total),
            )
    except NothingToMove:
        _fail(f"There is nothing in {source.place} yet: set REDCLOUD_LAKE={where} and start.", WRONG_USAGE)
    except HoldsOthers:
        _fail(
            f"There are records in {where} that are not in this lake. Name an empty place; nothing was done.",
            WRONG_USAGE,
        )
    except NotEqual as differ:
        _fail(
            f"What was written to {where} is not what is in {source.place} ({differ}). The old lake is in "
            "force; run the command again.",
            FAILED,
        )
    if as_json:
        typer.echo(json.dumps({"from": str(source.place), "to": str(where), "records": moved.rows}))
        return
    typer.echo(
        f"{moved.rows:,} records are in {where}, compared one by one. Set REDCLOUD_LAKE={where} and start "
        "the pages and the worker again; until then what comes in waits in the outbox."
    )
    if keep:
        typer.echo(f"No erasure reaches the records that are left in {source.place}: delete them soon.")


def _fail(text: str, code: int) -> NoReturn:
    typer.echo(text, err=True)
    raise typer.Exit(code)


def _print(report: dict[str, Any], as_json: bool) -> None:
    if as_json:
        typer.echo(json.dumps(report, indent=2))
        return
    table = Table("lake", "")
    for name, value in report.items():
        table.add_row(name, "-" if value is None else f"{value:,}" if type(value) is int else str(value))
    Console().print(table)
