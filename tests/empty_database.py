"""The embedded database as migrations leave it, kept: making it costs more than most files of tests.

In: the text of all migrations. Out: ``.pytest_cache/empty-….sqlite3``, named after that text, so that it
is never out of date. PostgreSQL is always migrated.
"""

from __future__ import annotations

import hashlib
import inspect
import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from django.apps import apps
from django.db import connection

CACHE = Path(__file__).resolve().parents[1] / ".pytest_cache"


def _text_of_migrations() -> str:
    digest = hashlib.sha256()
    for app in sorted(apps.get_app_configs(), key=lambda app: app.label):
        for file in sorted((Path(app.path) / "migrations").glob("*.py")):
            digest.update(f"{app.label}/{file.name}\n".encode())
            digest.update(file.read_bytes())
        # Content types and rights follow from the models as they are now.
        for model in app.get_models():
            digest.update(inspect.getsource(model).encode())
    return digest.hexdigest()[:16]


@pytest.fixture(scope="session")
def kept_database() -> Path:
    """Where the database as the present migrations leave it is kept, whether it is there yet or not."""
    return CACHE / f"empty-{_text_of_migrations()}.sqlite3"


@pytest.fixture(scope="session")
def prepared_database(django_db_modify_db_settings: None, kept_database: Path) -> Iterator[None]:
    """Put what is kept where Django makes its test database: it then finds every migration applied."""
    if connection.vendor != "sqlite" or not kept_database.exists():
        yield
        return
    # A database in memory is there as long as somebody has it open.
    name = connection.creation._get_test_db_name()
    with closing(sqlite3.connect(name, uri=True)) as held:
        with closing(sqlite3.connect(kept_database)) as source:
            source.backup(held)
        yield


@pytest.fixture(scope="session")
def django_db_setup(
    prepared_database: None, django_db_setup: None, kept_database: Path, django_db_blocker
) -> None:
    """Make the test database as pytest-django does, and keep a copy where there was none."""
    if connection.vendor != "sqlite" or kept_database.exists():
        return
    CACHE.mkdir(exist_ok=True)
    part = kept_database.with_suffix(f".{os.getpid()}")
    with django_db_blocker.unblock(), closing(sqlite3.connect(part)) as target:
        connection.ensure_connection()
        connection.connection.backup(target)
    for old in CACHE.glob("empty-*.sqlite3"):
        old.unlink(missing_ok=True)
    part.replace(kept_database)
