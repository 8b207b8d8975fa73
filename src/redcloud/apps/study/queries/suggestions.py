"""Stage study: what was sent to a member and why. The member's own viewer in, a feed out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.utils import timezone

from redcloud.apps.people.access import NotVisible, Viewer
from redcloud.apps.people.models import Member, Organisation, Purpose
from redcloud.apps.people.queries import has_consent
from redcloud.apps.study.models import (
    BranchPlan,
    Course,
    CourseSuggestion,
    Item,
    ItemState,
    StudyWish,
    Suggestion,
)
from redcloud.apps.study.queries.course_feed import MemberCourses, OpenCourse, SentCourse, courses_of_member
from redcloud.apps.study.queries.course_places import courses_by_item
from redcloud.apps.study.queries.library import item_visible_to, unexpired, usable_by
from redcloud.apps.study.queries.marks import Marks, items_by_uid, marks_of
from redcloud.apps.study.queries.places import places_of_member
from redcloud.apps.study.reasons import Explained, Ground, explain
from redcloud.apps.topics.queries import topics_by_code
from redcloud.engine.study.interface import MOST_AT_ONCE


@dataclass(frozen=True, slots=True)
class Sent:
    """An item that was sent, and why; the course that it is part of, where there is one."""

    item: Item
    topics: list[str]
    reason: Explained
    sent_on: date
    course: Course | None
    is_course: bool = False


@dataclass(frozen=True, slots=True)
class Feed:
    """At most five things for a member, items and courses; ``personal`` says which of the two feeds it is.

    ``begun`` and ``begun_courses``: what the member is in the middle of and does not find among ``sent``.
    """

    sent: list[Sent | SentCourse]
    personal: bool
    begun: list[Item]
    begun_courses: list[OpenCourse]


@dataclass(frozen=True, slots=True)
class ItemView:
    """An item as one reader sees it, with the reader's own marks."""

    item: Item
    topics: list[str]
    is_member: bool
    begun_on: date | None
    done_on: date | None
    refused: bool
    reason: Explained | None
    wished: bool = False


def own_member(viewer: Viewer) -> Member:
    """The member who is looking.

    Raises
    ------
    NotVisible
        For somebody who is on no roster.
    """
    if viewer.member_id is None:
        raise NotVisible
    return Member.objects.select_related("root", "user").get(pk=viewer.member_id)


def open_suggestions(member_id: int, marks: Marks) -> list[Suggestion]:
    """What stands on the member's list: sent, not retired, usable today, not finished, not refused."""
    rows = (
        Suggestion.objects.filter(member_id=member_id, retired_at=None, item__state=ItemState.PUBLISHED)
        .filter(unexpired("item__"))
        .select_related("item__root")
        .prefetch_related("item__topics")
    )
    gone = marks.done.keys() | marks.refused
    standing = [row for row in rows.order_by("-sent_at", "id") if row.item.uid not in gone]
    if any(row.item.used_by_id for row in standing):
        places = places_of_member(member_id)
        standing = [row for row in standing if row.item.used_by_id is None or row.item.used_by_id in places]
    return standing[:MOST_AT_ONCE]


def open_list(member_id: int, root: Organisation, marks: Marks) -> tuple[list[Suggestion], MemberCourses]:
    """What stands on the member's list: items, and courses, of which none has its own parts beside it."""
    courses = courses_of_member(member_id, root, marks)
    room = MOST_AT_ONCE - len(courses.standing)
    rows = [row for row in open_suggestions(member_id, marks) if row.item_id not in courses.part_ids]
    return rows[:room], courses


def suggestions_for(viewer: Viewer) -> Feed:
    """What was sent to the member who is looking: begun courses first, then newest first, with true reasons.

    Raises
    ------
    NotVisible
        For somebody who is on no roster.
    """
    member = own_member(viewer)
    marks = marks_of(member.pk, member.root)
    rows, courses = open_list(member.pk, member.root, marks)
    taught = [one.row for one in courses.standing if one.row is not None]
    ground = ground_for(member.root, marks, [*rows, *taught], courses.parts)
    of_items = courses_by_item(row.item_id for row in rows)
    personal = has_consent(member.pk, Purpose.PERSONALISATION)
    sent: list[Sent | SentCourse] = [
        Sent(
            row.item,
            [topic.name for topic in row.item.topics.all()],
            explain(row.reason_code, row.facts, row.item, ground),
            timezone.localdate(row.sent_at),
            of_items.get(row.item_id),
        )
        for row in rows
    ]
    for one in courses.standing:
        sent += _sent_course(one, ground, personal)
    sent.sort(key=lambda one: one.sent_on, reverse=True)
    sent.sort(key=lambda one: not (isinstance(one, SentCourse) and one.progress.is_begun))
    begun = usable_by(viewer, items_by_uid(marks.begun).values())
    going = [one for one in courses.begun if one.row is None]
    return Feed(sent, personal, begun[:MOST_AT_ONCE], going[:MOST_AT_ONCE])


def _sent_course(one: OpenCourse, ground: Ground, personal: bool) -> list[SentCourse]:
    """A course on the list; who lets their own records speak sees there how far they are by now."""
    if one.row is None:
        return []
    code, facts = one.row.reason_code, one.row.facts
    if personal and one.progress.is_begun:
        code, facts = "course_begun", {"done": one.progress.done}
    return [
        SentCourse(
            one.course,
            one.shape,
            one.progress,
            [topic.name for topic in one.course.topics.all()],
            explain(code, facts, one.course, ground),
            timezone.localdate(one.row.sent_at),
        )
    ]


def item_view(viewer: Viewer, uid: UUID) -> ItemView:
    """One item with what its reader did and why it was sent.

    Raises
    ------
    NotVisible
    """
    item = item_visible_to(viewer, uid)
    topics = [topic.name for topic in item.topics.all()]
    if viewer.member_id is None:
        return ItemView(item, topics, False, None, None, False, None)
    marks = marks_of(viewer.member_id, item.root)
    row = Suggestion.objects.filter(member_id=viewer.member_id, item=item).first()
    reason = None
    if row is not None:
        reason = explain(row.reason_code, row.facts, item, ground_for(item.root, marks, [row]))
    wished = StudyWish.objects.filter(member_id=viewer.member_id, item=item).exists()
    return ItemView(
        item, topics, True, marks.begun.get(uid), marks.done.get(uid), uid in marks.refused, reason, wished
    )


def ground_for(
    root: Organisation,
    marks: Marks,
    rows: Iterable[Suggestion | CourseSuggestion],
    parts: Mapping[int, frozenset[int]] | None = None,
) -> Ground:
    """Load what the sentences of one reader's reasons look up (at most five queries)."""
    facts = [row.facts for row in rows]
    own = {item.pk: item for item in items_by_uid(marks.done).values()}
    places = Organisation.objects.in_bulk({f["place"] for f in facts if "place" in f})
    plans = BranchPlan.objects.filter(pk__in={f["plan"] for f in facts if "plan" in f})
    return Ground(
        topics=topics_by_code(root.pk),
        items=own,
        done={item.pk: marks.done[item.uid] for item in own.values()},
        places=places,
        plan_branches=dict(plans.values_list("pk", "branch_id")),
        parts=parts or {},
    )
