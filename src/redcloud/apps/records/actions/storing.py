"""Stage records: the one way in. In: statements from HTTP, files and this product. Out: rows, and an outbox.

A statement is prepared (validated, and what it names collected) outside any transaction; a chunk of
them is then written in one, see `writing`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import islice

from django.db import IntegrityError, connection

from redcloud.apps.people.models import Organisation, User
from redcloud.apps.records.actions.arriving import note_arrival
from redcloud.apps.records.actions.attaching import brought
from redcloud.apps.records.actions.parties import Grounds
from redcloud.apps.records.actions.together import Gathering
from redcloud.apps.records.actions.writing import Delivery, Refused, write
from redcloud.apps.records.models import Basis
from redcloud.apps.records.results import Rejection, StoreResult
from redcloud.engine.records.attaching import Received
from redcloud.engine.records.identifiers import Identifier
from redcloud.engine.records.preparing import Given, Prepared, prepare
from redcloud.engine.records.validation import Edition

CHUNK = 1000
"""Statements a transaction: larger keeps others waiting on SQLite."""

FILE_CHUNK = 5000
"""The same for a file, which has nobody waiting for an answer: each page of an index is then written once for
several of them. Others wait for a third of a second."""

_ATTEMPTS = 5


def store_statements(
    *,
    root: Organisation,
    statements: Iterable[Given],
    source: str,
    authority: Identifier,
    sender: str = "",
    edition: Edition = "1.0.3",
    whole: bool = False,
    received: Received | None = None,
    first_line: int = 1,
    basis: Basis = Basis.NONE,
    basis_by: User | None = None,
    define: bool = False,
    folded: bool = True,
) -> StoreResult:
    """Validate statements and store those that are new; the rest is reported, nothing is raised.

    Parameters
    ----------
    source : where they came from ("http", "file", "life", ...), at most 20 characters.
    sender : who within the source: the key of a credential, a stage; counted for the administrator's page.
    authority : who vouches for them; an authority inside a statement is overwritten.
    edition : the version whose rules count.
    received : content that came with the statements, by hash; its files are moved to where they stay. None
        where nothing can come with them: then what they attach is not looked at.
    whole : store all of them or none (HTTP). Otherwise the good ones are stored, chunk by chunk.
    first_line : number of the first statement in the report.
    define : whether definitions of activities that are known already may be changed.
    folded : whether the lake hears of them, where it may: not of what is told there in another way.
    basis, basis_by : recorded on actors that no member has confirmed, see `Basis`.

    Returns
    -------
    StoreResult
        A known id with equivalent content is a duplicate; with other content it is rejected by rule
        2.3.1.s9.b2 and the stored statement stays as it is.
    """
    grounds = Grounds(basis, basis_by)
    delivery = Delivery(root, source, sender, authority, whole, grounds, define, received or {}, folded)
    lines = iter(enumerate(statements, first_line))
    result = StoreResult()
    for chunk in _chunks(lines, None if whole else CHUNK):
        result.add(store_prepared(prepare(chunk, edition, received), delivery))
    return result


def store_prepared(prepared: Prepared, delivery: Delivery) -> StoreResult:
    """Store a chunk whose statements are valid, and keep what was wrong with the others."""
    part = StoreResult(rejected=[Rejection(line, *problem) for line, problem in prepared.refused])
    if not (delivery.whole and part.rejected):
        try:
            with brought(delivery.received) as files:
                part.add(_write_together(prepared, replace(delivery, brought=files) if files else delivery))
        except Refused as refused:
            part.rejected += refused.args[0]
    part.rejected.sort(key=lambda one: one.line)
    note_arrival(
        root=delivery.root,
        source=delivery.source,
        sender=delivery.sender,
        result=part,
        counted=not connection.in_atomic_block,
    )
    return part


def _write_together(prepared: Prepared, delivery: Delivery) -> StoreResult:
    """Write a chunk; a single statement of a request with others that arrive at the same moment."""
    is_single = delivery.whole and len(prepared.statements) == 1 and not delivery.received
    if not is_single or connection.in_atomic_block:
        return _write(prepared, delivery)
    key = (
        connection.settings_dict["NAME"],
        delivery.root.pk,
        delivery.sender,
        delivery.authority,
        delivery.define,
        delivery.folded,
    )
    each = replace(delivery, whole=False)
    return _gathering.store(key, prepared, lambda chunk: _write(chunk, each))


_gathering = Gathering()


def _write(prepared: Prepared, delivery: Delivery) -> StoreResult:
    """Write a chunk; once more where another writer stored one of its ids a moment before.

    That one is found by its id then, and judged as any other that is there already.
    """
    for _ in range(_ATTEMPTS - 1):
        try:
            return write(prepared, delivery)
        except IntegrityError as conflict:
            if not _is_taken_id(conflict):
                raise
    return write(prepared, delivery)


def _is_taken_id(conflict: IntegrityError) -> bool:
    """Whether a unique constraint of statements refused a row (only PostgreSQL has two writers at once)."""
    cause = getattr(conflict.__cause__, "diag", None)
    return connection.vendor == "postgresql" and getattr(cause, "constraint_name", "") == _ONCE


_ONCE = "records_statement_once_a_root"


def _chunks(lines: Iterator[tuple[int, Given]], size: int | None) -> Iterator[list[tuple[int, Given]]]:
    while chunk := list(islice(lines, size)):
        yield chunk
