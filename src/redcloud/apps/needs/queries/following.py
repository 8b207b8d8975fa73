"""Stage needs: what the holder of a follow code sees. The hash of the code in, one need out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from redcloud.apps.needs.models import MessageKind, Need, NeedComplaint, NeedMessage, NeedPhoto
from redcloud.apps.people.access import NotVisible
from redcloud.apps.people.models import User
from redcloud.engine.needs.states import allows


@dataclass(frozen=True, slots=True)
class Word:
    """One message: who speaks as a name and an organisation, both empty for the resident."""

    kind: str
    person: str
    organisation: str
    words: str
    at: datetime

    @property
    def from_resident(self) -> bool:
        """Whether the resident wrote it."""
        return self.kind == MessageKind.RESIDENT


@dataclass(frozen=True, slots=True)
class FollowView:
    """A need for the person who asked."""

    need: Need
    taker: str
    words: list[Word]
    complaints: list[NeedComplaint]
    has_contact: bool
    contact_opened_at: datetime | None
    has_photo: bool
    can_confirm: bool
    can_reopen: bool
    can_withdraw: bool


def person_name(user: User | None) -> str:
    """Name a handler as the roster does; nothing when the person is gone or on no roster."""
    member = getattr(user, "member", None) if user is not None else None
    return member.name if member is not None else ""


def words_of(need: Need) -> list[Word]:
    """Return the exchange of a need, oldest first (one query)."""
    rows = NeedMessage.objects.filter(need=need).select_related("author__member", "organisation")
    return [
        Word(
            row.kind,
            person_name(row.author),
            row.organisation.name if row.organisation else "",
            row.words,
            row.at,
        )
        for row in rows.order_by("id")
    ]


def _found(code_hash: str | None) -> Need:
    found = Need.objects.filter(code_hash=code_hash).select_related(
        "place__parent", "holder", "taker__member", "contact"
    )
    need = found.first() if code_hash else None
    if need is None:
        raise NotVisible
    return need


def need_followed(code_hash: str | None) -> FollowView:
    """Return the need that the code belongs to.

    Raises
    ------
    NotVisible
        When no need has this code.
    """
    need = _found(code_hash)
    contact = getattr(need, "contact", None)
    return FollowView(
        need=need,
        taker=person_name(need.taker),
        words=words_of(need),
        complaints=list(need.complaints.select_related("organisation").order_by("id")),
        has_contact=contact is not None,
        contact_opened_at=contact.opened_at if contact else None,
        has_photo=NeedPhoto.objects.filter(need=need).exists(),
        can_confirm=allows(need.state, "confirm"),
        can_reopen=allows(need.state, "reopen"),
        can_withdraw=allows(need.state, "withdraw"),
    )


def followed_photo(code_hash: str | None) -> bytes:
    """Return the photo of the need that the code belongs to.

    Raises
    ------
    NotVisible
    """
    photo = NeedPhoto.objects.filter(need=_found(code_hash)).first()
    if photo is None:
        raise NotVisible
    return bytes(photo.jpeg)
