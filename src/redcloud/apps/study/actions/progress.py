"""Stage study: what a reader says about an item or a course: begun, done, not for me; and takes back.

Done is said, never guessed from time on a page. It becomes a record; taking it back voids the record.
The audit rows name neither item nor organisation: a trail must not tell who studied what.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from redcloud.apps.people.access import Viewer
from redcloud.apps.people.audit import record
from redcloud.apps.people.models import Member, User
from redcloud.apps.records.actions import record_event, store_statements
from redcloud.apps.records.actions.events import OWN_AUTHORITY, SOURCE
from redcloud.apps.study.actions.sending import refresh_for
from redcloud.apps.study.activities import activity_of
from redcloud.apps.study.models import Course, CourseRefusal, Item, Refusal
from redcloud.apps.study.queries import item_visible_to, marks_of, own_member, own_statements
from redcloud.apps.study.queries.courses import course_visible_to
from redcloud.engine.contracts import LakeVerb
from redcloud.engine.records.profile import build_voiding

Kind = Literal["item", "course"]
_SEEN: Mapping[Kind, Callable[[Viewer, UUID], Item | Course]] = {
    "item": item_visible_to,
    "course": course_visible_to,
}
_REFUSALS: Mapping[Kind, type[Refusal] | type[CourseRefusal]] = {"item": Refusal, "course": CourseRefusal}


def _own(viewer: Viewer, uid: UUID) -> tuple[Member, Item]:
    member = own_member(viewer)
    return member, item_visible_to(viewer, uid)


@transaction.atomic
def begin_item(*, actor: User, viewer: Viewer, uid: UUID, when: datetime | None = None) -> Item:
    """Keep an item as begun, to go on with later.

    Raises
    ------
    NotVisible
        If the item is not for this viewer, or the viewer is on no roster.
    """
    member, item = _own(viewer, uid)
    marks = marks_of(member.pk, member.root)
    if uid not in marks.begun and uid not in marks.done:
        record_event(member=member, verb="began", activity=activity_of(item), when=when or timezone.now())
        record(actor=actor, action="study.begin_item")
    return item


@transaction.atomic
def complete_item(*, actor: User, viewer: Viewer, uid: UUID, when: datetime | None = None) -> Item:
    """Say that an item is done. Once is enough; the list is filled up again at once.

    Raises
    ------
    NotVisible
        If the item is not for this viewer, or the viewer is on no roster.
    """
    member, item = _own(viewer, uid)
    note_done(actor=actor, member=member, item=item, when=when or timezone.now())
    return item


def note_done(*, actor: User | None, member: Member, item: Item, when: datetime) -> None:
    """Record an item as done, inside the caller's transaction: by a word, a quiz or the end of a package."""
    if item.uid not in marks_of(member.pk, member.root).done:
        record_event(member=member, verb="completed", activity=activity_of(item), when=when)
        record(actor=actor, action="study.complete_item")
        refresh_for(member)


@transaction.atomic
def take_back(*, actor: User, viewer: Viewer, uid: UUID, verb: LakeVerb = "completed") -> Item:
    """Undo ``complete_item`` or ``begin_item``: the records are voided and leave the portrait.

    Raises
    ------
    NotVisible
        If the item is not for this viewer, or the viewer is on no roster.
    """
    member, item = _own(viewer, uid)
    standing = own_statements(member.pk, item, verb)
    voiding = [build_voiding(statement_id=one, authority="smart-red-cloud") for one in standing]
    if voiding:
        store_statements(
            root=member.root, statements=voiding, source=SOURCE, sender="study", authority=OWN_AUTHORITY
        )
        record(actor=actor, action="study.take_back")
    return item


@transaction.atomic
def refuse(*, actor: User, viewer: Viewer, of: Kind, uid: UUID) -> Item | Course:
    """Say "not for me": an item or a course is never sent to this member again; another takes its place.

    Raises
    ------
    NotVisible
        If it is not for this viewer, or the viewer is on no roster.
    """
    member, thing = own_member(viewer), _SEEN[of](viewer, uid)
    said: dict[str, Any] = {"member": member, of: thing}
    _, made = _REFUSALS[of].objects.get_or_create(**said)
    if made:
        record(actor=actor, action=f"study.refuse_{of}")
        refresh_for(member)
    return thing


@transaction.atomic
def accept(*, actor: User, viewer: Viewer, of: Kind, uid: UUID) -> Item | Course:
    """Undo ``refuse``.

    Raises
    ------
    NotVisible
        If it is not for this viewer, or the viewer is on no roster.
    """
    member, thing = own_member(viewer), _SEEN[of](viewer, uid)
    said: dict[str, Any] = {"member": member, of: thing}
    gone, _ = _REFUSALS[of].objects.filter(**said).delete()
    if gone:
        record(actor=actor, action=f"study.accept_{of}")
    return thing
