"""Stage records: one transaction of the store. In: a prepared chunk. Out: rows, each statement whole or not.

A fixed number of set-based questions, whatever the size of the chunk. All writers take their rows in the
same order (verbs, activities, identities, pseudonyms, statements; each sorted), which is why they never
deadlock. A chunk that points at other statements is alone in its root while it writes: it and its target,
stored at the same moment by two writers, would not see each other.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.utils import timezone

from redcloud.apps.people.models import Organisation
from redcloud.apps.records.actions.arriving import count_stored
from redcloud.apps.records.actions.attaching import keep_attachments
from redcloud.apps.records.actions.forwarding import queue_forwards
from redcloud.apps.records.actions.judging import fresh_ones, repeated_ids
from redcloud.apps.records.actions.linking import Keys, links_of
from redcloud.apps.records.actions.parties import Grounds, add_activities, add_identities, add_verbs
from redcloud.apps.records.actions.reaching import write_reaches
from redcloud.apps.records.actions.voiding import settle_voiding
from redcloud.apps.records.models import Statement
from redcloud.apps.records.queries.keys import Known, Wanted, look_up
from redcloud.apps.records.results import StoreResult
from redcloud.apps.records.rows import Row, append_together, moment_keeper, next_keys, said_again
from redcloud.apps.records.signals import outbox_filled
from redcloud.engine.records.attaching import Received
from redcloud.engine.records.extraction import Names
from redcloud.engine.records.identifiers import Identifier, digest_text
from redcloud.engine.records.locking import held
from redcloud.engine.records.preparing import Prepared, Ready, narrowed
from redcloud.engine.records.validation.statements import VOIDED
from redcloud.engine.records.vocabulary import lake_verb

_GATE = 7_265_001
"""First key of PostgreSQL's advisory locks of the store; the second is the root."""


@dataclass(frozen=True, slots=True)
class Delivery:
    """Who brings statements, and how."""

    root: Organisation
    source: str
    sender: str
    """Who within the source: the key of a credential, a stage."""
    authority: Identifier
    whole: bool
    grounds: Grounds
    # Whether definitions of activities that are known already may be changed.
    define: bool = False
    received: Received = field(default_factory=dict)
    """Files that came along, by hash."""
    # Whether the lake may hear of them; what is told there in another way would count twice.
    folded: bool = True
    brought: Mapping[str, str] = field(default_factory=dict)
    """Where the files that came along are now, so that they can be placed in a moment; by hash."""


class Refused(Exception):  # noqa: N818 - ends a transaction, no fault
    """Ends the transaction of a batch that is stored whole or not at all."""


def pass_gate(root_id: int, *, alone: bool) -> None:
    """Wait until it is safe to write statements of a root; held until the transaction ends.

    ``alone`` keeps every other writer of the root out; a transaction that needs it asks for it first.
    SQLite has one writer at a time anyway.
    """
    if connection.vendor != "postgresql":
        return
    kind = "" if alone else "_shared"
    said_again(f"SELECT pg_advisory_xact_lock{kind}(%s::int, %s::int)", [_GATE, root_id])


def _turn() -> AbstractContextManager[None]:
    """Wait for one's turn to write on SQLite.

    SQLite itself lets waiting writers look again after ever longer sleeps, while the file lies idle; who
    waits for this lock is woken. Within a transaction the turn is taken already.
    """
    name = str(connection.settings_dict["NAME"])
    # Tests keep theirs in memory, under an address and not a path.
    if connection.vendor != "sqlite" or connection.in_atomic_block or name.startswith("file:"):
        return nullcontext()
    return held(Path(f"{name}.turn"))


def write(prepared: Prepared, delivery: Delivery) -> StoreResult:
    """Store a chunk in one transaction.

    Raises
    ------
    Refused
        When the delivery is stored whole or not at all and a statement cannot be; with the rejections.
    """
    statements = prepared.statements
    if not statements:
        return StoreResult()
    if delivery.whole and (repeated := repeated_ids(statements)):
        raise Refused(repeated)
    counts = not connection.in_atomic_block
    with _turn(), transaction.atomic():
        pass_gate(delivery.root.pk, alone=any(one.named.target for one in statements))
        result = StoreResult(keys=[one.statement_id for one in statements])
        digests = _digests(prepared.names, delivery)
        known = _known(prepared, digests, delivery)
        fresh = fresh_ones(statements, known, delivery.root, result)
        if delivery.whole and result.rejected:
            raise Refused(result.rejected)
        if fresh:
            if len(fresh) < len(statements):
                # What only the others name is not made.
                prepared = narrowed(fresh)
                digests = _digests(prepared.names, delivery)
            waits = _write(prepared, known, digests, delivery)
            result.stored = len(fresh)
            if waits:
                # A wake-up that fails is logged; the statements are stored, and the clock drains the rest.
                transaction.on_commit(lambda: outbox_filled.send(sender=None), robust=True)
        if counts:
            count_stored(root=delivery.root, source=delivery.source, sender=delivery.sender, result=result)
    return result


