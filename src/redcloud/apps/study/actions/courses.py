"""Stage study: writes of courses. An editor's choices in, courses out."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from redcloud.apps.people.access import NotVisible
from redcloud.apps.people.audit import record
from redcloud.apps.people.models import Organisation, OrganisationKind, User
from redcloud.apps.study.actions.course_parts import write_parts
from redcloud.apps.study.actions.course_versions import begin_change, end_change
from redcloud.apps.study.actions.review import ask, check_approved, hand_back
from redcloud.apps.study.drafts import CourseDraft, course_draft_from
from redcloud.apps.study.models import Course, CourseVersion, Item, ItemState
from redcloud.apps.study.queries.editing import missing_of_course
from redcloud.apps.study.search import index
from redcloud.engine.study.languages import language_of


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
    begin_change(actor, course)
    _write(course, draft)
    record(actor=actor, action="study.change_course", target=course, organisation=course.root)
    return course


@transaction.atomic
def restore_course(*, actor: User, course: Course, version_id: int) -> Course:
    """Make an earlier version the present one, its parts too; the present one is kept in turn.

    A part whose item is gone since is left out.

    Raises
    ------
    NotVisible
    ValidationError
        If what it said cannot stand any more, or a second person would have to see the change first.
    """
    version = CourseVersion.objects.filter(course=course, pk=version_id).first()
    if version is None:
        raise NotVisible
    begin_change(actor, course, whole=True)
    put_content(course, version.content)
    record(actor=actor, action="study.restore_course", target=course, organisation=course.root)
    return course


def put_content(course: Course, content: dict[str, Any]) -> None:
    """Let a course say what a version kept, its parts too, inside of a change that was begun.

    Raises
    ------
    ValidationError
    """
    _write(course, course_draft_from(course.root, content))
    still = set(Item.objects.filter(root=course.root, pk__in=content["parts"]).values_list("pk", flat=True))
    write_parts(course, [item for item in content["parts"] if item in still])


def _write(course: Course, draft: CourseDraft) -> None:
    course.title, course.title_en = draft.title.strip(), draft.title_en.strip()
    course.text = draft.text.replace("\r\n", "\n").strip()
    course.licence = draft.licence
    course.language = draft.language or language_of(f"{course.title}\n{course.text}")
    course.used_by = draft.used_by if draft.used_by and draft.used_by.pk != course.root_id else None
    end_change(course)
    course.full_clean()
    if any(topic.root_id not in (None, course.root_id) for topic in draft.topics):
        raise ValidationError({"topics": _("请选本组织的主题。")})
    place = course.used_by
    if place is not None and (place.root_id != course.root_id or place.kind != OrganisationKind.COMMITTEE):
        raise ValidationError({"used_by": _("请选本组织的一个党委。")})
    course.save()
    course.topics.set(draft.topics)
    index(course)


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
    """Take a course off the shelves. Its parts stay, and so does what anybody has done.

    A draft stays one: what is taken off is what members read last, so that it may be put back as it is.
    """
    if not course.is_published:
        return course
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
