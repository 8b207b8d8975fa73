"""Stage life: writes of volunteering, by the doer alone. In: what, day, kind, place. Out: a record."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from redcloud.apps.life.actions.events import record_service, retract_service
from redcloud.apps.life.models import ServiceKind, Volunteering
from redcloud.apps.life.queries import own_volunteering_entry
from redcloud.apps.people import audit
from redcloud.apps.people.access import NotVisible, Viewer
from redcloud.apps.people.models import Member, User


@transaction.atomic
def note_volunteering(
    *, actor: User, viewer: Viewer, kind: str, what: str, day: date, place: str = ""
) -> Volunteering:
    """Note a service. Nobody has to confirm it, and it asks for neither hours nor a photograph.

    Raises
    ------
    NotVisible
        For somebody who is no member.
    ValueError
        ``empty``, ``unknown_kind`` or ``in_the_future``.
    """
    if viewer.member_id is None:
        raise NotVisible
    if kind not in ServiceKind.values:
        raise ValueError("unknown_kind")
    if not what.strip():
        raise ValueError("empty")
    if day > timezone.localdate():
        raise ValueError("in_the_future")
    member = Member.objects.select_related("root").get(pk=viewer.member_id)
    entry = Volunteering.objects.create(
        member=member, kind=kind, what=what.strip(), day=day, place=place.strip()
    )
    record_service(entry)
    audit.record(actor=actor, action="life.note_volunteering", target=entry, organisation=None)
    return entry


@transaction.atomic
def withdraw_volunteering(*, actor: User, viewer: Viewer, uid: UUID) -> Volunteering:
    """Take an entry back, its record too, and return what it said.

    Raises
    ------
    NotVisible
        For anybody else's entry.
    """
    entry = own_volunteering_entry(viewer, uid)
    retract_service(entry)
    audit.record(actor=actor, action="life.withdraw_volunteering", target=entry, organisation=None)
    entry.delete()
    return entry
