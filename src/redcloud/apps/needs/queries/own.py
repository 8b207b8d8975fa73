"""Stage needs: what it holds about a member, for the member's own download. No resident's data."""

from __future__ import annotations

from typing import Any

from redcloud.apps.needs.models import Need, NeedHelper, NeedMessage


def own_data(member_id: int) -> dict[str, Any]:
    """Return where the member helped, and which needs the member took or answered."""
    helped = NeedHelper.objects.filter(member_id=member_id).order_by("pk")
    taken = Need.objects.filter(taker__member=member_id).order_by("pk")
    written = NeedMessage.objects.filter(author__member=member_id).order_by("pk")
    return {
        "helped": list(helped.values("need__uid", "need__category", "at")),
        "taken": list(taken.values("uid", "category", "state")),
        "written": list(written.values("need__uid", "words", "at")),
    }
