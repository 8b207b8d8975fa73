"""Stage records: what a valid statement names. In: a valid statement. Out: parties, activities, references.

``direct`` is what the plain filters of the Statement Resource look at (actor, object), the rest is
what ``related_agents`` and ``related_activities`` add (Communication 2.1.3).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from redcloud.engine.records.definitions import completed
from redcloud.engine.records.identifiers import Identifier, digest, identifier_of
from redcloud.engine.records.validation.formats import instant
from redcloud.engine.records.validation.statements import VOIDED


@dataclass(slots=True)
class Named:
    """Everything by which one statement is found."""

    verb: str
    display: dict[str, str]
    actor: Identifier | None
    activity: UUID | None
    parties: dict[Identifier, bool] = field(default_factory=dict)
    activities: dict[UUID, bool] = field(default_factory=dict)
    definitions: dict[UUID, tuple[str, dict[str, Any]]] = field(default_factory=dict)
    references: dict[UUID, bool] = field(default_factory=dict)
    # The statement that the object of this one points at.
    target: UUID | None = None
    registration: UUID | None = None
    timestamp: datetime | None = None

    @property
    def is_voiding(self) -> bool:
        """Whether the statement voids another."""
        return self.verb == VOIDED


def named_in(statement: dict[str, Any]) -> Named:
    """Collect what a valid statement names, SubStatement included."""
    verb, target = statement["verb"], statement["object"]
    found = Named(verb["id"], verb.get("display", {}), identifier_of(statement["actor"]), None)
    _read(statement, True, found)
    kind = target.get("objectType", "Activity")
    if kind == "Activity":
        found.activity = digest(target["id"])
    elif kind == "StatementRef":
        found.target = UUID(target["id"])
    context = statement.get("context", {})
    if "registration" in context:
        found.registration = UUID(context["registration"])
    if "timestamp" in statement:
        found.timestamp = instant(statement["timestamp"])
    return found


def _read(whole: dict[str, Any], direct: bool, found: Named) -> None:
    _add_party(whole["actor"], direct, found)
    _read_object(whole["object"], direct, found)
    context = whole.get("context")
    if context is None:
        return
    for party in _context_parties(context):
        _add_party(party, False, found)
    for activities in context.get("contextActivities", {}).values():
        for one in activities if type(activities) is list else (activities,):
            _add_activity(one, False, found)
    if "statement" in context:
        found.references.setdefault(UUID(context["statement"]["id"]), False)


def _read_object(target: dict[str, Any], direct: bool, found: Named) -> None:
    kind = target.get("objectType", "Activity")
    if kind == "Activity":
        _add_activity(target, direct, found)
    elif kind in ("Agent", "Group"):
        _add_party(target, direct, found)
    elif kind == "SubStatement":
        _read(target, False, found)
    elif kind == "StatementRef":
        # Only the statement itself voids, never its SubStatement.
        found.references[UUID(target["id"])] = direct and found.verb == VOIDED


def _context_parties(context: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for key in ("instructor", "team"):
        if key in context:
            yield context[key]
    for entry in context.get("contextAgents", ()):
        yield entry["agent"]
    for entry in context.get("contextGroups", ()):
        yield entry["group"]


def _add_party(agent: dict[str, Any], direct: bool, found: Named) -> None:
    identifier = identifier_of(agent)
    if identifier is not None:
        found.parties[identifier] = direct or found.parties.get(identifier, False)
    # "agent" matches the members of a group as well (Communication 2.1.3.s1).
    for member in agent.get("member", ()):
        one = identifier_of(member)
        if one is not None:
            found.parties[one] = direct or found.parties.get(one, False)


def _add_activity(activity: dict[str, Any], direct: bool, found: Named) -> None:
    key = digest(activity["id"])
    found.activities[key] = direct or found.activities.get(key, False)
    iri, definition = activity["id"], activity.get("definition", {})
    before = found.definitions.get(key)
    found.definitions[key] = (iri, completed(iri, before[1], definition) if before else definition)


def day_of(moment: datetime, zone: Any = UTC) -> date:
    """Return the calendar day of an instant in the organisation's time zone."""
    return moment.astimezone(zone).date()
