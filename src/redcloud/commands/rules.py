"""``redcloud rules``: the rule packs, whether a file is one, which of them an organisation lives by."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from django.utils import translation

from redcloud.apps.people.models import Organisation
from redcloud.apps.rules.actions import choose_pack
from redcloud.apps.rules.faults import SENTENCES
from redcloud.apps.rules.queries import UnknownPackError, load_pack, pack_codes
from redcloud.engine.rules.dated import PackRefused
from redcloud.engine.rules.read import read_pack

app = typer.Typer(no_args_is_help=True, help="Rule packs: list them, check a file, choose one.")

NOT_FOUND, REFUSED = 1, 2
Language = Annotated[str, typer.Option(help="Language of the sentences: zh-hans or en.")]


@app.command()
def packs(language: Language = "zh-hans") -> None:
    """List the packs that come with this release."""
    for code in pack_codes():
        pack = load_pack(code)
        typer.echo(f"{code}  {pack.version}  {pack.words.in_language(language)}")


@app.command()
def check(
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, readable=True)],
    language: Language = "zh-hans",
) -> None:
    """Say whether a file loads as a rule pack, and everything that keeps it from loading.

    Exit codes: 0 it loads, 2 it does not.
    """
    try:
        pack = read_pack(file.read_text(encoding="utf-8"))
    except PackRefused as refused:
        with translation.override(language):
            for fault in refused.faults:
                reason, remedy = SENTENCES[fault.code]
                typer.echo(f"{fault.path}  {fault.found}  {reason} {remedy}", err=True)
        raise typer.Exit(REFUSED) from None
    rules = len(pack.cadences) + len(pack.quorums) + len(pack.limits)
    typer.echo(f"{pack.code} {pack.version}: kinds {len(pack.kinds)}, rules {rules}")


@app.command()
def choose(
    code: Annotated[str, typer.Argument(help="Code of the pack; see: redcloud rules packs.")],
    organisation: Annotated[str, typer.Option(help="Slug of the root organisation.")] = "local",
) -> None:
    """Let an organisation live by a pack, its words on every page included.

    Exit codes: 0 it does now, 1 there is no such pack or organisation.
    """
    root = Organisation.objects.filter(slug=organisation, parent=None).first()
    if root is None:
        typer.echo(f"no organisation {organisation}; see: redcloud roster import --help", err=True)
        raise typer.Exit(NOT_FOUND)
    try:
        choose_pack(actor=None, root=root, code=code)
    except UnknownPackError:
        typer.echo(f"no rule pack {code}; there are: {', '.join(pack_codes())}", err=True)
        raise typer.Exit(NOT_FOUND) from None
    typer.echo(f"{organisation}: {code}")
