"""``redcloud evaluate``: runs an algorithm on files that a user brings. One module a subcommand.

A module of this package with a function of its own name is a subcommand; nothing is registered
elsewhere. Modules import what is heavy inside the function, and need neither Django nor a
database: these commands run on files alone, from any folder.
"""

from __future__ import annotations

from importlib import import_module
from pkgutil import iter_modules

import typer

app = typer.Typer(
    no_args_is_help=True,
    help="Measure an algorithm on files of your own. The test file is read only after fitting is finished.",
)


@app.callback()
def group() -> None:
    """Keep the group a group, whatever the number of its commands."""


def _register() -> None:
    for module in iter_modules(__path__):
        command = getattr(import_module(f"{__name__}.{module.name}"), module.name, None)
        if callable(command):
            app.command(name=module.name)(command)


_register()
