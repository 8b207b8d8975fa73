"""Stage records: verbs, activities and identities that are new. In: what is known, what is named. Out: keys.

What is missing of a kind is one insert in the order of the digests: two writers that need the same new
rows then wait for each other in one direction only.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import msgspec
from django.db.models import Model
from django.utils import timezone

from redcloud.apps.people.models import Organisation, User
from redcloud.apps.records.models import Activity, Basis, Identity, Pseudonym, Verb
from redcloud.apps.records.queries.keys import Known, Wanted, look_up
from redcloud.apps.records.rows import Row, insert_rows
from redcloud.engine.records.definitions import settled
from redcloud.engine.records.identifiers import Identifier, digest_text

Definitions = Mapping[str, tuple[str, dict[str, Any]]]
"""IRI and definition of activities, by digest."""


@dataclass(frozen=True, slots=True)
class Grounds:
    """Why records of actors that no member has confirmed may be folded, and who says so."""

    basis: Basis = Basis.NONE
    by: User | None = None


def _json(value: Any) -> str:
    return msgspec.json.encode(value).decode()


def add_verbs(known: Known, verbs: Mapping[str, tuple[str, dict[str, str]]]) -> None:
    """Make the verbs that are new; ``verbs`` are IRI and display by digest."""
    missing = sorted(verbs.keys() - known.verbs.keys())
    rows = [(key, verbs[key][0], _json(verbs[key][1])) for key in missing]
    made = _made(Verb, ("digest", "iri", "display"), rows)
    known.verbs |= made
    if len(made) < len(missing):
        known.verbs |= look_up(Wanted(0, verbs=missing)).verbs


def add_activities(
    root: Organisation, known: Known, definitions: Definitions, now: datetime, define: bool = False
) -> None:
    """Make the activities that are new, with their definition.

    A definition that stands is completed by what arrives later; it is changed by it with ``define`` alone
    (Communication 4.2).
    """
    missing = sorted(definitions.keys() - known.activities.keys())
    rows = [_activity_row(root, key, *definitions[key], now) for key in missing]
    made = _made(Activity, ("root", "digest", "iri", "type", "definition", "first_seen"), rows)
    known.activities |= made
    if len(made) < len(missing):
        again = look_up(Wanted(root.pk, described=missing))
        known.activities |= again.activities
        known.definitions |= again.definitions
    # After all inserts and in the order of the digests, as every writer does.
    for key in sorted(known.definitions.keys() & definitions.keys()):
        iri, given = definitions[key]
        held = known.definitions[key]
        if held != _json(given):
            before = msgspec.json.decode(held)
            if settled(iri, before, given, define) != before:
                _settle(known.activities[key], given, define)


def _settle(pk: int, given: dict[str, Any], define: bool) -> None:
    """Complete or change a definition; its row is held, so that two writers do not undo each other."""
    row = Activity.objects.select_for_update().get(pk=pk)
    row.definition = settled(row.iri, row.definition, given, define)
    row.type = row.definition.get("type", "")
    row.save(update_fields=["definition", "type"])


def _activity_row(root: Organisation, key: str, iri: str, definition: dict[str, Any], now: datetime) -> Row:
    return (root.pk, key, iri, definition.get("type", ""), _json(definition), now)


def add_identities(
    root: Organisation, known: Known, identities: Mapping[str, Identifier], acting: set[str], grounds: Grounds
) -> None:
    """Make the identities that are new and pseudonyms of those that act; write down the grounds of these.

    Parameters
    ----------
    identities : by digest.
    acting : digests of those who act in a statement.
    """
    now = timezone.now() if grounds.basis else None
    missing = sorted(identities.keys() - known.identities.keys())
    rows = []
    for key in missing:
        own = (grounds.basis.value, grounds.by.pk if grounds.by else None, now)
        given = own if key in acting and grounds.basis else ("", None, None)
        one = identities[key]
        rows.append((root.pk, key, one.kind, one.home_page, one.value, one.is_group, *given))
    made = _made(Identity, _IDENTITY, rows)
    known.identities |= made
    if len(made) < len(missing):
        again = look_up(Wanted(root.pk, identities=missing))
        known.identities |= again.identities
        known.pseudonyms |= again.pseudonyms
        known.bare |= again.bare
    _add_pseudonyms(known, {known.identities[key] for key in acting})
    if grounds.basis:
        bare = sorted(known.bare & {known.identities[key] for key in acting})
        _record_grounds(bare, grounds, timezone.now())


_IDENTITY = ("root", "digest", "kind", "home_page", "value", "is_group", "basis", "basis_by", "basis_at")


def _record_grounds(bare: list[int], grounds: Grounds, now: datetime) -> None:
    if not bare:
        return
    # Held in one order, so that two files collected at once do not wait for each other in a circle.
    rows = Identity.objects.filter(pk__in=bare, member=None, basis="").order_by("pk")
    held = [identity.pk for identity in rows.select_for_update(of=("self",))]
    Identity.objects.filter(pk__in=held).update(basis=grounds.basis, basis_by=grounds.by, basis_at=now)


def _add_pseudonyms(known: Known, acting: set[int]) -> None:
    missing = sorted(acting - known.pseudonyms.keys())
    if not missing:
        return
    # Random and positive in 63 bits: says nothing about when or in which order people came.
    drawn = [(key, secrets.randbits(62) + 1) for key in missing]
    columns = ("identity", "value")
    inserted = insert_rows(Pseudonym, columns, drawn, skip_conflicts=True, returning=columns)
    made: dict[int, int] = dict(inserted)
    known.pseudonyms |= made
    left = [key for key in missing if key not in made]
    if left:
        rows = Pseudonym.objects.filter(identity_id__in=left)
        known.pseudonyms |= dict(rows.values_list("identity_id", "value"))


def _made(model: type[Model], columns: tuple[str, ...], rows: list[Row]) -> dict[str, int]:
    """Insert rows and return the keys of those that no other writer made meanwhile, by digest."""
    made = insert_rows(model, columns, rows, skip_conflicts=True, returning=("digest", "id"))
    return {digest if isinstance(digest, str) else digest.hex: key for digest, key in made}


def activity_key(root: Organisation, iri: str) -> int:
    """Return the key of one activity, made where it is new."""
    digest = digest_text(iri)
    known = look_up(Wanted(root.pk, activities=[digest]))
    add_activities(root, known, {digest: (iri, {})}, timezone.now())
    return known.activities[digest]


def identity_keys(root: Organisation, identifiers: Iterable[Identifier]) -> dict[Identifier, int]:
    """Return the key of each identifier, making the identities that are new; they get no pseudonym yet."""
    wanted = {one.digest_text: one for one in identifiers}
    known = look_up(Wanted(root.pk, identities=wanted))
    add_identities(root, known, wanted, set(), Grounds())
    return {one: known.identities[key] for key, one in wanted.items()}
