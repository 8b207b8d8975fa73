"""The database behind the command line: brought up to date before a command reads or writes it."""

from __future__ import annotations

from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor


def migrate_if_needed() -> bool:
    """Bring the database up to date; say whether there was anything to do."""
    executor = MigrationExecutor(connection)
    needed = bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))
    if needed:
        call_command("migrate", interactive=False, verbosity=0, skip_checks=True)
    # The children of a command open connections of their own.
    connection.close()
    return needed
