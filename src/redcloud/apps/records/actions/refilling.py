"""Stage records: fills a lake that was lost. In: the store. Out: every row that the lake should have."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

import pyarrow as pa
from django.conf import settings
from django.utils import timezone

from redcloud.apps.people import audit
from redcloud.apps.people.models import Organisation, User
from redcloud.apps.records.actions.outbox import AT_ONCE, lake
from redcloud.apps.records.models import Statement, Verb
from redcloud.engine.contracts import LAKE_RECORDS
from redcloud.engine.records.extraction import day_of
from redcloud.engine.records.locking import held
from redcloud.engine.records.vocabulary import lake_verb

_COLUMNS: Final = ("pk", "actor__pseudonym__value", "verb_id", "activity_id", "timestamp")


def refill_lake(*, actor: User | None, tell: Callable[[int], None] = lambda _rows: None) -> int:
    """Give the lake every record of the store that it may know and does not have; return how many there are.

    What it has stays as it is, so an interrupted call is simply called again. Portraits are folded anew
    afterwards (``redcloud portrait build``).

    Parameters
    ----------
    tell : told how many records were looked at so far, after each part.
    """
    verbs = {pk: found for pk, iri in Verb.objects.values_list("pk", "iri") if (found := lake_verb(iri))}
    seen = after = 0
    while True:
        # Read and given under the drain's lock: what is voided or erased meanwhile is removed after it.
        with held(settings.DATA / "drain.lock"):
            rows = _rows_after(after, list(verbs))
            if not rows:
                break
            lake().append(_records(rows, verbs))
        after, seen = rows[-1][0], seen + len(rows)
        tell(seen)
    for root in Organisation.objects.filter(parent=None):
        audit.record(actor=actor, action="records.refill_lake", target=root, organisation=root)
    return seen


def _rows_after(after: int, verbs: list[int]) -> list[tuple[Any, ...]]:
    """The next records of people, by key: not voided, with a verb that the lake may know."""
    known = Statement.objects.filter(pk__gt=after, voided=False, activity__isnull=False, verb__in=verbs)
    people = known.filter(actor__is_group=False, actor__pseudonym__isnull=False)
    return list(people.order_by("pk").values_list(*_COLUMNS)[:AT_ONCE])


def _records(rows: list[tuple[Any, ...]], verbs: dict[int, Any]) -> pa.Table:
    """LAKE_RECORDS: the allow-list and no more."""
    zone = timezone.get_default_timezone()
    found = [
        {
            "record_id": pk,
            "pseudonym": pseudonym,
            "verb": verbs[verb],
            "activity": activity,
            "day": day_of(moment, zone),
        }
        for pk, pseudonym, verb, activity, moment in rows
    ]
    return pa.Table.from_pylist(found, schema=LAKE_RECORDS)
