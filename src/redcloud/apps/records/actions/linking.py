"""Stage records: the links by which a statement is found, and its row for the lake. In: stored statements."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils import timezone

from redcloud.apps.people.models import Organisation
from redcloud.apps.records.models import (
    Operation,
    Outbox,
    StatementActivity,
    StatementActor,
    StatementReference,
)
from redcloud.apps.records.rows import insert_rows
from redcloud.engine.records.extraction import Named, day_of
from redcloud.engine.records.identifiers import Identifier
from redcloud.engine.records.vocabulary import lake_verb

Stored = tuple[int, Named, bool, datetime]
"""Key, what the statement names, whether it was voided before it came, and when it was stored."""

Keys = tuple[dict[str, int], dict[UUID, int], dict[Identifier, int], dict[int, int]]
"""Keys of verbs, activities and identities; pseudonyms of identities."""


def write_links(stored: Sequence[Stored], root: Organisation, keys: Keys) -> int:
    """Write the links of stored statements and return how many rows wait for the lake."""
    verbs, activities, identities, _ = keys
    actors = [
        (identities[party], verbs[named.verb], pk, direct)
        for pk, named, _, _ in stored
        for party, direct in named.parties.items()
    ]
    about = [
        (activities[key], pk, direct)
        for pk, named, _, _ in stored
        for key, direct in named.activities.items()
    ]
    references = [
        (root.pk, pk, target, voids, target == named.target)
        for pk, named, _, _ in stored
        for target, voids in named.references.items()
    ]
    insert_rows(StatementActor, ("identity", "verb", "statement", "direct"), actors)
    insert_rows(StatementActivity, ("activity", "statement", "direct"), about)
    insert_rows(StatementReference, ("root", "statement", "target", "voids", "targets"), references)
    waiting = [row for one in stored if (row := _lake_row(one, keys)) is not None]
    insert_rows(Outbox, ("operation", "record_id", "pseudonym", "verb", "activity", "day"), waiting)
    return len(waiting)


def _lake_row(one: Stored, keys: Keys) -> tuple[Any, ...] | None:
    """Return what the lake may know of a statement: the allow-list, or nothing."""
    pk, named, voided, stored_at = one
    _, activities, identities, pseudonyms = keys
    verb = lake_verb(named.verb)
    if verb is None or voided or named.activity is None or named.actor is None or named.actor.is_group:
        return None
    pseudonym = pseudonyms[identities[named.actor]]
    day = day_of(named.timestamp or stored_at, timezone.get_default_timezone())
    return (Operation.APPEND.value, pk, pseudonym, verb, activities[named.activity], day)
