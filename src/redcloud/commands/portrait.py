"""``redcloud portrait``: fold the lake into portraits, and look at one, which is written down."""

from __future__ import annotations

import json
import time
from dataclasses import asdict
from typing import Annotated, Any, NoReturn

import typer
from django.utils import translation
from rich.console import Console
from rich.progress import Progress
from rich.table import Table

from redcloud.apps.people.models import Organisation
from redcloud.apps.portrait import actions
from redcloud.apps.portrait.actions.looking import CommandLook, NobodyFound, ReasonMissing
from redcloud.apps.records.actions import drain_outbox
from redcloud.engine.backends import NoRoom, UnknownEngine

app = typer.Typer(no_args_is_help=True, help="Portraits: fold the lake, look at one.")

NOBODY_FOUND, NOT_POSSIBLE = 2, 3
_WHOLE_LAKE = "all"


@app.command()
def build(
    organisation: Annotated[
        str, typer.Option(help="Slug of a root organisation; all of them when left out.")
    ] = _WHOLE_LAKE,
    engine: Annotated[
        str, typer.Option(help="duckdb, or the address of a Spark master: spark://host:port.")
    ] = "duckdb",
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Fold everybody with a recorded basis from the lake.

    Exit codes: 0 done, 2 no such organisation, 3 the engine cannot be used or has no room.
    """
    root = None if organisation == _WHOLE_LAKE else _root(organisation)
    started = time.perf_counter()
    drained = drain_outbox()
    try:
        with Progress(console=Console(stderr=True), disable=as_json, transient=True) as bar:
            task = bar.add_task("", total=None)
            report = actions.build(
                actor=None,
                root=root,
                engine=engine,
                progress=lambda done, total: bar.update(task, completed=done, total=total),
            )
    except (UnknownEngine, ModuleNotFoundError) as refused:
        _fail(f"engine {engine}: {refused}", NOT_POSSIBLE)
    except NoRoom as full:
        _fail(
            f"The portraits are as they were: the fold needs more room ({full}). Give it more memory with "
            "REDCLOUD_FOLD_MEMORY_MB.",
            NOT_POSSIBLE,
        )
    _print(asdict(report) | {"drained": drained, "seconds": round(time.perf_counter() - started, 2)}, as_json)


@app.command()
def show(
    member: Annotated[
        str, typer.Argument(help="Number on the roster or uid; or the identifier of an unlinked identity.")
    ],
    looker: Annotated[str, typer.Option("--as", help="Who looks; the member reads it.")],
    reason: Annotated[str, typer.Option(help="Why; the member reads it.")],
    organisation: Annotated[str | None, typer.Option(help="Slug of the root to search in.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
    language: Annotated[str, typer.Option(help="Language of the words: zh-hans or en.")] = "zh-hans",
) -> None:
    """Show a portrait with the records behind each line. The look is written down, with its reason.

    Exit codes: 0 shown, 2 nobody has that key, 3 the name or the reason is empty.
    """
    with translation.override(language):
        try:
            look = actions.look_from_command(
                key=member, looker=looker, reason=reason, organisation=organisation
            )
        except NobodyFound as missing:
            _fail(f"nobody: {missing}", NOBODY_FOUND)
        except ReasonMissing as missing:
            _fail(str(missing), NOT_POSSIBLE)
        if as_json:
            typer.echo(json.dumps(_as_dict(look), ensure_ascii=False, indent=2))
        else:
            _show(look)


def _root(slug: str) -> Organisation:
    root = Organisation.objects.filter(slug=slug, parent=None).first()
    if root is None:
        _fail(f"no organisation {slug}", NOBODY_FOUND)
    return root


def _fail(text: str, code: int) -> NoReturn:
    typer.echo(text, err=True)
    raise typer.Exit(code)


def _as_dict(look: CommandLook) -> dict[str, Any]:
    return {
        "whose": look.whose,
        "linked": look.linked,
        "folding": look.folding,
        "lines": [
            {
                "kind": line.kind,
                "key": line.key,
                "records": line.value,
                "rule": line.rule,
                "since": line.since.isoformat(),
                "until": line.until.isoformat(),
                "detail": line.detail,
                "evidence": ids,
            }
            for line, ids in look.lines
        ],
    }


def _show(look: CommandLook) -> None:
    table = Table("line", "key", "records", "since", "until", "evidence", title=look.whose)
    for line, ids in look.lines:
        table.add_row(
            str(line.kind), line.key, str(line.value), str(line.since), str(line.until), _short(ids)
        )
    Console().print(table)


def _short(ids: list[int]) -> str:
    shown = ", ".join(str(record_id) for record_id in ids[:3])
    return f"{shown} +{len(ids) - 3}" if len(ids) > 3 else shown


def _print(report: dict[str, Any], as_json: bool) -> None:
    if as_json:
        typer.echo(json.dumps(report, indent=2))
        return
    table = Table("portrait build", "")
    for name, value in report.items():
        table.add_row(name, f"{value:,}")
    Console().print(table)
