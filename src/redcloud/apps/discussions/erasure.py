"""Stage discussions: what happens to a member's words when the member is erased. In: a member's key."""

from __future__ import annotations

from redcloud.apps.discussions.models import Comment, Report


def erase_member(member_id: int) -> None:
    """Remove everything that the member wrote or reported (for ``people.registries.erasure``)."""
    Comment.objects.filter(author_id=member_id).delete()
    Report.objects.filter(reporter_id=member_id).delete()
