"""Stage records: a member's own records. In: the member, as viewer. Out: the records behind a line."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import msgspec
from django.db.models import QuerySet

from redcloud.apps.people.access import NotVisible, Viewer
from redcloud.apps.records.models import (
    AccountOffer,
    AgentProfile,
    Identity,
    Pseudonym,
    StateDocument,
    Statement,
    StatementActor,
    Verb,
)
from redcloud.apps.records.models.documents import Document
from redcloud.engine.contracts import ActivityKind
from redcloud.engine.records.identifiers import digest
from redcloud.engine.records.profile import kind_of
from redcloud.engine.records.vocabulary import iris_of, lake_verb


@dataclass(frozen=True, slots=True)
class Evidence:
    """One record as its member sees it."""

    record_id: int
    statement_id: str
    verb: str
    lake_verb: str | None
    activity_iri: str
    kind: ActivityKind
    name: dict[str, str]
    timestamp: datetime
    source: str


def done_activities(member_id: int) -> set[str]:
    """Return the IRIs of the activities that the member completed; live, not from the lake."""
    verbs = Verb.objects.filter(digest__in=[digest(iri) for iri in iris_of("completed")])
    rows = Statement.objects.filter(
        actors__identity__member_id=member_id,
        actors__verb__in=verbs,
        actors__direct=True,
        voided=False,
        actor__member_id=member_id,
        activity__isnull=False,
    )
    return set(rows.values_list("activity__iri", flat=True))


def _own(viewer: Viewer) -> QuerySet[Statement]:
    if viewer.member_id is None:
        raise NotVisible
    return Statement.objects.filter(actor__member_id=viewer.member_id, voided=False)


def statements_of(viewer: Viewer, record_ids: Collection[int]) -> list[Evidence]:
    """Return the viewer's own records among ``record_ids``, newest first; others are left out silently.

    Raises
    ------
    NotVisible
        When the viewer is no member.
    """
    rows = _own(viewer).filter(pk__in=list(record_ids)).select_related("verb", "activity").order_by("-pk")
    return [_evidence(row) for row in rows]


def statements_of_identity(identity: Identity, record_ids: Collection[int]) -> list[Evidence]:
    """Return records of an identity that no member has confirmed, for the command line only.

    Raises
    ------
    NotVisible
        When the identity is a member's: the member alone opens those.
    """
    if identity.member_id is not None:
        raise NotVisible
    rows = Statement.objects.filter(actor=identity, voided=False, pk__in=list(record_ids))
    return [_evidence(row) for row in rows.select_related("verb", "activity").order_by("-pk")]


def _evidence(row: Statement) -> Evidence:
    activity = row.activity
    return Evidence(
        record_id=row.pk,
        statement_id=str(row.statement_id),
        verb=row.verb.iri,
        lake_verb=lake_verb(row.verb.iri),
        activity_iri=activity.iri if activity else "",
        kind=kind_of(activity.type) if activity else "other",
        name=activity.name if activity else {},
        timestamp=row.timestamp,
        source=row.source,
    )


def identities_of(member_id: int) -> QuerySet[Identity]:
    """Return the identities that are linked to the member, oldest first."""
    return Identity.objects.filter(member_id=member_id).order_by("pk")


def pseudonyms_of_member(member_id: int) -> list[int]:
    """Return the pseudonyms under which a member's records stand in the lake."""
    rows = Pseudonym.objects.filter(identity__member_id=member_id).order_by("identity_id")
    return list(rows.values_list("value", flat=True))


def export_of(member_id: int) -> dict[str, Any]:
    """Return everything that the store holds about a member, as received, for the member's own copy."""
    return {
        "identities": [
            {"kind": one.kind, "home_page": one.home_page, "value": one.value}
            for one in identities_of(member_id)
        ],
        "accounts_offered": [
            {
                "home_page": one.home_page,
                "name": one.name,
                "offered": one.offered_at.isoformat(),
                "refused": one.refused_at.isoformat() if one.refused_at else None,
            }
            for one in AccountOffer.objects.filter(member=member_id).order_by("pk")
        ],
        "statements": list(_statements_as_received(member_id)),
        "documents": list(_documents_as_received(member_id)),
    }


def _documents_as_received(member_id: int) -> Iterator[dict[str, Any]]:
    states = StateDocument.objects.filter(identity__member_id=member_id).select_related("activity")
    for state in states.order_by("pk").iterator():
        registration = str(state.registration) if state.registration else None
        yield {"activity": state.activity.iri, "registration": registration, **_document(state)}
    for profile in AgentProfile.objects.filter(identity__member_id=member_id).order_by("pk").iterator():
        yield _document(profile)


def _document(row: Document) -> dict[str, Any]:
    return {
        "id": row.name,
        "content_type": row.content_type,
        "updated": row.updated_at.isoformat(),
        "content_base64": b64encode(bytes(row.content)).decode(),
    }


def _statements_as_received(member_id: int) -> Iterator[Any]:
    # By way of the link table, which is indexed; statements themselves are not indexed by actor.
    linked = StatementActor.objects.filter(identity__member_id=member_id).values("statement_id")
    rows = Statement.objects.filter(pk__in=linked, actor__member_id=member_id).order_by("pk")
    for raw in rows.values_list("raw", flat=True).iterator():
        yield msgspec.json.decode(raw)
