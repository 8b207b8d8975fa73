"""Stage study: a member's own data here. A member's key in; their export out, or nothing left of it.

What the member finished stands in the records and goes with them. The kept models hold protected
counts without persons; the next training, within a week, no longer sees an erased member.
"""

from __future__ import annotations

from typing import Any

from django.db import transaction

from redcloud.apps.people.models import Member, Purpose
from redcloud.apps.study.actions.sending import remix
from redcloud.apps.study.models import Refusal, Suggestion


def erase_member(member_id: int) -> None:
    """Remove what was sent to the member and what the member refused."""
    Suggestion.objects.filter(member_id=member_id).delete()
    Refusal.objects.filter(member_id=member_id).delete()


def own_data(member_id: int) -> dict[str, Any]:
    """What was sent to the member with its reasons, and what the member refused."""
    sent = Suggestion.objects.filter(member_id=member_id).select_related("item").order_by("sent_at")
    refused = Refusal.objects.filter(member_id=member_id).select_related("item").order_by("at")
    return {
        "suggestions": [
            {
                "item": row.item.title,
                "sent_at": row.sent_at.isoformat(),
                "reason": row.reason_code,
                "facts": row.facts,
                "personal": row.personal,
            }
            for row in sent
        ],
        "not_for_me": [{"item": row.item.title, "at": row.at.isoformat()} for row in refused],
    }


def follow_consent(member_id: int, purpose: str, granted: bool) -> None:
    """Send anew from the other feed when the member switches personalisation or folding."""
    if purpose in (Purpose.PERSONALISATION, Purpose.PORTRAIT):
        with transaction.atomic():
            remix(Member.objects.select_related("root").get(pk=member_id))
