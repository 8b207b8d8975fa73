"""Stage records: what of a chunk is known already? In: digests and ids. Out: keys, in one question.

A chunk names verbs, activities and identities by the hundred; asked for one kind after the other, the
questions would cost more than the answers.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import msgspec
from django.db import connection

from redcloud.apps.records.models.forwarding import LIVE_AT
from redcloud.apps.records.rows import asked_again, moment_kept

Digests = Collection[str]
"""Digests and ids of statements in 32 hexadecimal digits, in lower case."""


@dataclass(slots=True)
class Known:
    """Keys by digest."""

    statements: dict[str, int] = field(default_factory=dict)
    voided: set[str] = field(default_factory=set)
    """Ids that a stored voiding statement names, whether the statement itself is there or not."""
    pointed: set[str] = field(default_factory=set)
    """Ids that a stored statement has as its object."""
    verbs: dict[str, int] = field(default_factory=dict)
    activities: dict[str, int] = field(default_factory=dict)
    definitions: dict[str, str] = field(default_factory=dict)
    """JSON of the definitions asked for."""
    identities: dict[str, int] = field(default_factory=dict)
    pseudonyms: dict[int, int] = field(default_factory=dict)
    """By key of the identity."""
    bare: set[int] = field(default_factory=set)
    """Identities without a member and without a basis for folding."""
    targets: list[int] = field(default_factory=list)
    """Other stores that are told what is stored."""
    reached: bool = False
    """Whether any statement points at one of the agent or activity asked for."""
    reserved: list[int] = field(default_factory=list)
    """Keys for new statements, ascending; on PostgreSQL alone."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What to ask for, within one root."""

    root: int
    statements: Digests = ()
    verbs: Digests = ()
    activities: Digests = ()
    described: Digests = ()
    """Activities whose definition is asked for as well."""
    identities: Digests = ()
    targets_at: datetime | None = None
    """The instant for which other stores that are told are asked for."""
    reached_agent: str | None = None
    reached_activity: str | None = None
    """Of which of the two it is asked whether statements that name it are pointed at."""
    reserve: int = 0
    """How many keys for new statements are wanted."""


_STATEMENTS, _POINTED, _VERBS, _ACTIVITIES, _DESCRIBED, _IDENTITIES, _TARGETS, _RESERVED, _REACHED = range(9)

# What each part reads: a table, the column of digests, what comes back beside the digest (key, more,
# flag), and what has to hold besides. {root} stands for the root's key.
_PARTS = {
    _STATEMENTS: ("records_statement t", "t.statement_id", "t.id, NULL, 0", "t.root_id = {root}"),
    _POINTED: (
        "records_statementreference t",
        "t.target",
        "0, NULL, CASE WHEN t.voids THEN 1 ELSE 0 END",
        "t.root_id = {root} AND t.targets",
    ),
    _VERBS: ("records_verb t", "t.digest", "t.id, NULL, 0", ""),
    _ACTIVITIES: ("records_activity t", "t.digest", "t.id, NULL, 0", "t.root_id = {root}"),
    _DESCRIBED: ("records_activity t", "t.digest", "t.id, t.definition, 0", "t.root_id = {root}"),
    _IDENTITIES: (
        "records_identity t LEFT JOIN records_pseudonym p ON p.identity_id = t.id",
        "t.digest",
        "t.id, {pseudonym}, CASE WHEN t.member_id IS NULL AND t.basis = '' THEN 1 ELSE 0 END",
        "t.root_id = {root}",
    ),
}
_TARGETS_PART = (
    f"SELECT {_TARGETS}, '', id, NULL, 0 FROM records_forwardtarget "  # noqa: S608 - our names
    "WHERE root_id = {root} AND " + LIVE_AT
)
# Primary keys of PostgreSQL that nobody else is given; not in order.
_RESERVED_PART = (
    f"SELECT {_RESERVED}, '', nextval(pg_get_serial_sequence('records_statement', 'id')), "  # noqa: S608 - ours
    "NULL, 0 FROM generate_series(1, %s)"
)
_REACHED_PART = (
    f"SELECT {_REACHED}, '', 0, NULL, CASE WHEN EXISTS (SELECT 1 FROM {{link}} r JOIN {{table}} t "  # noqa: S608 - our names
    "ON t.id = r.{key} WHERE t.root_id = {root} AND t.digest = {digest}) THEN 1 ELSE 0 END"
)
_REACHED_AGENT = {"link": "records_reachactor", "table": "records_identity", "key": "identity_id"}
_REACHED_ACTIVITY = {"link": "records_reachactivity", "table": "records_activity", "key": "activity_id"}


