"""The database as migrations leave it, made once: making it costs more than most files of tests.

In: the text of all migrations. Out: ``.pytest_cache/empty-….sqlite3``, and for tests on PostgreSQL a database
``…_empty_…`` beside theirs, which theirs is copied from. Both are named after that text, so that they are
never out of date, and both are made by the user's own command in a process of its own.
"""

from __future__ import annotations

import fcntl
import hashlib
import inspect
import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import urlsplit

import psycopg
import pytest
from django.apps import apps
from django.db import connection
from psycopg.sql import SQL, Identifier

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


@contextmanager
def _one_at_a_time() -> Iterator[None]:
    """Tests run in several processes: the first makes what is missing, the others wait and find it."""
    CACHE.mkdir(exist_ok=True)
    with (CACHE / "empty.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _migrate(url: str) -> None:
    with TemporaryDirectory() as data:
        done = subprocess.run(
            [sys.executable, "-c", "from redcloud.cli import main; main()", "manage", "migrate"],
            env={**os.environ, "REDCLOUD_DATA": data, "DATABASE_URL": url},
            capture_output=True,
            text=True,
        )
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.fixture(scope="session")
def empty_database() -> Path:
    """File of an embedded database with every table and nobody's row."""
    kept = CACHE / f"empty-{_text_of_migrations()}.sqlite3"
    with _one_at_a_time():
        if not kept.exists():
            part = kept.with_suffix(".part")
            part.unlink(missing_ok=True)
            _migrate(f"sqlite:///{part}")
            with closing(sqlite3.connect(part)) as made:
                made.execute("PRAGMA journal_mode=DELETE")  # one file, that can be copied into memory as well
            for old in CACHE.glob("empty-*.sqlite3"):
                old.unlink(missing_ok=True)
            part.replace(kept)
    return kept


def lay_empty_database(kept: Path, data: Path) -> None:
    """Put an empty database into a data folder, which is made: a command then begins without migrating."""
    data.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(kept, data / "redcloud.sqlite3")


def _template() -> str:
    """Name of the database of PostgreSQL that is copied; made where it is missing."""
    url = urlsplit(os.environ["DATABASE_URL"])
    older = f"{url.path.strip('/')}_empty_"
    name, part = older + _text_of_migrations(), older + "part"
    with (
        _one_at_a_time(),
        psycopg.connect(url._replace(path="/postgres").geturl(), autocommit=True) as server,
    ):
        found = server.execute("SELECT datname FROM pg_database WHERE starts_with(datname, %s)", [older])
        there = {str(row[0]) for row in found}
        if name not in there:
            for one in there:
                server.execute(SQL("DROP DATABASE {} WITH (FORCE)").format(Identifier(one)))
            server.execute(SQL("CREATE DATABASE {}").format(Identifier(part)))
            _migrate(url._replace(path=f"/{part}").geturl())
            server.execute(SQL("ALTER DATABASE {} RENAME TO {}").format(Identifier(part), Identifier(name)))
    return name


@pytest.fixture(scope="session")
def prepared_database(django_db_modify_db_settings: None, request: pytest.FixtureRequest) -> Iterator[None]:
    """Put what is kept where Django makes its test database: it then finds every migration applied."""
    if connection.vendor == "postgresql":
        connection.settings_dict["TEST"]["TEMPLATE"] = _template()
        yield
        return
    # A database in memory is there as long as somebody has it open.
    name = connection.creation._get_test_db_name()
    with closing(sqlite3.connect(name, uri=True)) as held:
        with closing(sqlite3.connect(request.getfixturevalue("empty_database"))) as source:
            source.backup(held)
        yield


@pytest.fixture(scope="session")
def django_db_setup(prepared_database: None, django_db_setup: None) -> None:
    """Make the test database as pytest-django does, from what is kept."""
