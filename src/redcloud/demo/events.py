"""Demo step: everything that members took part in, as events for the one records pipeline."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, time
from itertools import islice
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings

from redcloud.apps.discussions.models import Comment
from redcloud.apps.life.actions.events import SERVICE_NAMES
from redcloud.apps.life.models import Mark, Meeting
from redcloud.apps.people.models import Organisation
from redcloud.apps.records.actions import ActivityRef, Event, activity_iri, record_events
from redcloud.apps.rules.queries import pack_of
from redcloud.apps.study.activities import activity_of
from redcloud.demo.life import items_of, meetings_of
from redcloud.demo.needs import needs_of
from redcloud.demo.province import BATCH, Province, rows_of
from redcloud.engine.needs.categories import category_name

AT_ONCE = 5000


class RefusedError(RuntimeError):
    """The records pipeline did not take an event that the demo made: a fault of the demo."""


def record_everything(province: Province, tell: Callable[[int], None]) -> int:
    """Record the events of each organisation in the order of time, and say how far it is.

    Safe to repeat: an event has one id, and a known one is a duplicate.

    Raises
    ------
    RefusedError
        If one is not accepted.
    """
    total = 0
    by_root: dict[int, list[Event]] = {root.pk: [] for root in province.roots()}
    for event in _events(province):
        by_root[event.member.root_id].append(event)
    for root in province.roots():
        ordered = iter(sorted(by_root[root.pk], key=lambda event: event.when))
        while some := list(islice(ordered, AT_ONCE)):
            result = record_events(events=some, root=root)
            if result.rejected:
                raise RefusedError(f"{len(result.rejected)} events, the first: {result.rejected[0]}")
            total += len(some)
            tell(len(some))
    return total


def count_events(province: Province) -> int:
    """Count the events to come, for the progress bar."""
    tables = province.tables
    present = sum(mark == Mark.PRESENT for mark in tables["rolls"]["mark"].to_pylist())
    study = 2 * tables["study"].num_rows - tables["study"]["completed_at"].null_count
    helped = tables["needs"].num_rows - tables["needs"]["helper"].null_count
    return int(present + study + helped) + int(tables["volunteering"].num_rows + tables["comments"].num_rows)


def _events(province: Province) -> Iterator[Event]:
    yield from _attended(province)
    yield from _studied(province)
    yield from _volunteered(province)
    yield from _commented(province)
    yield from _helped(province)


def _iri(root: Organisation, thing: str, uid: UUID) -> str:
    return activity_iri(root.slug or str(root.pk), thing, uid)


def _attended(province: Province) -> Iterator[Event]:
    members = province.members()
    roots = {root.pk: root for root in province.roots()}
    packs = {pk: pack_of(pk) for pk in roots}
    root_of = dict(Organisation.objects.filter(root__in=province.roots()).values_list("pk", "root_id"))
    meetings = meetings_of(province)

    def reference(meeting: Meeting) -> ActivityRef:
        root = roots[root_of[meeting.branch_id] or meeting.branch_id]
        return ActivityRef(
            iri=_iri(root, "meeting", meeting.uid),
            type=packs[root.pk].kind(meeting.kind).activity,
            name=meeting.title,
        )

    references = {key: reference(meeting) for key, meeting in meetings.items()}
    for row in rows_of(province.tables["rolls"]):
        if row["mark"] == Mark.PRESENT:
            key = row["meeting"]
            yield Event(members[row["member"]], "attended", references[key], meetings[key].starts_at)


def _studied(province: Province) -> Iterator[Event]:
    members = province.members()
    items = {key: activity_of(item) for key, item in items_of(province).items()}
    for row in rows_of(province.tables["study"]):
        member = members[row["member"]]
        activity = items[member.root_id, row["item"]]
        yield Event(member, "began", activity, row["began_at"])
        if row["completed_at"] is not None:
            yield Event(member, "completed", activity, row["completed_at"])


def _volunteered(province: Province) -> Iterator[Event]:
    members, here = province.members(), ZoneInfo(settings.TIME_ZONE)
    for row in rows_of(province.tables["volunteering"]):
        member = members[row["member"]]
        uid = province.uid("volunteering", row["volunteering"])
        activity = ActivityRef(
            _iri(member.root, "volunteering", uid), "volunteering", SERVICE_NAMES[row["kind"]]
        )
        yield Event(member, "volunteered", activity, datetime.combine(row["day"], time(12), here))


def _commented(province: Province) -> Iterator[Event]:
    """Name the discussion as the stage does: by what it is about, never by what was said."""
    titles = {meeting.uid: meeting.title for meeting in meetings_of(province).values()}
    titles |= {item.uid: item.title for item in items_of(province).values()}
    members = {member.pk: member for member in province.members().values()}
    comments = Comment.objects.filter(author__root__in=province.roots()).select_related("thread")
    for comment in comments.defer("text").iterator(chunk_size=BATCH):
        member, thread = members[comment.author_id], comment.thread
        activity = ActivityRef(
            _iri(member.root, "discussion", thread.uid), "discussion", titles[thread.object_id]
        )
        yield Event(member, "commented", activity, comment.created_at)


def _helped(province: Province) -> Iterator[Event]:
    members, needs = province.members(), needs_of(province)
    for row in rows_of(province.tables["needs"]):
        if row["helper"] is not None:
            member = members[row["helper"]]
            iri = _iri(member.root, "need", needs[row["need"]].uid)
            activity = ActivityRef(iri, "need", category_name(row["category"], "zh-hans"))
            yield Event(member, "helped", activity, row["marked_solved_at"])
