"""Goes over every URL x role. A URL that has no row fails."""

from __future__ import annotations

import pkgutil
from collections.abc import Iterator
from importlib import import_module

import pytest
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

import tests.web.access as table
from tests.web.access import Row
from tests.world import ROLES, World

THIRD_PARTY = ("account_", "mfa_", "socialaccount_", "openid_connect_")
"""allauth's own URL names; it tests them, and tests/web/member/test_account.py opens ours."""

ALWAYS_OPEN = {"start", "set_language", "healthz", "manifest"}


def _names(patterns: list[URLPattern | URLResolver]) -> Iterator[str | None]:
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            yield from _names(pattern.url_patterns)
        elif pattern.name or pattern.callback.__module__.startswith("redcloud."):
            yield pattern.name


def _modules() -> list[str]:
    return [found.name for found in pkgutil.iter_modules(table.__path__)]


def test_every_url_has_a_name_and_a_row(world: World) -> None:
    names = list(_names(get_resolver().url_patterns))
    assert None not in names
    rows = {
        row.name for module in _modules() for row in import_module(f"{table.__name__}.{module}").rows(world)
    }
    ours = {name for name in names if name and not name.startswith(THIRD_PARTY)} - ALWAYS_OPEN
    assert ours - rows == set(), "a URL without a row in tests/web/access"
    assert rows - ours == set(), "a row without a URL"


@pytest.mark.parametrize("module", _modules())
def test_only_the_allowed_open_each_page(module: str, world: World, signed_in) -> None:
    """The rows are made once; whatever a person does is undone before the next one comes."""
    rows = import_module(f"{table.__name__}.{module}").rows(world)
    wrong: list[str] = []
    for role in ROLES:
        with transaction.atomic():
            wrong += _wrong(rows, role, signed_in(role))
            transaction.set_rollback(True)
    assert wrong == []


def _wrong(rows: list[Row], role: str, client: Client) -> Iterator[str]:
    """What a person was let into or kept out of against the table."""
    for row in rows:
        status = _call(client, row)
        if role in row.allowed:
            if status not in row.status:
                yield f"{row.name} {row.args}: {role} should be let in, got {status}"
        elif role == "anonymous":
            if status not in {302, 401, 404} | set(row.refused):
                yield f"{row.name}: not signed in, got {status}"
        elif status not in row.refused:
            yield f"{row.name} {row.args}: {role} must not be let in, got {status}"


def _call(client: Client, row: Row) -> int:
    address = reverse(row.name, args=row.args, kwargs=row.kwargs)
    return getattr(client, row.method)(address, row.data).status_code
