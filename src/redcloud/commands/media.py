"""``redcloud media``: where files lie that people and programs give, whether all are there, how they move."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Annotated, Any, NoReturn

import typer
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from rich.console import Console
from rich.progress import DownloadColumn, Progress
from rich.table import Table

from redcloud.apps.media import kept_in, media, registry
from redcloud.apps.media.moving import HoldsOthers, NotEqual, move
from redcloud.commands.trouble import FAILED, WRONG_USAGE
from redcloud.config.stores import kept_apart, place_of
from redcloud.engine.objects import Objects, Remote

app = typer.Typer(
    no_args_is_help=True, help="Files that people and programs give: where they lie, and how they move."
)
_AS_JSON = Annotated[bool, typer.Option("--json", help="Print one JSON object.")]
_NAMED = 5
"""Missing files that are named."""


@app.command()
def show(as_json: _AS_JSON = False) -> None:
    """Say where files lie and how much there is of which kind."""
    files, octets, kinds = 0, 0, Counter[str]()
    for one in media().kept():
        files, octets = files + 1, octets + one.size
        kinds["/".join(one.name.split("/")[:2])] += 1
    _print({"place": str(settings.MEDIA), "files": files, "octets": octets, **kinds}, as_json)


@app.command()
def check(as_json: _AS_JSON = False) -> None:
    """Try out the place that is set, and look whether every file that the database names is there.

    Exit codes: 0 all of it is well, 1 files are missing or of another size, 7 the place cannot be used.
    """
    place = settings.MEDIA
    keeps = _tried(place)
    there = {one.name: one.size for one in media().kept()}
    missing = sorted(name for name, size in registry.named() if there.get(name) != size)
    found = {"place": str(place), "usable": True, "keeps_old_versions": keeps, "missing": len(missing)}
    _print(found | {"first_missing": missing[:_NAMED]}, as_json)
    if keeps and not as_json:
        typer.echo(
            "The bucket keeps old versions: what is erased stays in them. Let a lifecycle rule remove old "
            "versions of this prefix after a day (docs/operations.md, The lake in S3)."
        )
    if missing:
        _fail(
            f"{len(missing):,} files that the database names are not in {place}. Where they lie elsewhere: "
            "redcloud media move, with --from; else restore them from a backup.",
            FAILED,
        )


def _tried(place: Path | Remote) -> bool | None:
    if isinstance(place, Remote):
        objects = Objects(place)
        objects.try_out(conditions=False)
        return objects.is_versioned()
    place.mkdir(parents=True, exist_ok=True)
    tried = place / "tried"
    tried.write_text("tried")
    tried.unlink()
    return False


@app.command("move")
def move_elsewhere(
    to: Annotated[str, typer.Argument(help="s3://bucket/prefix, or the absolute path of a folder.")],
    from_: Annotated[
        str, typer.Option("--from", help="Where files are that came before the setting was changed.")
    ] = "",
    keep: Annotated[
        bool, typer.Option("--keep", help="Leave the files in the old place too; erasures miss them.")
    ] = False,
    as_json: _AS_JSON = False,
) -> None:
    """Move every file, compare octet by octet, and say what to set then. May be stopped and repeated.

    Nothing leaves the old place before everything was compared. Pages that run with the old setting find no
    files after that: stop them, or move with --keep, set the new place, start, and move again with --from.

    Exit codes: 0 moved, 1 copies differ (they were removed, the old place is whole), 2 not from or to such a
    place, 7 the storage does not do what is needed.
    """
    try:
        source = place_of(from_, "The old place") if from_ else settings.MEDIA
        target = place_of(to, "The new place")
        kept_apart(data=settings.DATA, lake=settings.LAKE, media=target)
    except ImproperlyConfigured as unreadable:
        _fail(f"{unreadable}.", WRONG_USAGE)
    if f"{source}/".startswith(f"{target}/") or f"{target}/".startswith(f"{source}/"):
        _fail(f"{source} and {target} are not two places.", WRONG_USAGE)
    columns = (*Progress.get_default_columns(), DownloadColumn())
    try:
        with Progress(*columns, console=Console(stderr=True), disable=as_json, transient=True) as bar:
            task = bar.add_task("files", total=None)
            moved = move(
                kept_in(source),
                kept_in(target),
                keep=keep,
                progress=lambda done, total: bar.update(task, completed=done, total=total),
            )
    except HoldsOthers:
        _fail(
            f"There are files in {target}, none of this installation. Name an empty place; nothing was done.",
            WRONG_USAGE,
        )
    except NotEqual as differ:
        _fail(
            f"What was written to {target} is not what is in {source} ({differ}). The old place is whole; "
            "run the command again.",
            FAILED,
        )
    if as_json:
        counts = {"files": moved.files, "octets": moved.octets, "copied": moved.copied}
        typer.echo(json.dumps({"from": str(source), "to": str(target), **counts}))
        return
    typer.echo(
        f"{moved.files:,} files are in {target}, compared octet by octet ({moved.copied:,} were new there)."
    )
    if str(settings.MEDIA) != str(target):
        typer.echo(f"Set REDCLOUD_MEDIA={target} and start the pages and the worker again.")
    if keep:
        typer.echo(
            f"No erasure reaches the files that are left in {source}. Once the new place is set: "
            f"redcloud media move {target} --from {source}"
        )


def _fail(text: str, code: int) -> NoReturn:
    typer.echo(text, err=True)
    raise typer.Exit(code)


def _print(report: dict[str, Any], as_json: bool) -> None:
    if as_json:
        typer.echo(json.dumps(report, indent=2))
        return
    table = Table("media", "")
    for name, value in report.items():
        table.add_row(name, f"{value:,}" if type(value) is int else str(value or "-"))
    Console().print(table)
