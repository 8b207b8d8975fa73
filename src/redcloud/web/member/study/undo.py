"""Web member, feature study: offers to undo what was just said. In: ``?done=<uid>``. Out: the item."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.http import HttpRequest

from redcloud.apps.people.access import NotVisible, Viewer
from redcloud.apps.study.models import Item
from redcloud.apps.study.queries import item_visible_to


@dataclass(frozen=True, slots=True)
class Undo:
    """What was just said about which item."""

    said: str
    item: Item


def undo_offered(request: HttpRequest, viewer: Viewer) -> Undo | None:
    """The undo that the address asks to offer; None where it names nothing that the viewer may see."""
    for said in ("done", "refused", "begun"):
        try:
            return Undo(said, item_visible_to(viewer, UUID(request.GET[said])))
        except (KeyError, ValueError, NotVisible):
            continue
    return None
