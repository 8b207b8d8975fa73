"""Stage records: what happens on this platform itself. In: events of later stages. Out: statements."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from itertools import islice
from typing import Any
from uuid import UUID

from django.db import transaction

from redcloud.apps.people.models import Member, Organisation
from redcloud.apps.records.actions.identities import adopt_members
from redcloud.apps.records.actions.storing import CHUNK, store_statements
from redcloud.apps.records.models import Statement
from redcloud.apps.records.results import Event, StoreResult
from redcloud.engine.contracts import LakeVerb
from redcloud.engine.records.identifiers import Identifier
from redcloud.engine.records.profile import (
    AUTHORITY,
    ActivityRef,
    build_statement,
    build_voiding,
    event_id,
)

SOURCE = "life"
_STAGES = {"study": "study", "discussion": "discussions", "need": "needs"}
OWN_AUTHORITY = Identifier("account", "smart-red-cloud", AUTHORITY)


def record_event(
    *,
    member: Member,
    verb: LakeVerb,
    activity: ActivityRef,
    when: datetime,
    context: dict[str, Any] | None = None,
) -> Statement | None:
    """Record that a member did something, and return the statement; None where it was refused.

    The same event (member, verb, activity, instant) recorded twice is one statement, so a repeated
    call is safe. Comment text, scores and durations have no place in ``context``.
    """
    event = Event(member, verb, activity, when, context)
    result = record_events(events=[event], root=member.root)
    if not result.ids:
        return None
    return Statement.objects.get(root=member.root_id, statement_id=result.ids[0])


def record_events(*, events: Iterable[Event], root: Organisation) -> StoreResult:
    """Record many events of members of ``root``, in chunks of one transaction each.

    Raises
    ------
    ValueError
        When an event's member belongs to another root.
    """
    result = StoreResult()
    remaining = iter(events)
    while chunk := list(islice(remaining, CHUNK)):
        if any(event.member.root_id != root.pk for event in chunk):
            raise ValueError("a member of another root")
        with transaction.atomic():
            adopt_members(root, {event.member.pk: event.member for event in chunk}.values())
            for stage, events_of_stage in _by_stage(chunk).items():
                statements = list(_statements(root, events_of_stage))
                result.add(_store(root, statements, stage))
    return result


def retract_events(*, events: Iterable[Event], root: Organisation) -> StoreResult:
    """Take events back that were recorded in error (a corrected roll): each is voided, none is deleted.

    An event may be recorded again afterwards. Events that were never recorded are left out. Who takes back
    and records in one transaction takes back first (`writing.pass_gate`).
    """
    gone = list(events)
    wanted = [event_id(one.member.uid, one.verb, one.activity.iri, one.when) for one in gone]
    standing = _standing(root, wanted)
    voiding = [build_voiding(statement_id=one, authority="smart-red-cloud") for one in standing.values()]
    return _store(root, voiding, next(iter(_by_stage(gone)), SOURCE))


def _store(root: Organisation, statements: list[dict[str, Any]], stage: str) -> StoreResult:
    return store_statements(
        root=root, statements=statements, source=SOURCE, sender=stage, authority=OWN_AUTHORITY
    )


def _by_stage(events: Iterable[Event]) -> dict[str, list[Event]]:
    """Return events by the stage that an activity of their kind belongs to."""
    found: dict[str, list[Event]] = {}
    for event in events:
        found.setdefault(_STAGES.get(event.activity.type, "life"), []).append(event)
    return found


def _statements(root: Organisation, events: Sequence[Event]) -> Iterator[dict[str, Any]]:
    slug = root.slug or str(root.pk)
    built = [
        build_statement(
            root_slug=slug,
            member_uid=event.member.uid,
            verb=event.verb,
            activity=event.activity,
            when=event.when,
            context=event.context,
        )
        for event in events
    ]
    ids = [UUID(one["id"]) for one in built]
    voided = set(
        Statement.objects.filter(root=root, statement_id__in=ids, voided=True).values_list(
            "statement_id", flat=True
        )
    )
    for key, statement in zip(ids, built, strict=True):
        if key in voided:
            # What was voided stays so; recorded once more, it is a statement of its own (2.3.2.s2.b7).
            statement["id"] = str(_next_id(root, key))
        yield statement


def _next_id(root: Organisation, first: UUID) -> UUID:
    """Return the id under which a retracted event stands now, or will stand when recorded again."""
    key, turn = first, 0
    while Statement.objects.filter(root=root, statement_id=key, voided=True).exists():
        turn += 1
        key = event_id(first, "began", f"again {turn}", datetime.min)  # noqa: DTZ901 - a constant
    return key


def _standing(root: Organisation, first_ids: Sequence[UUID]) -> dict[UUID, UUID]:
    """Return, for the events that stand now, the id under which each stands."""
    rows = Statement.objects.filter(root=root, statement_id__in=first_ids)
    voided = dict(rows.values_list("statement_id", "voided"))
    found = {key: key for key, gone in voided.items() if not gone}
    for key in (key for key, gone in voided.items() if gone):
        later = _next_id(root, key)
        if Statement.objects.filter(root=root, statement_id=later).exists():
            found[key] = later
    return found
