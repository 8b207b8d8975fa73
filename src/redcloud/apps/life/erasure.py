"""Stage life: what happens to a member's traces when the member is erased. Head counts stay."""

from __future__ import annotations

from redcloud.apps.life.models import Meeting, RollEntry, Volunteering


def erase_member(member_id: int) -> None:
    """Remove the member's name from rolls and chairs, and their own entries."""
    RollEntry.objects.filter(member_id=member_id).delete()
    Volunteering.objects.filter(member_id=member_id).delete()
    Meeting.objects.filter(chair_id=member_id).update(chair=None)
