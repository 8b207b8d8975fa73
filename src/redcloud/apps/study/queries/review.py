"""Stage study: what waits for a second editor: items, courses, quizzes. A viewer in, a list out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

from redcloud.apps.people.access import Viewer, library_edited_by
from redcloud.apps.study.models import Course, Item, ItemVersion, Quiz, VersionState
from redcloud.apps.study.queries.editing import review_rule

MOST = 30


@dataclass(frozen=True, slots=True)
class Waiting:
    """One thing that waits: what it is, or belongs to; ``own``: the viewer asked, so another has to look."""

    kind: Literal["item", "course", "quiz"]
    uid: UUID
    of: Item | Course
    since: datetime
    own: bool


def waiting_in(viewer: Viewer) -> list[Waiting]:
    """What waits for a second editor in the viewer's library: what waits longest first.

    Raises
    ------
    NotVisible
    """
    root = library_edited_by(viewer)
    if not review_rule(root):
        return []
    proposed = ItemVersion.objects.filter(item__root=root, state=VersionState.PROPOSED)
    found = [
        Waiting("item", one.item.uid, one.item, one.made_at, one.made_by_id == viewer.user_id)
        for one in proposed.select_related("item").order_by("made_at")[:MOST]
    ]
    asked = {"root": root, "asked_at__isnull": False}
    for course in Course.objects.filter(**asked).order_by("asked_at")[:MOST]:
        found.append(_asked("course", course.uid, course, course, viewer))
    for quiz in Quiz.objects.filter(**asked).select_related("item", "course").order_by("asked_at")[:MOST]:
        found.append(_asked("quiz", quiz.uid, quiz.of, quiz, viewer))
    return sorted(found, key=lambda one: one.since)[:MOST]


def _asked(
    kind: Literal["course", "quiz"], uid: UUID, of: Item | Course, thing: Course | Quiz, viewer: Viewer
) -> Waiting:
    assert thing.asked_at is not None  # noqa: S101 - as the queries ask
    return Waiting(kind, uid, of, thing.asked_at, thing.asked_by_id == viewer.user_id)
