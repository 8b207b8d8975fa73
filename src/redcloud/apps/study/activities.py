"""Stage study: how items and courses are named in records. One in, an ActivityRef out, and back."""

from __future__ import annotations

from uuid import UUID

from redcloud.apps.people.models import Organisation
from redcloud.apps.study.models import Course, Item
from redcloud.engine.records.profile import ActivityRef, activity_iri


def iri_prefix(root: Organisation) -> str:
    """Every item of a root has an IRI that starts so."""
    return activity_iri(root.slug or "", "item", "")


def iri_of(root: Organisation, uid: UUID) -> str:
    """The IRI of an item."""
    return f"{iri_prefix(root)}{uid}"


def activity_of(item: Item) -> ActivityRef:
    """The item as the activity of a record."""
    return ActivityRef(iri=iri_of(item.root, item.uid), type="study", name=item.title, name_en=item.title_en)


def courses_prefix(root: Organisation) -> str:
    """Every course of a root has an IRI that starts so."""
    return activity_iri(root.slug or "", "course", "")


def course_iri(course: Course) -> str:
    """The IRI of a course."""
    return f"{courses_prefix(course.root)}{course.uid}"


def course_activity(course: Course) -> ActivityRef:
    """The course as the activity of a record: that the quiz at its end was answered."""
    return ActivityRef(iri=course_iri(course), type="study", name=course.title, name_en=course.title_en)


def uid_in(iri: str, root: Organisation) -> UUID | None:
    """The item's uid in an activity IRI; None where the IRI names something else."""
    return _uid_after(iri, iri_prefix(root))


def course_uid_in(iri: str, root: Organisation) -> UUID | None:
    """The course's uid in an activity IRI; None where the IRI names something else."""
    return _uid_after(iri, courses_prefix(root))


def _uid_after(iri: str, prefix: str) -> UUID | None:
    if not iri.startswith(prefix):
        return None
    try:
        return UUID(iri.removeprefix(prefix))
    except ValueError:
        return None
