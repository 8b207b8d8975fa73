"""``redcloud study``: the library in and out; items sent to members now rather than on Monday."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import date, datetime
from typing import Annotated

import typer

from redcloud.commands.library import export_library, import_library

app = typer.Typer(no_args_is_help=True, help="Study: the library, and what is sent to members.")
app.command("import")(import_library)
app.command("export")(export_library)


@app.callback()
def group() -> None:
    """Keep the group a group, whatever the number of its commands."""


@app.command()
def send(
    organisation: Annotated[str, typer.Option(help="Slug; every organisation when left out.")] = "",
    day: Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Send as of this day.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Fill the open places on every member's list, in one batch. Exit code 1: no such organisation."""
    from django.utils import timezone

    from redcloud.apps.people.models import Organisation
    from redcloud.apps.study.actions import send as send_to

    roots = Organisation.objects.filter(parent=None, slug__isnull=False).order_by("slug")
    if organisation:
        roots = roots.filter(slug=organisation)
        if not roots.exists():
            typer.echo(f"no organisation with the slug {organisation!r}", err=True)
            raise typer.Exit(1)
    on: date = day.date() if day else timezone.localdate()
    sent = {root.slug: asdict(send_to(root=root, day=on)) for root in roots}
    if as_json:
        typer.echo(json.dumps({"day": on.isoformat(), "organisations": sent}))
        return
    for slug, counts in sent.items():
        typer.echo(
            f"{slug}: {counts['suggestions']} items to {counts['members']} members "
            f"({counts['personal']} personal), {counts['retired']} retired, {counts['trained']} trained"
        )


@app.command()
def plans(
    branches: Annotated[int, typer.Option(min=1, help="So many branches, the first ones.")] = 50,
    months: Annotated[int, typer.Option(help="Length of the term: 3 or 6 months.")] = 6,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Measure planning: how often the best plan is proven, and what a term costs. Stores nothing.

    The terms of branches in the data folder are planned as their secretaries would, each in a transaction
    that is rolled back. Exit code 1: no branch could be planned.
    """
    from redcloud.commands.planning import measured

    found = measured(branches, months)
    if not found["planned"]:
        typer.echo("no branch with a secretary and a library to plan from", err=True)
        raise typer.Exit(1)
    if as_json:
        typer.echo(json.dumps(found))
        return
    typer.echo(
        f"{found['planned']} of {found['branches']} branches planned for {months} months, "
        f"{found['sessions_each']} sessions each; the best plan is proven for {found['proven_pct']} %; "
        f"{found['cpu_s_median']} s of processor time each, {found['cpu_s_most']} s at most; "
        f"{found['filled_pct']} % of the planned time is filled"
    )