@dataclass(slots=True)
class _Digests:
    """Digests of what a chunk names, place by place."""

    verbs: list[str]
    activities: list[str]
    parties: list[str]
    authority: str


def _digests(names: Names, delivery: Delivery) -> _Digests:
    return _Digests(
        [digest_text(iri) for iri in names.verbs],
        [digest_text(iri) for iri in names.activities],
        [one.digest_text for one in names.parties],
        delivery.authority.digest_text,
    )


def _known(prepared: Prepared, digests: _Digests, delivery: Delivery) -> Known:
    definitions = prepared.names.definitions
    described = {key for key, held in zip(digests.activities, definitions, strict=True) if held}
    return look_up(
        Wanted(
            delivery.root.pk,
            statements=[one.statement_id for one in prepared.statements],
            verbs=digests.verbs,
            activities=[key for key in digests.activities if key not in described],
            described=described,
            identities={*digests.parties, digests.authority},
            targets_at=timezone.now(),
            reserve=len(prepared.statements),
        )
    )


def _write(prepared: Prepared, known: Known, digests: _Digests, delivery: Delivery) -> int:
    now, fresh = timezone.now(), prepared.statements
    keys = _keys(prepared, known, digests, delivery, now)
    reserved = known.reserved or next_keys(Statement, len(fresh))
    written = list(zip(reserved, fresh, strict=False))
    rows = _rows(written, keys, delivery, known.voided, now)
    if connection.vendor == "postgresql":
        # Two writers with the same ids wait for each other in one direction only.
        rows.sort(key=lambda row: row[_STATEMENT_ID])
    links = links_of(written, delivery.root, keys, known.voided, now, folded=delivery.folded)
    append_together([(Statement, _COLUMNS, rows), *links])
    targets = [target for one in fresh for target, voids in one.named.references.items() if voids]
    if targets:
        settle_voiding(delivery.root, [UUID(target) for target in targets])
    pointing = {pk: UUID(one.named.target) for pk, one in written if one.named.target}
    pointed = known.pointed.intersection(one.statement_id for one in fresh)
    if pointing or pointed:
        write_reaches(delivery.root, pointing, {UUID(target) for target in pointed})
    queue_forwards(sorted(known.targets), [pk for pk, _ in written])
    if delivery.received:
        # Last of all: files cannot be rolled back.
        hashes = {pk: one.named.hashes for pk, one in written}
        keep_attachments(delivery.root, hashes, delivery.received, delivery.brought)
    return len(links[-1][-1])


def _keys(
    prepared: Prepared,
    known: Known,
    digests: _Digests,
    delivery: Delivery,
    now: datetime,
) -> Keys:
    names, root = prepared.names, delivery.root
    add_verbs(known, _by_digest(digests.verbs, names.verbs, names.displays))
    described = _by_digest(digests.activities, names.activities, names.definitions)
    add_activities(root, known, described, now, delivery.define)
    acting = {one.named.actor for one in prepared.statements if one.named.actor is not None}
    if not delivery.folded:
        # Who is not in the lake needs no name there.
        acting = set()
    identities = dict(zip(digests.parties, names.parties, strict=True))
    identities[digests.authority] = delivery.authority
    add_identities(root, known, identities, {digests.parties[place] for place in acting}, delivery.grounds)
    parties = [known.identities[key] for key in digests.parties]
    return Keys(
        verbs=[known.verbs[key] for key in digests.verbs],
        lake_verbs=[lake_verb(iri) for iri in names.verbs],
        voiding=names.verbs.get(VOIDED),
        activities=[known.activities[key] for key in digests.activities],
        parties=parties,
        pseudonyms=[
            None if one.is_group else known.pseudonyms.get(pk)
            for one, pk in zip(names.parties, parties, strict=True)
        ],
        authority=known.identities[digests.authority],
    )


def _by_digest(digests: list[str], iris: Collection[str], held: list[Any]) -> dict[str, tuple[str, Any]]:
    return dict(zip(digests, zip(iris, held, strict=True), strict=True))


def _rows(
    written: list[tuple[int, Ready]], keys: Keys, delivery: Delivery, voided: set[str], now: datetime
) -> list[Row]:
    kept = moment_keeper()
    stored, root, source = kept(now), delivery.root.pk, delivery.source
    rows = []
    for pk, one in written:
        named = one.named
        is_voiding = named.verb == keys.voiding
        rows.append(
            (
                pk,
                root,
                one.statement_id,
                keys.verbs[named.verb],
                None if named.actor is None else keys.parties[named.actor],
                None if named.activity is None else keys.activities[named.activity],
                keys.authority,
                named.registration,
                stored if named.timestamp is None else kept(named.timestamp),
                stored,
                one.version,
                source,
                is_voiding,
                one.statement_id in voided and not is_voiding,
                one.raw,
            )
        )
    return rows


_COLUMNS = (
    "id",
    "root",
    "statement_id",
    "verb",
    "actor",
    "activity",
    "authority",
    "registration",
    "timestamp",
    "stored",
    "version",
    "source",
    "is_voiding",
    "voided",
    "raw",
)
_STATEMENT_ID = _COLUMNS.index("statement_id")
