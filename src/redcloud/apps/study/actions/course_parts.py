"""Stage study: the parts of a course: which items, in which order. Items in, rows out."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from redcloud.apps.people.access import Viewer
from redcloud.apps.people.audit import record
from redcloud.apps.people.models import User
from redcloud.apps.study.actions.course_versions import begin_change, end_change
from redcloud.apps.study.models import MOST_PARTS, Course, CoursePart
from redcloud.apps.study.queries import published_in
from redcloud.apps.study.queries.editing import course_edited_by


@transaction.atomic
def add_part(*, actor: User, viewer: Viewer, uid: UUID, item: UUID, place: int | None = None) -> Course:
    """Put an item of the library at the end of a course, or back at the place that it had.

    Raises
    ------
    NotVisible
        For somebody who does not edit the course.
    ValidationError
        If the item is not to be had (any more), or the course is full.
    """
    course = _open(actor, viewer, uid)
    parts = list(course.parts.all())
    if len(parts) >= MOST_PARTS:
        raise ValidationError(_("一门课程最多 %(most)d 篇。") % {"most": MOST_PARTS})
    found = published_in(course.root_id).filter(uid=item).first()
    if found is None or any(part.item_id == found.pk for part in parts):
        raise ValidationError(_("这篇内容已经不能加进来了，请再选一次。"))
    part = CoursePart.objects.create(course=course, item=found, position=len(parts) + 1)
    parts.insert(len(parts) if place is None else max(place - 1, 0), part)
    _number(course, parts)
    return _changed(actor, course)


@transaction.atomic
def remove_part(*, actor: User, viewer: Viewer, uid: UUID, item: UUID) -> tuple[Course, int]:
    """Take an item out of a course; its place, so that it can be put back.

    Raises
    ------
    NotVisible
        For somebody who does not edit the course, and where the item is no part.
    ValidationError
    """
    course = _open(actor, viewer, uid)
    part = course.parts.filter(item__uid=item).first()
    if part is None:
        raise ValidationError(_("这一部分已经不在课程里了。"))
    place = part.position
    part.delete()
    _number(course)
    return _changed(actor, course), place


@transaction.atomic
def order_parts(*, actor: User, viewer: Viewer, uid: UUID, items: Sequence[UUID]) -> Course:
    """Put the parts of a course into an order; those that are not named follow as they stood.

    Raises
    ------
    NotVisible
    ValidationError
    """
    course = _open(actor, viewer, uid)
    wanted = {item: place for place, item in enumerate(items)}
    parts = list(course.parts.select_related("item"))
    parts.sort(key=lambda part: wanted.get(part.item.uid, len(wanted)))
    _number(course, parts)
    return _changed(actor, course)


@transaction.atomic
def move_part(*, actor: User, viewer: Viewer, uid: UUID, item: UUID, by: int) -> Course:
    """Move a part up (``by`` -1) or down (1); at an end it stays.

    Raises
    ------
    NotVisible
    ValidationError
    """
    course = _open(actor, viewer, uid)
    parts = list(course.parts.select_related("item"))
    at = next((place for place, part in enumerate(parts) if part.item.uid == item), None)
    if at is not None and 0 <= at + by < len(parts):
        parts.insert(at + by, parts.pop(at))
        _number(course, parts)
    return _changed(actor, course)


def _open(actor: User, viewer: Viewer, uid: UUID) -> Course:
    course = course_edited_by(viewer, uid)
    begin_change(actor, course)
    # Locked, so that two editors' taps come one after the other.
    return Course.objects.select_for_update(of=("self",)).select_related("root").get(pk=course.pk)


def _number(course: Course, parts: Sequence[CoursePart] | None = None) -> None:
    ordered = list(course.parts.all()) if parts is None else list(parts)
    for place, part in enumerate(ordered, start=1):
        part.position = place
    CoursePart.objects.bulk_update(ordered, ["position"])


def _changed(actor: User | None, course: Course) -> Course:
    end_change(course)
    course.save(update_fields=["state", "updated_at", "asked_by", "asked_at"])
    record(actor=actor, action="study.change_course_parts", target=course, organisation=course.root)
    return course


def set_parts(actor: User | None, course: Course, items: Sequence[int]) -> None:
    """Make items the parts of a course, in their order, inside the caller's transaction.

    Raises
    ------
    ValidationError
    """
    if [part.item_id for part in course.parts.all()] == list(items):
        return
    begin_change(actor, course)
    write_parts(course, items)
    _changed(actor, course)


def write_parts(course: Course, items: Sequence[int]) -> None:
    """Store the parts of a course inside of a change that was begun."""
    course.parts.all().delete()
    CoursePart.objects.bulk_create(
        CoursePart(course=course, item_id=item, position=place) for place, item in enumerate(items, 1)
    )
