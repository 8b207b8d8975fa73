"""Stage records: the document resources' writes. In: bytes as received. Out: rows, or a refusal's code.

A write looks at the document that stands and changes it in one transaction that holds its row, so that
of two writers with the same tag one wins and the other is told. Where there is no row yet to hold, the
unique constraint decides, and the loser looks again.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

from django.db import IntegrityError, transaction
from django.utils import timezone

from redcloud.apps.records.actions.parties import activity_key, identity_keys
from redcloud.apps.records.actions.writing import pass_gate
from redcloud.apps.records.models import StateDocument
from redcloud.apps.records.models.documents import Document
from redcloud.apps.records.queries.documents import Place, documents_at, documents_named
from redcloud.engine.records.documents import is_json, is_json_type, members, merged, tag_of
from redcloud.engine.records.identifiers import digest

ANY = "*"
_ATTEMPTS = 3

Reason = Literal[
    "document_exists",
    "document_not_an_object",
    "document_not_json",
    "existing_document_not_json",
    "posted_document_not_json",
    "precondition_failed",
    "precondition_missing",
]


class DocumentRefused(Exception):  # noqa: N818 - it is an answer
    """Nothing was changed; ``reason`` is a code."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Condition:
    """What has to hold of the document that stands (RFC 9110 section 13.1); None asks for nothing.

    Each is a set of tags, or `ANY` for whatever stands.
    """

    match: frozenset[str] | None = None
    none_match: frozenset[str] | None = None

    @property
    def is_given(self) -> bool:
        """Whether anything was asked for."""
        return self.match is not None or self.none_match is not None

    def holds(self, tag: str | None) -> bool:
        """Whether it holds where the document has ``tag``; None where there is no document."""
        if self.match is not None and not _in(tag, self.match):
            return False
        return self.none_match is None or not _in(tag, self.none_match)


def _in(tag: str | None, tags: frozenset[str]) -> bool:
    return tag is not None and (ANY in tags or tag in tags)


@dataclass(frozen=True, slots=True)
class Incoming:
    """A document as it was sent."""

    content: bytes
    content_type: str

    @property
    def is_json(self) -> bool:
        """Whether it says that it is JSON."""
        return is_json_type(self.content_type)


def put_document(
    *, place: Place, name: str, document: Incoming, condition: Condition, replaces: bool, creates: bool
) -> None:
    """Store a document, in place of the one that stands.

    Parameters
    ----------
    replaces, creates : whether that may be done without any condition (Communication 3.1).

    Raises
    ------
    DocumentRefused
        The condition does not hold or is missing, or the document is not what it says it is.
    """
    if document.is_json and not is_json(document.content):
        raise DocumentRefused("document_not_json")

    def write() -> None:
        row = _held(place, name, condition)
        if not condition.is_given and row is not None and not replaces:
            raise DocumentRefused("document_exists")
        if not condition.is_given and row is None and not creates:
            raise DocumentRefused("precondition_missing")
        _store(place, name, row, document)

    _once_more(write)


def post_document(*, place: Place, name: str, document: Incoming, condition: Condition) -> None:
    """Merge a JSON object into the one that stands; where none stands, store the document.

    Raises
    ------
    DocumentRefused
        The condition does not hold, or the documents cannot be merged (Communication 2.2.s8.b1).
    """
    posted = members(document.content) if document.is_json else None
    if document.is_json and posted is None:
        raise DocumentRefused("document_not_an_object")

    def write() -> None:
        row = _held(place, name, condition)
        if row is None:
            _store(place, name, None, document)
            return
        if posted is None:
            raise DocumentRefused("posted_document_not_json")
        existing = members(bytes(row.content)) if is_json_type(row.content_type) else None
        if existing is None:
            raise DocumentRefused("existing_document_not_json")
        _store(place, name, row, Incoming(merged(existing, posted), row.content_type))

    _once_more(write)


@transaction.atomic
def delete_document(*, place: Place, name: str, condition: Condition) -> None:
    """Delete a document; it is no fault if there is none.

    Raises
    ------
    DocumentRefused
        The condition does not hold.
    """
    row = _held(place, name, condition)
    if row is not None:
        row.delete()


def delete_documents(*, place: Place) -> int:
    """Delete all documents of a place and return how many there were."""
    return documents_at(place).delete()[0]


def _once_more(write: Callable[[], None]) -> None:
    """Write in a transaction; again if another writer made the same document in between."""
    for attempt in range(1, _ATTEMPTS + 1):
        try:
            with transaction.atomic():
                write()
            return
        except IntegrityError:
            if attempt == _ATTEMPTS:
                raise


def _held(place: Place, name: str, condition: Condition) -> Document | None:
    """Return the document with its row locked, if the condition holds for it."""
    row = documents_named(place, name).select_for_update(of=("self",)).first()
    if not condition.holds(row.etag if row is not None else None):
        raise DocumentRefused("precondition_failed")
    return row


def _store(place: Place, name: str, row: Document | None, document: Incoming) -> None:
    if row is None:
        row = place.kind(root=place.root, name=name, name_digest=digest(name), **_keys(place))
    row.content = document.content
    row.content_type = document.content_type
    row.etag = tag_of(document.content)
    row.updated_at = timezone.now()
    row.save()


def _keys(place: Place) -> dict[str, Any]:
    """Return what a new document points to; activity and agent need not be known before (2.2.s4.b2)."""
    found: dict[str, Any] = {}
    if place.activity is not None:
        found["activity_id"] = activity_key(place.root, place.activity)
    if place.agent is not None:
        # Not while a member is erased: the identity could be gone before the document has it.
        pass_gate(place.root.pk, alone=False)
        found["identity_id"] = identity_keys(place.root, [place.agent])[place.agent]
    if place.kind is StateDocument:
        found["registration"] = place.registration
    return found
