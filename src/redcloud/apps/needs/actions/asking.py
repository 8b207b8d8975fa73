"""Stage needs: a resident asks. Words and a place in; a stored need and its code, once, out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from redcloud.apps.needs.actions.subjects import guess
from redcloud.apps.needs.actions.telling import tell_committee
from redcloud.apps.needs.models import Need, NeedContact, NeedPhoto, Place
from redcloud.apps.notices.models import NoticeKind
from redcloud.apps.people import audit
from redcloud.engine.needs.categories import NEED_CATEGORY_CODES, OTHER
from redcloud.engine.needs.codes import code_hash, new_code
from redcloud.engine.needs.photo import redraw

MOST_WORDS = 4000  # GeoReport v2 bounds a description so


class NeedRefused(ValueError):  # noqa: N818 - an answer, not a fault
    """The request cannot be stored; ``code`` says why."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class Asked:
    """A new need and the code to follow it. The code exists here and nowhere else."""

    need: Need
    code: str


@transaction.atomic
def ask(
    *,
    place: Place,
    words: str,
    category: str = OTHER,
    spot: str = "",
    contact_name: str = "",
    contact_way: str = "",
    photo: bytes | None = None,
    now: datetime | None = None,
) -> Asked:
    """Store what a resident asks for and give it to the branch of the place.

    There is no actor: nobody signs in to ask, and nothing ties two needs of one person together.

    Parameters
    ----------
    place : from ``queries.place_for_asking``.
    photo : the upload as received; it is drawn anew before anything is stored.

    Raises
    ------
    NeedRefused
        ``no_words``, ``too_long``, ``unknown_category`` or ``nobody_serves``.
    engine.needs.photo.PhotoRefused
        When the photo cannot be used. Nothing is stored then.
    """
    words = words.strip()
    if not words:
        raise NeedRefused("no_words")
    if len(words) > MOST_WORDS:
        raise NeedRefused("too_long")
    if category not in NEED_CATEGORY_CODES:
        raise NeedRefused("unknown_category")
    if place.branch is None:
        raise NeedRefused("nobody_serves")
    jpeg = redraw(photo) if photo is not None else None
    moment = now or timezone.now()
    code = new_code()
    hashed = code_hash(code)
    assert hashed is not None  # noqa: S101 - a code that was just drawn can be read
    need = Need.objects.create(
        root_id=place.root_id,
        place=place,
        holder=place.branch,
        category=category,
        words=words,
        spot=spot.strip()[:200],
        code_hash=hashed,
        received_at=moment,
        changed_at=moment,
    )
    if contact_way.strip():
        NeedContact.objects.create(need=need, name=contact_name.strip()[:60], way=contact_way.strip()[:120])
    if jpeg is not None:
        NeedPhoto.objects.create(need=need, jpeg=jpeg)
    guess(need)
    tell_committee(need, NoticeKind.NEED_RECEIVED)
    audit.record(actor=None, action="needs.ask", target=need, organisation=place.branch)
    return Asked(need, code)
