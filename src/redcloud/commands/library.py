"""``redcloud study import`` and ``export``: the library as a folder of Markdown, or as a list."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from redcloud.apps.people.models import Organisation
    from redcloud.apps.study.lists import ListPlan, Source

NO_SUCH, UNREADABLE, SOME_WRONG = 1, 2, 3
SHOWN = 50

Slug = Annotated[str, typer.Option(help="Slug of the root organisation.")]
Language = Annotated[str, typer.Option(help="Language of sentences and words: zh-hans or en.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON object.")]


def import_library(
    source: Annotated[Path, typer.Argument(exists=True, readable=True, help="Folder, .zip, .csv or .xlsx.")],
    organisation: Slug = "local",
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would change; store nothing.")] = False,
    language: Language = "zh-hans",
    as_json: AsJson = False,
) -> None:
    """Bring items, courses and questions into a library: all of them, or none if one is wrong.

    What was published and changes waits for an editor where the organisation wants a second pair of eyes.
    An editor can take the import back on the page of imports. Exit codes: 0 stored or nothing to change,
    1 no such organisation, 2 it cannot be read, 3 something in it is wrong and nothing was stored.
    """
    from django.utils import translation

    from redcloud.apps.study.actions import ListRefused, import_list
    from redcloud.apps.study.lists import BadSource, source_at

    with translation.override(language):
        root = _root(organisation)
        try:
            brought = source_at(source)
        except BadSource as refused:
            typer.echo(json.dumps({"error": str(refused)}, ensure_ascii=False) if as_json else str(refused))
            raise typer.Exit(UNREADABLE) from None
        waits = 0
        try:
            plan = brought.plan(root)
            if not dry_run:
                waits = import_list(actor=None, root=root, source=brought, shown=plan.fingerprint).waits
        except ListRefused as refused:
            plan = refused.plan
        told = _told(plan, brought, waits)
        _say(told, as_json)
    if told["wrong"]:
        raise typer.Exit(SOME_WRONG)


def export_library(
    folder: Annotated[Path, typer.Argument(file_okay=False, help="A folder that is empty or not there yet.")],
    organisation: Slug = "local",
    language: Language = "zh-hans",
    as_json: AsJson = False,
) -> None:
    """Write a library into a folder: a Markdown file for each item, course and quiz; files beside them.

    Exit codes: 0 written, 1 no such organisation, 2 the folder is not empty.
    """
    from django.utils import translation

    from redcloud.apps.study.queries.folders import write_folder

    with translation.override(language):
        root = _root(organisation)
        if folder.exists() and any(folder.iterdir()):
            typer.echo(f"{folder} is not empty", err=True)
            raise typer.Exit(UNREADABLE)
        folder.mkdir(parents=True, exist_ok=True)
        items, files = write_folder(folder, root, language)
    told = {"items": items, "files": files}
    typer.echo(json.dumps(told) if as_json else f"{items} items, {files} files")


def _root(slug: str) -> Organisation:
    from redcloud.apps.people.models import Organisation

    root = Organisation.objects.filter(parent=None, slug=slug).first()
    if root is None:
        typer.echo(f"no organisation with the slug {slug!r}", err=True)
        raise typer.Exit(NO_SUCH)
    return root


def _told(plan: ListPlan, brought: Source, waits: int) -> dict[str, Any]:
    return {
        "new": len(plan.new) + plan.teaching.new,
        "changed": len(plan.changed) + plan.teaching.changed,
        "unchanged": plan.unchanged + plan.teaching.unchanged,
        "waits": waits,
        "wrong": [
            {
                "file": problem.sheet,
                "line": problem.line,
                "column": problem.column,
                "value": problem.value,
                "reason": problem.reason,
            }
            for problem in plan.problems
        ],
        "unused": list(brought.unused),
        "unread": list(plan.unread),
    }


def _say(told: dict[str, Any], as_json: bool) -> None:
    if as_json:
        typer.echo(json.dumps(told, ensure_ascii=False))
        return
    typer.echo("  ".join(f"{key} {value}" for key, value in told.items() if isinstance(value, int)))
    for wrong in told["wrong"][:SHOWN]:
        where = " ".join(str(part) for part in (wrong["file"], wrong["line"] or "", wrong["column"]) if part)
        typer.echo(f"{where}: {wrong['reason']} {wrong['value']}".rstrip())
    if told["wrong"]:
        typer.echo("nothing was stored")
    for key in ("unused", "unread"):
        if told[key]:
            typer.echo(f"{key}: {', '.join(told[key][:SHOWN])}")
