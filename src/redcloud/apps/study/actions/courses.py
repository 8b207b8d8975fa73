"""Stage study: writes of courses. An editor's choices in, courses out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from redcloud.apps.people.access import Viewer
from redcloud.apps.people.audit import record
from redcloud.apps.people.models import Organisation, OrganisationKind, User
from redcloud.apps.study.actions.course_versions import keep_version
from redcloud.apps.study.actions.review import ask, check_approved, hand_back
from redcloud.apps.study.models import MOST_PARTS, Course, CoursePart, ItemState, ReviewRule
from redcloud.apps.study.queries import published_in
from redcloud.apps.study.queries.editing import course_edited_by, missing_of_course
from redcloud.apps.topics.models import Topic
from redcloud.engine.study.languages import language_of


@dataclass(frozen=True, slots=True)
class CourseDraft:
    """What an editor enters for a course."""

    title: str
    topics: tuple[Topic, ...]
    text: str = ""
    title_en: str = ""
    licence: str = "CC BY 4.0"
    # Empty: guessed from the words.
    language: str = ""
    # None: everybody of the root.
    used_by: Organisation | None = None


@transaction.atomic
def make_course(*, actor: User | None, root: Organisation, draft: CourseDraft, slug: str = "") -> Course:
    """Add a course without parts to a root's library, as a draft.

    Raises
    ------
    ValidationError
        If a field is missing or wrong; keyed by field.
    """
    course = Course(root=root, slug=slug, made_by=actor)
    _write(course, draft)
    record(actor=actor, action="study.make_course", target=course, organisation=root)
    return course


@transaction.atomic
def change_course(*, actor: User | None, course: Course, draft: CourseDraft) -> Course:
    """Change what a course says about itself.

    Raises
    ------
    ValidationError
        If a field is missing or wrong, or a second person would have to see the change first.
    """
    _check_not_held(actor, course)
    keep_version(actor, course)
    _write(course, draft)
    record(actor=actor, action="study.change_course", target=course, organisation=course.root)
    return course


def _write(course: Course, draft: CourseDraft) -> None:
    course.title, course.title_en = draft.title.strip(), draft.title_en.strip()
    course.text = draft.text.replace("\r\n", "\n").strip()
    course.licence = draft.licence
    course.language = draft.language or language_of(f"{course.title}\n{course.text}")
    course.used_by = draft.used_by if draft.used_by and draft.used_by.pk != course.root_id else None
    _touch(course)
    course.full_clean()
    if any(topic.root_id not in (None, course.root_id) for topic in draft.topics):
        raise ValidationError({"topics": _("请选本组织的主题。")})
    place = course.used_by
    if place is not None and (place.root_id != course.root_id or place.kind != OrganisationKind.COMMITTEE):
        raise ValidationError({"used_by": _("请选本组织的一个党委。")})
    course.save()
    course.topics.set(draft.topics)


def _touch(course: Course) -> None:
    """A change takes an asked review back, and what was taken off is a draft again; the caller saves."""
    course.updated_at = timezone.now()
    course.no_longer_asked()
    if course.state == ItemState.ARCHIVED:
        course.state = ItemState.DRAFT


def _check_not_held(actor: User | None, course: Course) -> None:
    """What a second person approved is not changed behind their back."""
    if actor is None or not course.is_published:
        return
    if ReviewRule.objects.filter(root=course.root).exists():
        raise ValidationError(_("这门课程已经审核发布。要改，请先下架，改好后再提交审核。"))


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
    _check_not_held(actor, course)
    keep_version(actor, course)
    # Locked, so that two editors' taps come one after the other.
    return Course.objects.select_for_update(of=("self",)).select_related("root").get(pk=course.pk)


def _number(course: Course, parts: Sequence[CoursePart] | None = None) -> None:
    ordered = list(course.parts.all()) if parts is None else list(parts)
    for place, part in enumerate(ordered, start=1):
        part.position = place
    CoursePart.objects.bulk_update(ordered, ["position"])


def _changed(actor: User | None, course: Course) -> Course:
    _touch(course)
    course.save(update_fields=["state", "updated_at", "asked_by", "asked_at"])
    record(actor=actor, action="study.change_course_parts", target=course, organisation=course.root)
    return course


@transaction.atomic
def publish_course(*, actor: User | None, course: Course, on: date | None = None) -> Course:
    """Let members find a course. Its first day of publication stays.

    Raises
    ------
    ValidationError
        If it lacks something, or a second person has not approved it.
    """
    _check_whole(course)
    check_approved(actor, course)
    course.state = ItemState.PUBLISHED
    course.published_on = course.published_on or on or timezone.localdate()
    course.no_longer_asked()
    course.save(update_fields=["state", "published_on", "asked_by", "asked_at"])
    record(actor=actor, action="study.publish_course", target=course, organisation=course.root)
    return course


def _check_whole(course: Course) -> None:
    missing = missing_of_course(course, list(course.parts.select_related("item")))
    if missing:
        raise ValidationError([lacking(code) for code in missing])


def lacking(code: str) -> str:
    """What a course lacks, in words that say what to do."""
    return {
        "topics": _("请至少选一个主题。"),
        "parts": _("请先加入至少一篇内容。"),
        "hidden_parts": _("有的部分还没有发布，读者看不到。请先发布那一篇，或把它移出课程。"),
    }[code]


@transaction.atomic
def take_off_course(*, actor: User | None, course: Course) -> Course:
    """Take a course off the shelves. Its parts stay, and so does what anybody has done."""
    course.state = ItemState.ARCHIVED
    course.save(update_fields=["state"])
    record(actor=actor, action="study.take_off_course", target=course, organisation=course.root)
    return course


@transaction.atomic
def put_back_course(*, actor: User | None, course: Course) -> Course:
    """Undo ``take_off_course``; what was changed since is a draft, and is published as one.

    Raises
    ------
    ValidationError
        If the course lacks something by now; or if it was changed since, and a second person is due.
    """
    if course.state != ItemState.ARCHIVED:
        return publish_course(actor=actor, course=course)
    _check_whole(course)
    course.state = ItemState.PUBLISHED
    course.save(update_fields=["state"])
    record(actor=actor, action="study.put_back_course", target=course, organisation=course.root)
    return course


@transaction.atomic
def ask_for_course(*, actor: User, course: Course) -> Course:
    """Ask a second person to look at a course and publish it.

    Raises
    ------
    ValidationError
        If it lacks something.
    """
    _check_whole(course)
    ask(actor, course)
    record(actor=actor, action="study.ask_for_course", target=course, organisation=course.root)
    return course


@transaction.atomic
def hand_back_course(*, actor: User, course: Course) -> Course:
    """Give a course back that waits for a second person, or take the asking back."""
    hand_back(course)
    record(actor=actor, action="study.hand_back_course", target=course, organisation=course.root)
    return course
