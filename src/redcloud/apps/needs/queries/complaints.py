"""Stage needs: complaints about a handler, for the level above. Never for the handler."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Exists, F, OuterRef, Q

from redcloud.apps.needs.models import NeedComplaint, NeedMessage
from redcloud.apps.people.access import NotVisible, Viewer, organisation_overseen_by
from redcloud.apps.people.models import COMMITTEE_ROLES, Role


@dataclass(frozen=True, slots=True)
class ComplaintView:
    """A complaint: about whom, what it says, and the public facts of the need. No contact, no photo."""

    uid: UUID
    about: str
    category: str
    place: str
    need_state: str
    words: str
    at: datetime
    answer: str
    answered_at: datetime | None


_COLUMNS = (
    "uid",
    "about__name",
    "need__category",
    "need__place__name",
    "need__state",
    "words",
    "at",
    "answer",
    "answered_at",
)


def complaints_waiting(viewer: Viewer, organisation_id: int) -> list[ComplaintView]:
    """Return the unanswered complaints addressed to organisations at or under this one, oldest first.

    Raises
    ------
    NotVisible
        When the viewer is no officer of the organisation or above.
    """
    organisation = organisation_overseen_by(viewer, organisation_id)
    rows = (
        NeedComplaint.objects.filter(organisation__path__startswith=organisation.path, answered_at=None)
        .exclude(_about(viewer))
        .order_by("at", "pk")
    )
    return [ComplaintView(*row) for row in rows.values_list(*_COLUMNS)[:200]]


def complaint_for(viewer: Viewer, uid: UUID) -> NeedComplaint:
    """Return a complaint, for officers of the organisation it is addressed to, or above.

    Raises
    ------
    NotVisible
        For everybody else, and for an officer whom it is about.
    """
    allowed = Q(pk__in=[])
    for path in viewer.paths(Role.OFFICER):
        allowed |= Q(organisation__path__startswith=path)
    found = NeedComplaint.objects.filter(allowed, uid=uid).exclude(_about(viewer))
    found = found.select_related("organisation", "about")
    complaint = found.first()
    if complaint is None:
        raise NotVisible
    return complaint


def _about(viewer: Viewer) -> Q:
    """Complaints about what the viewer did for whom they are about: as taker, as writer, on the committee.

    Whoever took the need one level above, where it was passed on, is not complained about.
    """
    own = Q(about_id__in=viewer.organisation_ids(*COMMITTEE_ROLES))
    if viewer.user_id is None:
        return own
    wrote = NeedMessage.objects.filter(
        need=OuterRef("need"), organisation=OuterRef("about"), author=viewer.user_id
    )
    return own | Q(need__taker_id=viewer.user_id, need__holder=F("about")) | Q(Exists(wrote))
