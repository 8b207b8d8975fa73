"""Stage records: statements as the store gives them out. In: rows and a format. Out: JSON objects."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

import msgspec

from redcloud.apps.people.models import Organisation
from redcloud.apps.records.models import Activity, Statement, Verb
from redcloud.apps.records.queries.held import Held
from redcloud.engine.records.identifiers import digest
from redcloud.engine.records.presenting import (
    Canon,
    Format,
    activities_in,
    canonical,
    only_ids,
    verbs_in,
    with_arrays,
)


def returned(
    root: Organisation, statements: Sequence[Held], shape: Format = "exact", ranges: Sequence[str] = ()
) -> list[dict[str, Any]]:
    """Return statements in a format, with what the store sets.

    Parameters
    ----------
    ranges : the languages liked best, for "canonical" alone (`language_ranges`).
    """
    found = [with_arrays(msgspec.json.decode(one.raw) | _set_by_the_store(one)) for one in statements]
    if shape == "ids":
        return [only_ids(one) for one in found]
    if shape == "canonical":
        canon = _canon(root, found, ranges)
        return [canonical(one, canon) for one in found]
    return found


def _set_by_the_store(statement: Held) -> dict[str, Any]:
    return {
        "id": str(statement.statement_id),
        "timestamp": moment(statement.timestamp),
        "stored": moment(statement.stored),
        "authority": statement.authority.as_agent(),
        "version": statement.version,
    }


def _canon(root: Organisation, found: Iterable[dict[str, Any]], ranges: Sequence[str]) -> Canon:
    """Collect what the store knows of the activities and verbs of a page."""
    activities = {one["id"] for statement in found for one in activities_in(statement)}
    verbs = {one["id"] for statement in found for one in verbs_in(statement)}
    rows = Activity.objects.filter(root=root, digest__in=[digest(iri) for iri in activities])
    return Canon(dict(rows.values_list("iri", "definition")), _displays(root, verbs), ranges)


def _displays(root: Organisation, verbs: set[str]) -> dict[str, dict[str, str]]:
    """Return the words for verbs: those of the first statement of this organisation that used each.

    Another organisation's words are nobody's business here, though verbs are one table for all.
    """
    keys = Verb.objects.filter(digest__in=[digest(iri) for iri in verbs]).values_list("pk", "iri")
    found = {}
    for key, iri in keys:
        # One row by the index (root, verb, id), whatever the store holds.
        first = Statement.objects.filter(root=root, verb=key).order_by("pk").first()
        if first is not None and not first.voided:
            found[iri] = msgspec.json.decode(first.raw)["verb"].get("display", {})
    return found


def moment(value: datetime) -> str:
    """Return an instant in UTC, to the microsecond."""
    return value.isoformat(timespec="microseconds").replace("+00:00", "Z")
