"""Stage portrait: who may be folded, and what activities are. Earlier stages' tables in, Dimensions out."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

import pyarrow as pa
import pyarrow.compute as pc

from redcloud.apps.records.actions import lake
from redcloud.apps.records.models import Activity
from redcloud.apps.records.queries import activities_table, subjects_table
from redcloud.engine.contracts import ACTIVITIES, SUBJECTS
from redcloud.engine.portrait import Dimensions
from redcloud.engine.records.profile import kind_of


def everybody() -> Dimensions:
    """Everybody with a recorded basis, unlinked identities included."""
    return Dimensions(subjects_table(with_unlinked=True), activities_table())


def some(pseudonyms: Collection[int], months: Collection[date] | None = None) -> Dimensions:
    """Those of ``pseudonyms`` with a recorded basis, and only the activities that they met in ``months``."""
    known = subjects_table(pseudonyms=pseudonyms, with_unlinked=True)
    return _with_their_activities(known, months)


def of_subject(pseudonyms: Collection[int], subject: int) -> Dimensions:
    """One person, for reading evidence. Whether it may be read is decided before."""
    rows = [{"pseudonym": value, "subject": subject, "in_aggregates": False} for value in pseudonyms]
    return _with_their_activities(pa.Table.from_pylist(rows, schema=SUBJECTS))


def _with_their_activities(known: pa.Table, months: Collection[date] | None = None) -> Dimensions:
    values = known["pseudonym"].to_pylist()
    records = lake().read(pseudonyms=values, months=months) if values else None
    met = pc.unique(records["activity"]) if records is not None else pa.array([], pa.int64())
    pairs = _types(met.to_pylist())
    kinds = pa.table(
        {"activity": list(pairs), "kind": [kind_of(kind) for kind in pairs.values()]}, schema=ACTIVITIES
    )
    return Dimensions(known, kinds)


def _types(keys: list[int]) -> dict[int, str]:
    pairs: dict[int, str] = {}
    for start in range(0, len(keys), 10_000):
        chunk = keys[start : start + 10_000]
        pairs |= dict(Activity.objects.filter(pk__in=chunk).values_list("pk", "type"))
    return pairs
