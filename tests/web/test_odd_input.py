"""No input is a fault of ours: every address, with odd values for all that any page or form reads."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from django import forms
from django.db import transaction
from django.test import Client
from django.urls import reverse

import redcloud.web
import tests.web.access as table
from tests.web.access import Row
from tests.web.test_access_table import _modules
from tests.world import World

ODD = (
    "9" * 5000,  # Python reads no number of so many digits
    str(2**63),  # no database looks for such a key
    "²",  # a digit, and no number
    "a\x00b",  # PostgreSQL takes no NUL
    "0001-01-01T00:00:00+14:00",  # before all times
    "NaN",
    '{"a": [',
)
_READ = re.compile(r"""(?:GET|POST|given)(?:\.get|\.getlist)?[(\[]["']([\w-]+)["']""")


@cache  # all source files are read for it; addresses were looked up before, so that every form is there
def _names() -> list[str]:
    """Everything that a view or a form of ours reads by name."""
    folder = Path(redcloud.web.__file__ or "").parent
    read = {name for file in folder.rglob("*.py") for name in _READ.findall(file.read_text("utf-8"))}
    fields = (form.base_fields for form in _forms(forms.Form))  # type: ignore[attr-defined]  # made by its metaclass
    return sorted(read.union(*fields))


def _forms(of: type) -> Iterator[type]:
    for one in of.__subclasses__():
        if one.__module__.startswith("redcloud."):
            yield one
        yield from _forms(one)


@pytest.mark.parametrize("module", _modules())
def test_odd_values_are_answered_in_words_and_not_with_a_fault(module: str, world: World, signed_in) -> None:
    rows = import_module(f"{table.__name__}.{module}").rows(world)
    clients: dict[str, Client] = {}
    faults = []
    for row in {row.name: row for row in reversed(rows) if row.allowed}.values():
        role = min(row.allowed)
        client = clients.setdefault(role, signed_in(role))
        client.raise_request_exception = False
        for odd in ODD:
            faults += [f"{row.name} {row.args}: {odd[:30]!r} {fault}" for fault in _faults(client, row, odd)]
    assert faults == []


def _faults(client: Client, row: Row, odd: str) -> Iterator[str]:
    address, all_odd = reverse(row.name, args=row.args, kwargs=row.kwargs), dict.fromkeys(_names(), odd)
    given: list[tuple[str, dict[str, Any]]] = [("get", all_odd)]
    if row.method == "post":
        given += [("post", all_odd), *(("post", row.data | {name: odd}) for name in row.data)]
    for method, data in given:
        with transaction.atomic():
            status = getattr(client, method)(address, data).status_code
            transaction.set_rollback(True)
        if status >= 500:
            yield f"as {'all' if data is all_odd else 'one'} of a {method}: {status}"
