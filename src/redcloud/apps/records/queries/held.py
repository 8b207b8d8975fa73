"""Stage records: what is read of stored statements in order to give them out. In: rows. Out: `Held`."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any, Final, NamedTuple
from uuid import UUID

from redcloud.apps.records.models import Statement
from redcloud.engine.records.identifiers import Identifier


class Held(NamedTuple):
    """A statement as received, and what the store has set."""

    pk: int
    statement_id: UUID
    raw: str
    version: str
    timestamp: datetime
    stored: datetime
    authority: Identifier


_OWN: Final = ("pk", "statement_id", "raw", "version", "timestamp", "stored")
_AUTHORITY: Final = ("kind", "value", "home_page", "is_group")


def held_columns(to: str = "") -> list[str]:
    """Return the names by which a query reads what `held_row` takes; ``to`` leads to the statement."""
    return [f"{to}{name}" for name in _OWN] + [f"{to}authority__{name}" for name in _AUTHORITY]


def held_row(row: tuple[Any, ...]) -> Held:
    """Return a statement from the columns of `held_columns`."""
    own, authority = row[: len(_OWN)], row[len(_OWN) :]
    return Held._make((*own, Identifier._make(authority)))


def held_by_key(keys: Collection[int]) -> dict[int, Held]:
    """Return statements by key; what is not there is left out."""
    if not keys:
        return {}
    rows = Statement.objects.filter(pk__in=list(keys)).values_list(*held_columns())
    return {row[0]: held_row(row) for row in rows}
