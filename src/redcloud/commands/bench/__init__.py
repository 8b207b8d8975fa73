"""``redcloud bench``: timed figures beside their peers. One module a bench, a function of the same name."""

from __future__ import annotations

import sys
from importlib import import_module

import typer

BENCHES = ("outlook", "pages", "portrait", "records", "release", "study")
"""Modules of this folder: ``redcloud bench <name>``."""

app = typer.Typer(no_args_is_help=True, help="Timed figures, each beside its peer, its aim and its floor.")


@app.callback()
def bench() -> None:
    """Timed figures, each beside its peer, its aim and its floor."""


def _assemble() -> None:
    """Register the bench that was asked for, or all: importing each costs seconds."""
    asked = next((one for one in sys.argv[1:] if one in BENCHES), None)
    for name in BENCHES if asked is None else (asked,):
        app.command(name=name)(getattr(import_module(f"redcloud.commands.bench.{name}"), name))


_assemble()
