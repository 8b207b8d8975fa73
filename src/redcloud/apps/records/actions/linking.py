"""Stage records: the links by which a statement is found, and its row for the lake. In: stored statements."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Model
from django.utils import timezone

from redcloud.apps.people.models import Organisation
from redcloud.apps.records.models import (
    Operation,
    Outbox,
    StatementActivity,
    StatementActor,
    StatementReference,
)
from redcloud.apps.records.rows import Row
from redcloud.engine.contracts import LakeVerb
from redcloud.engine.records.extraction import day_of
from redcloud.engine.records.preparing import Ready


@dataclass(frozen=True, slots=True)
class Keys:
    """Keys of what a chunk names, at the places that its statements speak of."""

    verbs: list[int]
    lake_verbs: list[LakeVerb | None]
    voiding: int | None
    """Place of the verb that voids, if the chunk has it."""
    activities: list[int]
    parties: list[int]
    pseudonyms: list[int | None]
    """Of parties; None for those who do not act, and for groups, which reach no lake."""
    authority: int


def links_of(
    written: Sequence[tuple[int, Ready]],
    root: Organisation,
    keys: Keys,
    voided: set[str],
    now: datetime,
    *,
    folded: bool = True,
) -> list[tuple[type[Model], tuple[str, ...], list[Row]]]:
    """Return the rows that link statements by their keys; last those that wait for the lake, if they may."""
    actors: list[Row] = []
    about: list[Row] = []
    references: list[Row] = []
    waiting: list[Row] = []
    zone = timezone.get_default_timezone()
    for pk, one in written:
        named = one.named
        verb = keys.verbs[named.verb]
        actors += [(keys.parties[place], verb, pk, direct) for place, direct in named.parties.items()]
        about += [(keys.activities[place], pk, direct) for place, direct in named.activities.items()]
        references += [
            (root.pk, pk, target, voids, target == named.target) for target, voids in named.references.items()
        ]
        reaches = folded and one.statement_id not in voided
        row = _lake_row(pk, one, keys, now, zone) if reaches else None
        if row is not None:
            waiting.append(row)
    return [
        (StatementActor, ("identity", "verb", "statement", "direct"), actors),
        (StatementActivity, ("activity", "statement", "direct"), about),
        (StatementReference, ("root", "statement", "target", "voids", "targets"), references),
        (Outbox, ("operation", "record_id", "pseudonym", "verb", "activity", "day"), waiting),
    ]


def _lake_row(pk: int, one: Ready, keys: Keys, now: datetime, zone: Any) -> Row | None:
    """Return what the lake may know of a statement: the allow-list, or nothing."""
    named = one.named
    verb = keys.lake_verbs[named.verb]
    if verb is None or named.activity is None or named.actor is None:
        return None
    pseudonym = keys.pseudonyms[named.actor]
    if pseudonym is None:
        return None
    day = day_of(named.timestamp or now, zone)
    if day is None:
        return None
    activity = keys.activities[named.activity]
    return (Operation.APPEND.value, pk, pseudonym, verb, activity, day.isoformat())