def look_up(wanted: Wanted) -> Known:
    """Return the keys of what is known of ``wanted``; what is not known is left out."""
    asked = {
        _STATEMENTS: wanted.statements,
        _POINTED: wanted.statements,
        _VERBS: wanted.verbs,
        _ACTIVITIES: wanted.activities,
        _DESCRIBED: wanted.described,
        _IDENTITIES: wanted.identities,
    }
    parts: list[str] = []
    parameters: list[Any] = []
    for kind, digests in asked.items():
        if digests:
            parts.append(_part(kind, int(wanted.root)))
            parameters.append(_many(digests))
    if wanted.targets_at is not None:
        parts.append(_TARGETS_PART.format(root=int(wanted.root)))
        parameters.append(moment_kept(wanted.targets_at))
    reached = (wanted.reached_agent, _REACHED_AGENT), (wanted.reached_activity, _REACHED_ACTIVITY)
    for digest, names in reached:
        if digest is not None:
            cast = "%s::uuid" if connection.vendor == "postgresql" else "%s"
            parts.append(_REACHED_PART.format(root=int(wanted.root), digest=cast, **names))
            parameters.append(digest)
    if wanted.reserve and connection.vendor == "postgresql":
        parts.append(_RESERVED_PART)
        parameters.append(wanted.reserve)
    known = Known()
    if parts:
        for row in asked_again(" UNION ALL ".join(parts), parameters):
            _keep(known, row)
    known.reserved.sort()
    return known


def _part(kind: int, root: int) -> str:
    """Return the question for one kind; its one parameter holds the digests."""
    table, digest, answer, besides = _PARTS[kind]
    postgres = connection.vendor == "postgresql"
    answer = answer.format(pseudonym="p.value::text" if postgres else "p.value")
    where = f"{besides.format(root=root)} AND " if besides else ""
    if not postgres:
        return (
            f"SELECT {kind}, {digest}, {answer} FROM {table} "  # noqa: S608 - our names
            f"WHERE {where}{digest} IN (SELECT value FROM json_each(%s))"
        )
    # Digest by digest: a database that has not counted its rows yet would read all of a root instead, and a
    # store is filled long before anybody counts it. OFFSET 0 keeps the planner from joining them after all.
    return (
        f"SELECT {kind}, replace(wanted.digest::text, '-', ''), found.* "  # noqa: S608 - our names
        f"FROM unnest(%s::uuid[]) AS wanted(digest) CROSS JOIN LATERAL "
        f"(SELECT {answer} FROM {table} WHERE {where}{digest} = wanted.digest OFFSET 0) "
        "AS found(key, more, flag)"
    )


def _many(digests: Digests) -> Any:
    if connection.vendor == "postgresql":
        return "{" + ",".join(digests) + "}"
    return msgspec.json.encode(list(digests)).decode()


def _keep(known: Known, row: tuple[int, str, int, Any, int]) -> None:
    kind, digest, key, more, flag = row
    if kind == _IDENTITIES:
        known.identities[digest] = key
        if more is not None:
            known.pseudonyms[key] = int(more)
        if flag:
            known.bare.add(key)
    elif kind == _ACTIVITIES:
        known.activities[digest] = key
    elif kind == _DESCRIBED:
        known.activities[digest] = key
        known.definitions[digest] = more
    elif kind == _VERBS:
        known.verbs[digest] = key
    elif kind == _STATEMENTS:
        known.statements[digest] = key
    elif kind == _RESERVED:
        known.reserved.append(key)
    elif kind == _TARGETS:
        known.targets.append(key)
    elif kind == _REACHED:
        known.reached = bool(flag)
    else:
        known.pointed.add(digest)
        if flag:
            known.voided.add(digest)
