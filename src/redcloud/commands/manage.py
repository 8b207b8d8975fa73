"""``redcloud manage``: Django's own commands (migrate, check, shell), for administrators."""

from __future__ import annotations

import typer
from django.core.management import execute_from_command_line

CONTEXT = {"allow_extra_args": True, "ignore_unknown_options": True, "help_option_names": []}


def manage(context: typer.Context) -> None:
    """Run one of Django's own commands."""
    execute_from_command_line(["redcloud manage", *context.args])
