"""Stage records: the document resources' reads. In: a place in one root. Out: documents, or their names."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from redcloud.apps.people.models import Organisation
from redcloud.apps.records.models import ActivityProfile, AgentProfile, StateDocument
from redcloud.apps.records.models.documents import Document
from redcloud.engine.records.identifiers import Identifier, digest

Kind = type[StateDocument] | type[ActivityProfile] | type[AgentProfile]


@dataclass(frozen=True, slots=True)
class Place:
    """Where documents of one kind stand: at an activity, at an agent, or at both (State)."""

    kind: Kind
    root: Organisation
    activity: str | None = None  # its IRI
    agent: Identifier | None = None
    registration: UUID | None = None


def documents_at(place: Place) -> QuerySet[Document]:
    """Return the documents of a place; without a registration, those of every registration."""
    wanted: dict[str, Any] = {"root": place.root}
    if place.activity is not None:
        wanted |= {"activity__root": place.root, "activity__digest": digest(place.activity)}
    if place.agent is not None:
        wanted |= {"identity__root": place.root, "identity__digest": place.agent.digest}
    if place.registration is not None:
        wanted["registration"] = place.registration
    rows: QuerySet[Document] = place.kind._default_manager.filter(**wanted)
    return rows


def documents_named(place: Place, name: str) -> QuerySet[Document]:
    """Return the one document of that name, if there is one; without a registration, the one without."""
    wanted: dict[str, Any] = {"name_digest": digest(name)}
    if place.kind is StateDocument and place.registration is None:
        wanted["registration"] = None
    return documents_at(place).filter(**wanted)


def find_document(place: Place, name: str) -> Document | None:
    """Return a document by its id."""
    return documents_named(place, name).first()


def document_names(place: Place, since: datetime | None) -> tuple[Sequence[str], datetime | None]:
    """Return the ids of a place's documents changed after ``since``, and the moment of the last change."""
    rows = documents_at(place)
    if since is not None:
        rows = rows.filter(updated_at__gt=since)
    found = list(rows.order_by("pk").values_list("name", "updated_at"))
    # The same id may stand in several registrations.
    names = list(dict.fromkeys(name for name, _ in found))
    return names, max((moment for _, moment in found), default=None)
