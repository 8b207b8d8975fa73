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


@transaction.atomic
def answer_complaint(*, actor: User, viewer: Viewer, uid: UUID, words: str) -> NeedComplaint:
    """Answer the resident, on the follow page.

    Raises
    ------
    NotVisible
    ValueError
        Without words.
    """
    if not words.strip():
        raise ValueError("an answer needs words")
    complaint = complaint_for(viewer, uid)
    complaint.answer = words.strip()[:4000]
    complaint.answered_by = actor
    complaint.answered_at = timezone.now()
    complaint.save(update_fields=["answer", "answered_by", "answered_at"])
    audit.record(
        actor=actor, action="needs.answer_complaint", target=complaint, organisation=complaint.organisation
    )
    return complaint
