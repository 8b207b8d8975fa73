"""Stage records: the one way in. In: statements from HTTP, files and this product. Out: rows, and an outbox.

Each chunk is one transaction of a fixed number of set-based queries, whatever its size. All writers take
their rows in the same order (verbs, activities, identities, statements; each sorted), which is why they
never deadlock.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.utils import timezone

from redcloud.apps.people.models import Organisation, User
from redcloud.apps.records.actions.arriving import note_arrival
from redcloud.apps.records.actions.forwarding import queue_forwards
from redcloud.apps.records.actions.linking import write_links
from redcloud.apps.records.actions.parties import (
    activity_keys,
    all_definitions,
    identity_keys,
    pseudonyms_of,
    verb_keys,
)
from redcloud.apps.records.actions.preparing import Given, Prepared, prepare
from redcloud.apps.records.actions.reaching import write_reaches
from redcloud.apps.records.actions.voiding import named_before, settle_voiding
from redcloud.apps.records.models import Basis, Identity, Statement
from redcloud.apps.records.results import CONFLICT, REPEATED, Rejection, StoreResult
from redcloud.apps.records.rows import insert_rows
from redcloud.apps.records.signals import outbox_filled
from redcloud.engine.records.identifiers import Identifier
from redcloud.engine.records.validation import Edition

CHUNK = 1000
"""Statements a transaction: larger gains little and keeps others waiting on SQLite."""


class _Refused(Exception):  # noqa: N818
    """Ends the transaction of a batch that is stored whole or not at all."""


def store_statements(
    *,
    root: Organisation,
    statements: Iterable[Given],
    source: str,
    authority: Identifier,
    sender: str = "",
    edition: Edition = "1.0.3",
    whole: bool = False,
    first_line: int = 1,
    basis: Basis = Basis.NONE,
    basis_by: User | None = None,
) -> StoreResult:
    """Validate statements and store those that are new; the rest is reported, nothing is raised.

    Parameters
    ----------
    source : where they came from ("http", "file", "life", ...), at most 20 characters.
    sender : who within the source: the key of a credential, a stage; counted for the administrator's page.
    authority : who vouches for them; an authority inside a statement is overwritten.
    edition : the version whose rules count.
    whole : store all of them or none (HTTP). Otherwise the good ones are stored, chunk by chunk.
    first_line : number of the first statement in the report.
    basis, basis_by : recorded on actors that no member has confirmed, see `Basis`.

    Returns
    -------
    StoreResult
        A known id with equivalent content is a duplicate; with other content it is rejected by rule
        2.3.1.s9.b2 and the stored statement stays as it is.
    """
    result = StoreResult()
    lines = iter(enumerate(statements, first_line))
    for chunk in _chunks(lines, None if whole else CHUNK):
        prepared, rejected = prepare(chunk, edition)
        part = StoreResult(rejected=rejected)
        if not (whole and rejected):
            try:
                part.add(_Chunk(root, source, authority, whole, basis, basis_by).store(prepared))
            except _Refused as refused:
                part.rejected += refused.args[0]
        part.rejected.sort(key=lambda one: one.line)
        note_arrival(root=root, source=source, sender=sender, result=part)
        result.add(part)
    return result


def _chunks(lines: Iterator[tuple[int, Given]], size: int | None) -> Iterator[list[tuple[int, Given]]]:
    while chunk := list(islice(lines, size)):
        yield chunk


@dataclass(slots=True)
class _Chunk:
    """One transaction."""

    root: Organisation
    source: str
    authority: Identifier
    whole: bool
    basis: Basis
    basis_by: User | None

    def store(self, prepared: list[Prepared]) -> StoreResult:
        if not prepared:
            return StoreResult()
        if self.whole and (repeated := _repeated(prepared)):
            raise _Refused(repeated)
        with transaction.atomic():
            result = StoreResult(ids=[one.statement_id for one in prepared])
            fresh = self._once(self._unknown(prepared, result), result)
            if fresh:
                self._write(fresh, result)
            if self.whole and result.rejected:
                raise _Refused(result.rejected)
        return result

    def _once(self, prepared: list[Prepared], result: StoreResult) -> list[Prepared]:
        """Leave the first of several with one id."""
        first: dict[UUID, Prepared] = {}
        for one in prepared:
            other = first.setdefault(one.statement_id, one)
            if other is one:
                continue
            if not one.same_as(other.content, other.named.timestamp or timezone.now()):
                result.rejected.append(Rejection(one.line, *CONFLICT))
            else:
                result.duplicate += 1
        return list(first.values())

    def _unknown(self, prepared: list[Prepared], result: StoreResult) -> list[Prepared]:
        """Leave those whose id is not stored, and judge the others."""
        wanted = [one.statement_id for one in prepared]
        rows = Statement.objects.filter(root=self.root, statement_id__in=wanted)
        known = {key: (content, at) for key, content, at in rows.values_list(*_COMPARED)}
        for one in prepared:
            held = known.get(one.statement_id)
            if held is None:
                continue
            if one.same_as(*held):
                result.duplicate += 1
            else:
                result.rejected.append(Rejection(one.line, *CONFLICT))
        return [one for one in prepared if one.statement_id not in known]

    def _write(self, fresh: list[Prepared], result: StoreResult) -> None:
        now = timezone.now()
        # What was said first of an activity goes by the order in which statements were given.
        definitions = all_definitions(one.named for one in fresh)
        fresh.sort(key=lambda one: one.statement_id)
        verbs = verb_keys({one.named.verb: one.named.display for one in fresh})
        activities = activity_keys(self.root, definitions, now)
        parties = {party for one in fresh for party in one.named.parties} | {self.authority}
        identities = identity_keys(self.root, parties)
        self._record_basis({identities[one.named.actor] for one in fresh if one.named.actor}, now)
        voided, pointed = named_before(self.root, [one.statement_id for one in fresh])
        rows = [
            self._row(one, verbs, activities, identities, one.statement_id in voided, now) for one in fresh
        ]
        keys = self._insert(rows)
        written = [one for one in fresh if one.statement_id in keys]
        result.stored += len(written)
        if len(written) < len(fresh):  # another writer was faster with the same ids
            self._unknown([one for one in fresh if one.statement_id not in keys], result)
        actors = {identities[one.named.actor] for one in written if one.named.actor}
        links = write_links(
            [(keys[one.statement_id], one.named, one.statement_id in voided, now) for one in written],
            self.root,
            (verbs, activities, identities, pseudonyms_of(actors)),
        )
        references = [pair for one in written for pair in one.named.references.items()]
        settle_voiding(self.root, [target for target, voids in references if voids])
        pointing = {keys[one.statement_id]: one.named.target for one in written if one.named.target}
        write_reaches(self.root, pointing, pointed & keys.keys())
        queue_forwards(self.root, keys.values())
        self._after_commit(list(keys), pointing, bool(links))

    @staticmethod
    def _insert(rows: list[tuple[Any, ...]]) -> dict[UUID, int]:
        """Insert statements and return the keys of those that no other writer stored meanwhile."""
        inserted = insert_rows(
            Statement, _COLUMNS, rows, skip_conflicts=True, returning=("statement_id", "id")
        )
        return {key if isinstance(key, UUID) else UUID(key): pk for key, pk in inserted}

    def _after_commit(self, statement_ids: list[UUID], pointing: dict[int, UUID], waits: bool) -> None:
        if connection.vendor == "postgresql":
            # A statement and one that points at it may be stored at the same moment by two writers, each of
            # which cannot see the other's; whoever commits last sees both.
            transaction.on_commit(lambda: self._settle(statement_ids, pointing))
        if waits:
            transaction.on_commit(lambda: outbox_filled.send(sender=None))

    def _settle(self, statement_ids: list[UUID], pointing: dict[int, UUID]) -> None:
        voided, pointed = named_before(self.root, [*statement_ids, *pointing.values()])
        if voided:
            settle_voiding(self.root, voided)
        write_reaches(self.root, pointing, pointed.intersection(statement_ids))

    def _row(
        self,
        one: Prepared,
        verbs: dict[str, int],
        activities: dict[UUID, int],
        identities: dict[Identifier, int],
        voided: bool,
        now: datetime,
    ) -> tuple[Any, ...]:
        named = one.named
        return (
            self.root.pk,
            one.statement_id,
            verbs[named.verb],
            identities[named.actor] if named.actor else None,
            activities[named.activity] if named.activity else None,
            identities[self.authority],
            named.registration,
            named.timestamp or now,
            now,
            one.content,
            one.version,
            self.source,
            named.is_voiding,
            voided and not named.is_voiding,
            one.raw,
        )

    def _record_basis(self, actors: set[int], now: datetime) -> None:
        if self.basis is Basis.NONE:
            return
        bare = Identity.objects.filter(pk__in=actors, member=None, basis="")
        bare.update(basis=self.basis, basis_by=self.basis_by, basis_at=now)


def _repeated(prepared: list[Prepared]) -> list[Rejection]:
    """Return a rejection for each statement whose id an earlier one of the batch has."""
    seen: set[UUID] = set()
    found = []
    for one in prepared:
        if one.statement_id in seen:
            found.append(Rejection(one.line, *REPEATED))
        seen.add(one.statement_id)
    return found


_COMPARED = ("statement_id", "content", "timestamp")
_COLUMNS = (
    "root",
    "statement_id",
    "verb",
    "actor",
    "activity",
    "authority",
    "registration",
    "timestamp",
    "stored",
    "content",
    "version",
    "source",
    "is_voiding",
    "voided",
    "raw",
)
