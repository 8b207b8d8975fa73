"""Stage records: verbs, activities and identities of a batch. In: what statements name. Out: their keys.

Each kind is one read, and one insert of what is missing, in the order of the digests: two writers that
need the same new rows then wait for each other in one direction only.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

import msgspec
from django.db.models import QuerySet

from redcloud.apps.people.models import Organisation
from redcloud.apps.records.models import Activity, Identity, Pseudonym, Verb
from redcloud.apps.records.rows import insert_rows
from redcloud.engine.records.definitions import completed
from redcloud.engine.records.extraction import Named
from redcloud.engine.records.identifiers import Identifier, digest

Definitions = Mapping[UUID, tuple[str, dict[str, Any]]]


def _json(value: Any) -> str:
    return msgspec.json.encode(value).decode()


def verb_keys(verbs: Mapping[str, dict[str, str]]) -> dict[str, int]:
    """Return the key of each verb IRI, making the verbs that are new."""
    wanted = {digest(iri): iri for iri in verbs}
    known = dict(Verb.objects.filter(digest__in=wanted).values_list("digest", "pk"))
    missing = sorted(wanted.keys() - known.keys())
    if missing:
        insert_rows(
            Verb,
            ("digest", "iri", "display"),
            [(key, wanted[key], _json(verbs[wanted[key]])) for key in missing],
            skip_conflicts=True,
        )
        known |= dict(Verb.objects.filter(digest__in=missing).values_list("digest", "pk"))
    return {iri: known[key] for key, iri in wanted.items()}


def all_definitions(statements: Iterable[Named]) -> Definitions:
    """Return, for each activity of a batch, its IRI and all that the batch says of it."""
    found: dict[UUID, tuple[str, dict[str, Any]]] = {}
    for named in statements:
        for key, (iri, definition) in named.definitions.items():
            before = found.get(key)
            found[key] = (iri, completed(iri, before[1], definition) if before else definition)
    return found


def activity_keys(root: Organisation, definitions: Definitions, now: Any) -> dict[UUID, int]:
    """Return the key of each activity by digest, making the new ones with their definition.

    A definition that stands is completed, never changed, by what arrives later.
    """
    rows = Activity.objects.filter(root=root)
    held = _held(rows, definitions)
    missing = sorted(definitions.keys() - held.keys())
    if missing:
        insert_rows(
            Activity,
            ("root", "digest", "iri", "type", "definition", "first_seen"),
            [_activity_row(root, key, definitions[key], now) for key in missing],
            skip_conflicts=True,
        )
        held |= _held(rows, missing)
    # After all inserts and in the order of the digests, as every writer does.
    for key in sorted(definitions):
        iri, given = definitions[key]
        pk, before = held[key]
        if completed(iri, before, given) is not before:
            _complete(pk, given)
    return {key: pk for key, (pk, _) in held.items()}


def _held(rows: QuerySet[Activity], keys: Iterable[UUID]) -> dict[UUID, tuple[int, dict[str, Any]]]:
    found = rows.filter(digest__in=list(keys)).values_list("digest", "pk", "definition")
    return {key: (pk, definition) for key, pk, definition in found}


def _complete(pk: int, given: dict[str, Any]) -> None:
    """Add to a definition what it lacks; its row is held, so that two writers do not undo each other."""
    row = Activity.objects.select_for_update().get(pk=pk)
    row.definition = completed(row.iri, row.definition, given)
    row.type = row.definition.get("type", "")
    row.save(update_fields=["definition", "type"])


def _activity_row(
    root: Organisation, key: UUID, held: tuple[str, dict[str, Any]], now: Any
) -> tuple[Any, ...]:
    iri, definition = held
    return (root.pk, key, iri, definition.get("type", ""), _json(definition), now)


def identity_keys(root: Organisation, identifiers: Iterable[Identifier]) -> dict[Identifier, int]:
    """Return the key of each identifier, making the identities that are new."""
    wanted = {one.digest: one for one in identifiers}
    rows = Identity.objects.filter(root=root)
    known = dict(rows.filter(digest__in=list(wanted)).values_list("digest", "pk"))
    missing = sorted(wanted.keys() - known.keys())
    if missing:
        insert_rows(
            Identity,
            ("root", "digest", "kind", "home_page", "value", "is_group", "basis"),
            [(root.pk, key, *_parts(wanted[key]), "") for key in missing],
            skip_conflicts=True,
        )
        known |= dict(rows.filter(digest__in=missing).values_list("digest", "pk"))
    return {one: known[key] for key, one in wanted.items()}


def _parts(one: Identifier) -> tuple[str, str, str, bool]:
    return one.kind, one.home_page, one.value, one.is_group


def pseudonyms_of(identity_ids: Iterable[int]) -> dict[int, int]:
    """Return the pseudonym of each identity, drawing random ones where there is none yet."""
    wanted = set(identity_ids)
    rows = Pseudonym.objects.filter(identity_id__in=wanted)
    known = dict(rows.values_list("identity_id", "value"))
    missing = sorted(wanted - known.keys())
    if missing:
        # Random and positive in 63 bits: says nothing about when or in which order people came.
        drawn = [(key, secrets.randbits(62) + 1) for key in missing]
        insert_rows(Pseudonym, ("identity", "value"), drawn, skip_conflicts=True)
        rows = Pseudonym.objects.filter(identity_id__in=missing)
        known |= dict(rows.values_list("identity_id", "value"))
    return known
