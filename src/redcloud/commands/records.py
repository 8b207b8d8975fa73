"""``redcloud records``: keys for programs that send or read records."""

from __future__ import annotations

import getpass
import json
import sys
from datetime import timedelta
from typing import Annotated

import typer
from django.conf import settings
from django.utils import timezone
from rich.console import Console

from redcloud.apps.people.actions import make_root
from redcloud.apps.records.actions import make_credential, refill_lake, remove_expired
from redcloud.apps.records.models import READING_SCOPES, Scope
from redcloud.apps.records.traces import traces_of
from redcloud.commands.trouble import told_plainly

app = typer.Typer(no_args_is_help=True, help="The record store (xAPI).")
DAYS_OF_READING = 90


@app.callback()
def records() -> None:
    """The record store (xAPI)."""


@app.command("credential")
def credential(
    organisation: Annotated[
        str, typer.Option(help="Slug of the root organisation; made where missing.")
    ] = "local",
    scope: Annotated[
        list[Scope] | None,
        typer.Option(help="What the key may do; may be given several times. [default: statements/write]"),
    ] = None,
    name: Annotated[
        str, typer.Option(help="What the key is called on the page of what is held.")
    ] = "command line",
    approver: Annotated[
        str, typer.Option(help="Who lets a program read persons' records; you, by your system account.")
    ] = "",
    purpose: Annotated[str, typer.Option(help="What the reading is for.")] = "set up on the command line",
    days: Annotated[
        int, typer.Option(min=1, max=366, help="Days until a key that reads ends.")
    ] = DAYS_OF_READING,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Make a key and print it with its secret, which cannot be read again.

    A key that can read persons' records carries an approver, a purpose and an end, and every member
    sees it on the page of what is held.
    """
    root = make_root(
        actor=None, slug=organisation, name="本地组织" if organisation == "local" else organisation
    )
    scopes = scope or [Scope.WRITE]
    reads = not READING_SCOPES.isdisjoint(scopes)
    made = make_credential(
        actor=None,
        root=root,
        name=name,
        scopes=scopes,
        approver=(approver or getpass.getuser()) if reads else "",
        purpose=purpose if reads else "",
        expires_at=timezone.now() + timedelta(days=days) if reads else None,
    )
    shown = {
        "endpoint": f"{settings.PUBLIC_URL}/api/xapi/",
        "key": made.credential.key,
        "secret": made.secret,
        "scope": made.credential.scopes,
        "expires_at": made.credential.expires_at.isoformat() if made.credential.expires_at else None,
    }
    if as_json:
        typer.echo(json.dumps(shown, indent=2))
        return
    for key, value in shown.items():
        Console().print(f"{key:>10}  {value}", soft_wrap=True)


@app.command("prove-erased")
def prove_erased(
    texts: Annotated[
        list[str] | None,
        typer.Argument(help="What named the person: mailbox, account, number. Left out, one a line is read."),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Search everything stored, decoded, for what named a person. Exit code 1: something was found.

    Every table and every file of the data folder is searched, the lake's packed files included, and what is
    kept in S3-compatible storage with all the old versions that it keeps.
    """
    wanted = [one.strip() for one in texts or sys.stdin.read().splitlines() if one.strip()]
    try:
        traces = traces_of(wanted, settings.DATA)
    except ValueError as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(2) from None
    if as_json:
        found = [{"place": place, "text": text} for place, text in traces.found]
        counts = {"tables": traces.tables, "files": traces.files, "unsearched": traces.unsearched}
        typer.echo(json.dumps({**counts, "found": found}))
    else:
        typer.echo(f"searched {traces.tables} tables and {traces.files} files")
        for place in traces.unsearched:
            typer.echo(f"not searched: old versions in {place}, which this key may not list")
        for place, text in traces.found:
            typer.echo(f"found {text!r} in {place}")
        if not traces.found:
            typer.echo("nothing was found")
    if traces.found:
        raise typer.Exit(1)


@app.command("remove-expired")
def remove_expired_statements(
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Remove now what the organisations' retention no longer keeps; the worker does so every night."""
    removed = remove_expired()
    typer.echo(json.dumps({"removed": removed}) if as_json else f"{removed} statements removed")


@app.command("refill-lake")
def refill(
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Give a lake that was lost every record of the store again; what it has stays as it is.

    `redcloud portrait build` folds the portraits anew afterwards.
    """
    with told_plainly():
        given = refill_lake(actor=None, tell=lambda rows: typer.echo(f"{rows:,} records ...", err=True))
    if as_json:
        typer.echo(json.dumps({"records": given}))
    else:
        typer.echo(f"{given:,} records are in the lake; now run: redcloud portrait build")
