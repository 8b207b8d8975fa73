"""Stage needs: the level above answers a complaint. A named officer in."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction
from django.utils import timezone

from redcloud.apps.needs.models import NeedComplaint
from redcloud.apps.needs.queries.complaints import complaint_for
from redcloud.apps.people import audit
from redcloud.apps.people.access import Viewer
from redcloud.apps.people.models import User


class AlreadyAnswered(Exception):  # noqa: N818 - it is an answer, not a fault
    """Somebody else answered first; the resident reads one answer."""


@transaction.atomic
def answer_complaint(*, actor: User, viewer: Viewer, uid: UUID, words: str) -> NeedComplaint:
    """Answer the resident, on the follow page.

    Raises
    ------
    NotVisible
    AlreadyAnswered
        When another officer was first; what they wrote stays.
    ValueError
        Without words.
    """
    if not words.strip():
        raise ValueError("an answer needs words")
    complaint = NeedComplaint.objects.select_for_update().get(pk=complaint_for(viewer, uid).pk)
    if complaint.answered_at is not None:
        raise AlreadyAnswered
    complaint.answer = words.strip()[:4000]
    complaint.answered_by = actor
    complaint.answered_at = timezone.now()
    complaint.save(update_fields=["answer", "answered_by", "answered_at"])
    audit.record(
        actor=actor, action="needs.answer_complaint", target=complaint, organisation=complaint.organisation
    )
    return complaint
