"""Web member, feature study: offers to undo what was just said. In: ``?done=<uid>``. Out: the item."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest

from redcloud.apps.people.access import NotVisible, Viewer
from redcloud.apps.study.models import Course, Item
from redcloud.apps.study.queries import course_visible_to, item_visible_to
from redcloud.web.ui.requests import uid_in

REFUSED_COURSE = "refused-course"


@dataclass(frozen=True, slots=True)
class Undo:
    """What was just said about which item or course."""

    said: str
    item: Item | Course


def undo_offered(request: HttpRequest, viewer: Viewer) -> Undo | None:
    """The undo that the address asks to offer; None where it names nothing that the viewer may see."""
    for said in ("done", "refused", "begun"):
        named = uid_in(request.GET.get(said, ""))
        if named is None:
            continue
        try:
            return Undo(said, item_visible_to(viewer, named))
        except NotVisible:
            continue
    named = uid_in(request.GET.get(REFUSED_COURSE, ""))
    if named is None:
        return None
    try:
        return Undo(REFUSED_COURSE, course_visible_to(viewer, named))
    except NotVisible:
        return None
