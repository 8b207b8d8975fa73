"""Stage records: the Agents and Activities Resources' reads. In: an agent or an IRI. Out: JSON objects.

A Person is put together from what statements say of this one identifier. Two identifiers that a member
confirmed as their own are not joined here: that confirmation is for the member's own portrait, and would
tell programs who is behind an account (docs/privacy.md, line 7).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import msgspec

from redcloud.apps.people.models import Organisation
from redcloud.apps.records.models import Activity, Identity, Statement, StatementActor
from redcloud.engine.records.identifiers import Identifier, digest, hashed_address, identifier_of

NAMES_FROM = 100
"""How many of the newest statements are read for names: what an agent was called long ago may rest."""


def person_of(root: Organisation, agent: dict[str, Any], *, from_statements: bool) -> dict[str, Any]:
    """Return the Person object of an agent (Communication 2.4).

    Parameters
    ----------
    agent : a valid Agent, as asked for; what it says itself is always in the answer.
    from_statements : whether to add what statements of the organisation say of it.
    """
    identifier = identifier_of(agent)
    if identifier is None:
        raise ValueError("an agent without an identifier")
    names = [agent["name"]] if "name" in agent else []
    if from_statements:
        names += _names(root, identifier)
    person: dict[str, Any] = {"objectType": "Person"}
    if names:
        person["name"] = list(dict.fromkeys(names))
    kind = identifier.kind
    person[kind] = [agent[kind]]
    if from_statements and kind == "mbox":
        hashed = _known_hash(root, agent["mbox"])
        if hashed is not None:
            person["mbox_sha1sum"] = [hashed]
    return person


def _known_hash(root: Organisation, mbox: str) -> str | None:
    """Return the hash of an address if some statement names the same agent by it."""
    hashed = hashed_address(mbox)
    found = Identity.objects.filter(root=root, digest=hashed.digest)
    return hashed.value if found.exists() else None


def _names(root: Organisation, identifier: Identifier) -> list[str]:
    links = StatementActor.objects.filter(identity__root=root, identity__digest=identifier.digest)
    newest = links.order_by("-statement").values("statement")[:NAMES_FROM]
    found: dict[str, None] = {}
    for raw in Statement.objects.filter(pk__in=newest).order_by("-pk").values_list("raw", flat=True):
        found.update(dict.fromkeys(_called(msgspec.json.decode(raw), identifier)))
    return list(found)


def _called(value: Any, identifier: Identifier) -> Iterator[str]:
    """Yield what a JSON value calls an agent, outside extensions, where anything may look like one."""
    if isinstance(value, list):
        for part in value:
            yield from _called(part, identifier)
    elif isinstance(value, dict):
        is_agent = not value.keys().isdisjoint(("mbox", "mbox_sha1sum", "openid", "account"))
        if is_agent and "name" in value and identifier_of(value) == identifier:
            yield value["name"]
        for name, part in value.items():
            if name != "extensions":
                yield from _called(part, identifier)


def activity_object(root: Organisation, iri: str) -> dict[str, Any]:
    """Return the Activity object of an IRI with all that is known of it; never seen, its id alone."""
    found: dict[str, Any] = {"objectType": "Activity", "id": iri}
    row = Activity.objects.filter(root=root, digest=digest(iri)).first()
    if row is not None and row.definition:
        found["definition"] = row.definition
    return found
