"""``redcloud records``: keys for programs that send or read records."""

from __future__ import annotations

import getpass
import json
from datetime import timedelta
from typing import Annotated

import typer
from django.conf import settings
from django.utils import timezone
from rich.console import Console

from redcloud.apps.people.actions import make_root
from redcloud.apps.records.actions import make_credential
from redcloud.apps.records.models import READING_SCOPES, Scope

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
