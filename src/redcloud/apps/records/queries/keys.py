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
from redcloud.apps.records.rows import NEXT_KEYS, moment_kept

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
    reserve: int = 0
    """How many keys for new statements are wanted."""


_STATEMENTS, _POINTED, _VERBS, _ACTIVITIES, _DESCRIBED, _IDENTITIES, _TARGETS, _RESERVED = range(8)

# {hex} turns a column of digests into text, {among} looks into a parameter that holds many.
_PARTS = {
    _STATEMENTS: "SELECT {kind}, {hex_statement_id}, id, NULL, 0 FROM records_statement "
    "WHERE root_id = {root} AND statement_id {among}",
    _POINTED: "SELECT {kind}, {hex_target}, 0, NULL, CASE WHEN voids THEN 1 ELSE 0 END "
    "FROM records_statementreference WHERE root_id = {root} AND targets AND target {among}",
    _VERBS: "SELECT {kind}, {hex_digest}, id, NULL, 0 FROM records_verb WHERE digest {among}",
    _ACTIVITIES: "SELECT {kind}, {hex_digest}, id, NULL, 0 FROM records_activity "
    "WHERE root_id = {root} AND digest {among}",
    _DESCRIBED: "SELECT {kind}, {hex_digest}, id, definition, 0 FROM records_activity "
    "WHERE root_id = {root} AND digest {among}",
    _IDENTITIES: "SELECT {kind}, {hex_digest}, i.id, {pseudonym}, "
    "CASE WHEN i.member_id IS NULL AND i.basis = '' THEN 1 ELSE 0 END "
    "FROM records_identity i LEFT JOIN records_pseudonym p ON p.identity_id = i.id "
    "WHERE i.root_id = {root} AND i.digest {among}",
    _TARGETS: "SELECT {kind}, '', id, NULL, 0 FROM records_forwardtarget WHERE root_id = {root} AND {live}",
}


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
        parts.append(_part(_TARGETS, int(wanted.root)))
        parameters.append(moment_kept(wanted.targets_at))
    if wanted.reserve and connection.vendor == "postgresql":
        keys = NEXT_KEYS.format(table="records_statement", count=int(wanted.reserve))
        parts.append(keys.replace("SELECT ", f"SELECT {_RESERVED}, '', ").replace(" FROM", ", NULL, 0 FROM"))
    known = Known()
    if parts:
        with connection.cursor() as cursor:
            cursor.execute(" UNION ALL ".join(parts), parameters)
            for row in cursor.fetchall():
                _keep(known, row)
    known.reserved.sort()
    return known


def _part(kind: int, root: int) -> str:
    postgres = connection.vendor == "postgresql"
    columns = {
        f"hex_{name}": f"encode(uuid_send({name}), 'hex')" if postgres else name
        for name in ("statement_id", "target", "digest")
    }
    return _PARTS[kind].format(
        kind=kind,
        root=root,
        live=LIVE_AT,
        among="= ANY(%s::uuid[])" if postgres else "IN (SELECT value FROM json_each(%s))",
        pseudonym="p.value::text" if postgres else "p.value",
        **columns,
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
    else:
        known.pointed.add(digest)
        if flag:
            known.voided.add(digest)
