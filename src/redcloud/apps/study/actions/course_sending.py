"""Stage study: courses on members' lists: what stands, what is let go. Members and a day in, rows out."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from redcloud.apps.people.models import Organisation
from redcloud.apps.records.models import Statement
from redcloud.apps.study.activities import iri_of
from redcloud.apps.study.models import CoursePart, CourseRefusal, CourseSuggestion, Suggestion
from redcloud.apps.study.queries.course_shapes import Shape
from redcloud.engine.records.vocabulary import iris_of

_AT_ONCE = 5_000


def take_off_parts(made: Iterable[CourseSuggestion], shapes: Sequence[Shape], now: datetime) -> None:
    """A begun course takes the place of its own parts on the same list."""
    parts = {shape.course.pk: [item.pk for item in shape.items] for shape in shapes}
    members: dict[int, list[int]] = defaultdict(list)
    for row in made:
        members[row.course_id].append(row.member_id)
    for course, who in members.items():
        for start in range(0, len(who), _AT_ONCE):
            Suggestion.objects.filter(
                retired_at=None, item__in=parts.get(course, ()), member__in=who[start : start + _AT_ONCE]
            ).update(retired_at=now)


def retire_courses(root: Organisation, before: datetime, now: datetime) -> int:
    """Let go courses that stood untouched: sent before a moment, and no part of them finished since."""
    rows = CourseSuggestion.objects.filter(retired_at=None, sent_at__lt=before, member__root=root)
    stale = list(rows.values_list("pk", "member_id", "course_id"))
    if not stale:
        return 0
    touched = _touched(root, before, {course for _pk, _member, course in stale})
    gone = [pk for pk, member, course in stale if (member, course) not in touched]
    for start in range(0, len(gone), _AT_ONCE):
        CourseSuggestion.objects.filter(pk__in=gone[start : start + _AT_ONCE]).update(retired_at=now)
    return len(gone)


def _touched(root: Organisation, since: datetime, courses: set[int]) -> set[tuple[int, int]]:
    """(member, course) where a part was finished since a moment."""
    parts = CoursePart.objects.filter(course__in=courses).values_list("item__uid", "course_id")
    by_iri: dict[str, list[int]] = defaultdict(list)
    for uid, course in parts:
        by_iri[iri_of(root, uid)].append(course)
    done = Statement.objects.filter(
        root=root,
        verb__iri__in=iris_of("completed"),
        voided=False,
        timestamp__gte=since,
        actor__member__isnull=False,
        activity__iri__in=list(by_iri),
    ).values_list("actor__member_id", "activity__iri")
    return {(member, course) for member, iri in done.iterator(chunk_size=10_000) for course in by_iri[iri]}


def open_courses_by_member(
    root: Organisation,
    shapes: Sequence[Shape],
    finished: Mapping[int, set[int]],
) -> dict[int, list[int]]:
    """Keys of the courses that stand on each list of a root: not refused, not finished, still there."""
    refused = set(CourseRefusal.objects.filter(member__root=root).values_list("member_id", "course_id"))
    keys = {shape.course.pk: shape.key for shape in shapes}
    rows = CourseSuggestion.objects.filter(retired_at=None, member__root=root)
    found: dict[int, list[int]] = defaultdict(list)
    for member, course in rows.values_list("member_id", "course_id").iterator(chunk_size=10_000):
        key = keys.get(course)
        if key is not None and (member, course) not in refused and key not in finished.get(member, ()):
            found[member].append(key)
    return found
