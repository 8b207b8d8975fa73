"""Stage life: reads of volunteering. Only ever the viewer's own entries."""

from __future__ import annotations

from uuid import UUID

from redcloud.apps.life.models import Volunteering
from redcloud.apps.people.access import NotVisible, Viewer


def own_volunteering(viewer: Viewer, limit: int = 100) -> list[Volunteering]:
    """The viewer's own entries, newest day first.

    Raises
    ------
    NotVisible
        For somebody who is no member.
    """
    if viewer.member_id is None:
        raise NotVisible
    return list(Volunteering.objects.filter(member_id=viewer.member_id).order_by("-day", "-id")[:limit])


def own_volunteering_entry(viewer: Viewer, uid: UUID) -> Volunteering:
    """One of the viewer's own entries; raises ``NotVisible`` for any other."""
    if viewer.member_id is None:
        raise NotVisible
    own = Volunteering.objects.filter(member_id=viewer.member_id)
    found = own.filter(uid=uid).select_related("member__root").first()
    if found is None:
        raise NotVisible
    return found
