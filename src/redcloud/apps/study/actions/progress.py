"""Stage study: what a reader says about an item or a course: begun, done, not for me; and takes back.

Done is said, never guessed from time on a page. It becomes a record; taking it back voids the record.
The audit rows name neither item nor organisation: a trail must not tell who studied what.
"""

from __future__ import annotations

from datetime import datetime
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
def refuse_item(*, actor: User, viewer: Viewer, uid: UUID) -> Item:
    """Say "not for me": the item is never sent to this member again; another takes its place.

    Raises
    ------
    NotVisible
        If the item is not for this viewer, or the viewer is on no roster.
    """
    member, item = _own(viewer, uid)
    _, made = Refusal.objects.get_or_create(member=member, item=item)
    if made:
        record(actor=actor, action="study.refuse_item")
        refresh_for(member)
    return item


@transaction.atomic
def accept_item(*, actor: User, viewer: Viewer, uid: UUID) -> Item:
    """Undo ``refuse_item``.

    Raises
    ------
    NotVisible
        If the item is not for this viewer, or the viewer is on no roster.
    """
    member, item = _own(viewer, uid)
    gone, _ = Refusal.objects.filter(member=member, item=item).delete()
    if gone:
        record(actor=actor, action="study.accept_item")
    return item


@transaction.atomic
def refuse_course(*, actor: User, viewer: Viewer, uid: UUID) -> Course:
    """Say "not for me" of a course: it is never sent again, and no longer offered to go on with.

    Raises
    ------
    NotVisible
        If the course is not for this viewer, or the viewer is on no roster.
    """
    member, course = own_member(viewer), course_visible_to(viewer, uid)
    _, made = CourseRefusal.objects.get_or_create(member=member, course=course)
    if made:
        record(actor=actor, action="study.refuse_course")
        refresh_for(member)
    return course


@transaction.atomic
def accept_course(*, actor: User, viewer: Viewer, uid: UUID) -> Course:
    """Undo ``refuse_course``.

    Raises
    ------
    NotVisible
        If the course is not for this viewer, or the viewer is on no roster.
    """
    member, course = own_member(viewer), course_visible_to(viewer, uid)
    gone, _ = CourseRefusal.objects.filter(member=member, course=course).delete()
    if gone:
        record(actor=actor, action="study.accept_course")
    return course
