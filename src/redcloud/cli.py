"""The ``redcloud`` command: sets Django up and hands over to one module a command."""

from __future__ import annotations

import os
import sys
from importlib import import_module

import django
import typer

from redcloud.commands.trouble import told_of_stores, told_plainly

app = typer.Typer(
    no_args_is_help=True,
    help="Smart Red Cloud: grass-roots branches online.",
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)

GROUPS = ("roster", "rules", "records", "lake", "media", "topics", "portrait", "study", "evaluate", "bench")
"""Modules with ``app``: ``redcloud <group> <command>``."""

COMMANDS = ("demo", "serve", "worker", "collect", "simulate", "messages", "manage")
"""Modules with a function of the same name: ``redcloud <command>``."""

ON_FILES_ALONE = {"evaluate"}
"""Groups that run without Django, settings or a data folder."""

NEED_A_DATABASE = {*GROUPS, "collect"} - ON_FILES_ALONE - {"bench"}
"""Found empty, the database is made before these run; the others see to it themselves."""


@app.callback()
def _prepare(context: typer.Context) -> None:
    asks_for_help = {"-h", "--help"} & set(sys.argv)
    if context.invoked_subcommand in NEED_A_DATABASE and not asks_for_help:
        from redcloud.commands.database import migrate_if_needed

        with told_plainly():
            migrate_if_needed()


def _assemble(only: str | None = None) -> None:
    """Register every command, or the one that was asked for: importing them all takes seconds."""
    for name in GROUPS:
        if only not in (None, name):
            continue
        app.add_typer(import_module(f"redcloud.commands.{name}").app, name=name)
    for name in COMMANDS:
        if only not in (None, name):
            continue
        module = import_module(f"redcloud.commands.{name}")
        settings = getattr(module, "CONTEXT", None)
        app.command(name=name, context_settings=settings)(getattr(module, name))


def main() -> None:
    """Run the command line."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "redcloud.config.settings")
    asked = sys.argv[1] if len(sys.argv) > 1 else None
    if asked not in ON_FILES_ALONE:
        with told_plainly():  # the data folder may be full or not writable
            django.setup()
    _assemble(asked if asked in {*GROUPS, *COMMANDS} else None)
    with told_of_stores():
        app()
