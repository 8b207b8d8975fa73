"""Stage records: what valid statements name. In: statements. Out: parties, activities, references, once each.

``direct`` is what the plain filters of the Statement Resource look at (actor, object), the rest is
what ``related_agents`` and ``related_activities`` add (Communication 2.1.3). What many statements of a
chunk name is kept once and spoken of by its place in a list.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any, NamedTuple
from uuid import UUID

from redcloud.engine.records.definitions import completed
from redcloud.engine.records.identifiers import Identifier, identifier_of
from redcloud.engine.records.validation.formats import instant
from redcloud.engine.records.validation.statements import VOIDED


class Named(NamedTuple):
    """Everything by which one statement is found; numbers are places in the lists of `Names`."""

    verb: int
    actor: int | None
    activity: int | None
    parties: dict[int, bool]
    activities: dict[int, bool]
    references: dict[str, bool]
    """Ids of statements, in 32 hexadecimal digits, and whether the reference voids."""
    target: str | None
    """The statement that the object of this one points at."""
    registration: str | None
    timestamp: datetime | None
    hashes: tuple[str, ...]
    """Of what is attached, in lower case, each once."""


@dataclass(slots=True)
class Names:
    """What the statements of one chunk name, each once, in the order of their first appearance."""

    verbs: dict[str, int] = field(default_factory=dict)
    displays: list[dict[str, str]] = field(default_factory=list)
    parties: dict[Identifier, int] = field(default_factory=dict)
    activities: dict[str, int] = field(default_factory=dict)
    definitions: list[dict[str, Any]] = field(default_factory=list)
    """Of each activity all that the chunk says of it, what came first before what came later."""

    def named_in(self, statement: dict[str, Any]) -> Named:
        """Collect what a valid statement names, SubStatement included."""
        target = statement["object"]
        context = statement.get("context")
        registration = context.get("registration") if context else None
        kind = target.get("objectType", "Activity")
        found = Named(
            self._verb(statement["verb"]),
            self._party(statement["actor"]),
            self._activity(target) if kind == "Activity" else None,
            {},
            {},
            {},
            UUID(target["id"]).hex if kind == "StatementRef" else None,
            None if registration is None else registration.replace("-", "").lower(),
            instant(statement["timestamp"]) if "timestamp" in statement else None,
            _hashes(statement) if "attachments" in statement or "attachments" in target else (),
        )
        self._read(statement, True, found)
        return found

    def _verb(self, verb: dict[str, Any]) -> int:
        iri = verb["id"]
        place = self.verbs.get(iri)
        if place is None:
            place = self.verbs[iri] = len(self.displays)
            self.displays.append(verb.get("display", {}))
        return place

    def _party(self, agent: dict[str, Any]) -> int | None:
        identifier = identifier_of(agent)
        return None if identifier is None else self.parties.setdefault(identifier, len(self.parties))

    def _activity(self, activity: dict[str, Any]) -> int:
        iri = activity["id"]
        place = self.activities.get(iri)
        if place is None:
            place = self.activities[iri] = len(self.definitions)
            self.definitions.append(activity.get("definition", {}))
        elif "definition" in activity and activity["definition"] != self.definitions[place]:
            self.definitions[place] = completed(iri, self.definitions[place], activity["definition"])
        return place

    def _read(self, whole: dict[str, Any], direct: bool, found: Named) -> None:
        self._add_party(whole["actor"], direct, found)
        self._read_object(whole["object"], direct, found)
        context = whole.get("context")
        if context is None:
            return
        for party in _context_parties(context):
            self._add_party(party, False, found)
        groups = context.get("contextActivities")
        if groups is not None:
            for activities in groups.values():
                for one in activities if type(activities) is list else (activities,):
                    found.activities.setdefault(self._activity(one), False)
        if "statement" in context:
            found.references.setdefault(UUID(context["statement"]["id"]).hex, False)

    def _read_object(self, target: dict[str, Any], direct: bool, found: Named) -> None:
        kind = target.get("objectType", "Activity")
        if kind == "Activity":
            place = self._activity(target)
            found.activities[place] = direct or found.activities.get(place, False)
        elif kind in ("Agent", "Group"):
            self._add_party(target, direct, found)
        elif kind == "SubStatement":
            self._read(target, False, found)
        elif kind == "StatementRef":
            # Only the statement itself voids, never its SubStatement.
            voids = direct and self.verbs.get(VOIDED) == found.verb
            found.references[UUID(target["id"]).hex] = voids

    def _add_party(self, agent: dict[str, Any], direct: bool, found: Named) -> None:
        place = self._party(agent)
        if place is not None:
            found.parties[place] = direct or found.parties.get(place, False)
        # "agent" matches the members of a group as well (Communication 2.1.3.s1).
        for member in agent.get("member", ()):
            place = self._party(member)
            if place is not None:
                found.parties[place] = direct or found.parties.get(place, False)


def attachments_of(statement: Mapping[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield path and object of each attachment of a valid statement, its SubStatement included."""
    for index, one in enumerate(statement.get("attachments", ())):
        yield f"attachments[{index}]", one
    target = statement["object"]
    if target.get("objectType") == "SubStatement":
        for index, one in enumerate(target.get("attachments", ())):
            yield f"object.attachments[{index}]", one


def _hashes(statement: Mapping[str, Any]) -> tuple[str, ...]:
    return tuple(sorted({one["sha2"].lower() for _, one in attachments_of(statement)}))


def _context_parties(context: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for key in ("instructor", "team"):
        if key in context:
            yield context[key]
    for entry in context.get("contextAgents", ()):
        yield entry["agent"]
    for entry in context.get("contextGroups", ()):
        yield entry["group"]


YEARS_COUNTED = range(1900, 2200)
"""Other years are of clocks that were never set: a statement keeps them, and nobody's portrait has them."""


def day_of(moment: datetime, zone: Any = UTC) -> date | None:
    """Return the calendar day of an instant in the organisation's time zone; None in no year that counts."""
    return moment.astimezone(zone).date() if moment.year in YEARS_COUNTED else None
