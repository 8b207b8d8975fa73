"""Stage study: courses as a recommender is asked with them. Shapes and what members did in, tables out."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from uuid import UUID

import pyarrow as pa

from redcloud.apps.people.models import Member, Organisation
from redcloud.apps.records.models import Statement
from redcloud.apps.study.activities import course_uid_in, courses_prefix
from redcloud.apps.study.learning import FEW, pairs_of
from redcloud.apps.study.models import Course, CourseAsk, CourseRefusal, CourseSuggestion, Item
from redcloud.apps.study.queries.course_shapes import COURSE_KEYS, Shape, progress_in
from redcloud.engine.contracts import STUDY_ITEMS
from redcloud.engine.records.vocabulary import iris_of
from redcloud.engine.study.interface import BEGUN, HISTORY, PARTS, PROPOSED, READING

PAGES_IN = {"zh-hans": "zh-Hans", "en": "en"}
"""The language of content that somebody reads whose pages are in a language."""


def course_rows(shapes: Iterable[Shape]) -> pa.Table:
    """Courses as STUDY_ITEMS, each one thing; no record speaks of one as of an item."""
    rows = [
        {
            "item": shape.key,
            "activity": 0,
            "title": shape.course.title,
            "text": "",
            "minutes": shape.minutes,
            "topics": sorted(topic.code for topic in shape.course.topics.all()),
            "published": shape.course.published_on,
        }
        for shape in shapes
    ]
    return pa.Table.from_pylist(rows, schema=STUDY_ITEMS)


def parts_table(shapes: Iterable[Shape]) -> pa.Table:
    """PARTS: which items each course is made of."""
    rows = [{"course": shape.key, "item": item.pk} for shape in shapes for item in shape.items]
    return pa.Table.from_pylist(rows, schema=PARTS)


def begun_and_done(
    shapes: Sequence[Shape], done: Mapping[int, Collection[UUID]], quizzed: Mapping[int, Collection[UUID]]
) -> tuple[pa.Table, pa.Table]:
    """BEGUN of courses that members are in the middle of, and HISTORY of those that they finished.

    Parameters
    ----------
    done, quizzed : by member: items finished, and courses whose last quiz was answered.
    """
    of_item: dict[UUID, list[Shape]] = defaultdict(list)
    for shape in shapes:
        for item in shape.items:
            of_item[item.uid].append(shape)
    begun, finished = [], []
    for member, uids in done.items():
        mine = {shape.key: shape for uid in uids if uid in of_item for shape in of_item[uid]}
        for key, shape in mine.items():
            far = progress_in(shape, uids, shape.course.uid in quizzed.get(member, ()))
            if far.is_done:
                finished.append({"learner": member, "item": key})
            else:
                begun.append({"learner": member, "course": key, "done": far.done})
    return pa.Table.from_pylist(begun, schema=BEGUN), pa.Table.from_pylist(finished, schema=HISTORY)


def quizzes_done_in(root: Organisation) -> dict[int, set[UUID]]:
    """Courses whose last quiz was answered, by member, of everybody in a root."""
    rows = Statement.objects.filter(
        root=root,
        verb__iri__in=iris_of("completed"),
        voided=False,
        actor__member__isnull=False,
        activity__iri__startswith=courses_prefix(root),
    ).values_list("actor__member_id", "activity__iri")
    found: dict[int, set[UUID]] = defaultdict(set)
    for member, iri in rows.iterator(chunk_size=10_000):
        uid = course_uid_in(iri, root)
        if uid is not None:
            found[member].add(uid)
    return found


def excluded_courses(member_ids: Collection[int]) -> pa.Table:
    """HISTORY of courses that members refused or were ever sent."""
    pairs = pairs_of((CourseRefusal, CourseSuggestion), "course_id", member_ids)
    rows = [{"learner": member, "item": COURSE_KEYS + course} for member, course in pairs]
    return pa.Table.from_pylist(rows, schema=HISTORY)


def proposed_table(root: Organisation, branch_ids: Collection[int], today: date) -> pa.Table:
    """PROPOSED: courses that organisations above some branches propose and that have not run out."""
    asks = CourseAsk.objects.filter(sender__root=root, withdrawn_at=None, by_day__gte=today)
    asks = asks | CourseAsk.objects.filter(sender=root, withdrawn_at=None, by_day__gte=today)
    by_sender: dict[int, list[CourseAsk]] = defaultdict(list)
    for ask in asks:
        by_sender[ask.sender_id].append(ask)
    if not by_sender:
        return PROPOSED.empty_table()
    paths = Organisation.objects.filter(pk__in=list(branch_ids)).values_list("pk", "path")
    rows = [
        {"unit": branch, "item": COURSE_KEYS + ask.course_id, "place": ask.sender_id, "by": ask.by_day}
        for branch, path in paths
        for above in path.strip("/").split("/")[:-1]
        for ask in by_sender.get(int(above), ())
    ]
    return pa.Table.from_pylist(rows, schema=PROPOSED)


def written_table(root_id: int, shapes: Iterable[Shape]) -> pa.Table:
    """READING of the items of a root and of courses: the language in which each is written."""
    items = Item.objects.filter(root_id=root_id).values_list("pk", "language")
    rows = [{"key": key, "language": said} for key, said in items]
    rows += [{"key": shape.key, "language": shape.course.language} for shape in shapes]
    return pa.Table.from_pylist(rows, schema=READING)


def reads_table(member_ids: Collection[int]) -> pa.Table:
    """READING of members who chose a language for their pages; who chose none prefers none."""
    wanted = set(member_ids)
    rows = Member.objects.exclude(user=None).exclude(user__language="")
    if len(wanted) <= FEW:
        rows = rows.filter(pk__in=wanted)
    found = [
        {"key": member, "language": PAGES_IN[said]}
        for member, said in rows.values_list("pk", "user__language").iterator(chunk_size=10_000)
        if member in wanted and said in PAGES_IN
    ]
    return pa.Table.from_pylist(found, schema=READING)


def courses_by_key(keys: Iterable[int]) -> dict[int, Course]:
    """Courses under the keys that they have among items."""
    found = Course.objects.in_bulk([key - COURSE_KEYS for key in keys])
    return {COURSE_KEYS + pk: course for pk, course in found.items()}
