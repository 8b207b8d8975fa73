"""Stage records: which statements of a chunk are new? In: a chunk and what is stored. Out: those."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from redcloud.apps.people.models import Organisation
from redcloud.apps.records.models import Statement
from redcloud.apps.records.queries.keys import Known
from redcloud.apps.records.results import CONFLICT, REPEATED, Rejection, StoreResult
from redcloud.engine.records.preparing import Ready, is_same


def fresh_ones(statements: list[Ready], known: Known, root: Organisation, result: StoreResult) -> list[Ready]:
    """Leave the statements whose id is new, the first of several with one id; judge the others."""
    held: dict[str, tuple[str, datetime | None]] = _held(root, known.statements)
    first: dict[str, Ready] = {}
    for one in statements:
        before = held.get(one.statement_id)
        if before is None:
            other = first.setdefault(one.statement_id, one)
            if other is one:
                continue
            before = other.raw, other.named.timestamp
        if _same(one, *before):
            result.duplicate += 1
            result.duplicate_lines.append(one.line)
        else:
            result.rejected.append(Rejection(one.line, *CONFLICT))
    return list(first.values())


def repeated_ids(statements: list[Ready]) -> list[Rejection]:
    """Return a rejection for each statement whose id an earlier one of the batch has."""
    seen: set[str] = set()
    found = []
    for one in statements:
        if one.statement_id in seen:
            found.append(Rejection(one.line, *REPEATED))
        seen.add(one.statement_id)
    return found


def _same(one: Ready, raw: str, timestamp: datetime | None) -> bool:
    given = one.named.timestamp
    return (given is None or given == timestamp) and is_same(one.raw, raw)


def _held(root: Organisation, statement_ids: Collection[str]) -> dict[str, tuple[str, datetime | None]]:
    """Return text and timestamp of statements that are stored."""
    if not statement_ids:
        return {}
    rows = Statement.objects.filter(root=root, statement_id__in=[UUID(key) for key in statement_ids])
    return {key.hex: (raw, at) for key, raw, at in rows.values_list("statement_id", "raw", "timestamp")}
