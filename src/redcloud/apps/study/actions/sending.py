"""Stage study: sends items to members. A root or one member in, suggestions out.

Nobody is flooded: a list has at most five open places, an item is sent once ever, and what stood
for three weeks untouched goes quietly.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

import pyarrow as pa
from django.db import transaction
from django.utils import timezone

from redcloud.apps.notices.actions import notify_all
from redcloud.apps.notices.models import NoticeKind
from redcloud.apps.people.audit import record
from redcloud.apps.people.models import Member, Organisation, Purpose
from redcloud.apps.people.queries import branch_of, consents_on, has_consent, memberships_on
from redcloud.apps.study import course_learning
from redcloud.apps.study.actions.course_sending import (
    open_courses_by_member,
    retire_courses,
    take_off_parts,
)
from redcloud.apps.study.actions.training import train_if_due
from redcloud.apps.study.models import (
    CourseSuggestion,
    ItemState,
    ModelVersion,
    Refusal,
    Suggestion,
)
from redcloud.apps.study.queries import done_by_members, marks_of
from redcloud.apps.study.queries.course_shapes import COURSE_KEYS, Shape, shapes_in
from redcloud.apps.study.queries.library import unexpired
from redcloud.apps.study.queries.places import places_of_branches
from redcloud.apps.study.queries.suggestions import open_list
from redcloud.apps.study.recommending import NO_BRANCH, Learner, request_for
from redcloud.apps.study.versions import loaded, newest_version
from redcloud.engine.study.interface import recommendations
from redcloud.engine.study.registry import NON_PERSONAL, PERSONAL

STANDS_FOR_DAYS = 21
_BATCH = 2_000
Made = Suggestion | CourseSuggestion


@dataclass(frozen=True, slots=True)
class Sending:
    """What a batch did, in counts."""

    members: int
    suggestions: int
    personal: int
    retired: int
    trained: int


def send(*, root: Organisation, day: date) -> Sending:
    """Fill the open places of every member of a root, in one batch. Twice on a day sends nothing more.

    Trains first where the models in force are a week old.
    """
    trained = train_if_due(root=root, day=day)
    with transaction.atomic():
        retired = _retire(root, day)
        learners = _everyone(root, day)
        made = _fill(root, learners, day)
        _tell(root, made)
        record(actor=None, action="study.send", target=root, organisation=root)
    personal = sum(row.personal for row in made)
    return Sending(len(learners), len(made), personal, retired, len(trained))


def _tell(root: Organisation, made: Sequence[Made]) -> None:
    """Put one line on the list of everybody who got something and has an account: never what it is about."""
    got = {row.member_id for row in made}
    with_account = Member.objects.filter(root=root).exclude(user=None)
    members = [member for member in with_account if member.pk in got]
    notify_all(members=members, kind=NoticeKind.STUDY_SENT, target_url="member-home")


@transaction.atomic
def refresh_for(member: Member) -> list[Made]:
    """Fill the open places of one member now: after finishing, refusing or switching."""
    today = timezone.localdate()
    marks = marks_of(member.pk, member.root)
    branch = branch_of(member, today)
    rows, courses = open_list(member.pk, member.root, marks)
    # A part that stands gives its place to its course, now that this is begun.
    giving = courses.parts_of_unsent
    learner = Learner(
        member=member.pk,
        branch=branch.pk if branch else NO_BRANCH,
        personal=has_consent(member.pk, Purpose.PERSONALISATION),
        done=frozenset(marks.done),
        quizzed=courses.quizzed,
        standing=(
            *(row.item_id for row in rows if row.item_id not in giving),
            *(one.shape.key for one in courses.standing),
        ),
    )
    return _fill(member.root, [learner], today)


@transaction.atomic
def remix(member: Member) -> list[Made]:
    """Take back what stands open and send anew: the member switched personalisation on or off."""
    marks = marks_of(member.pk, member.root)
    rows, courses = open_list(member.pk, member.root, marks)
    Suggestion.objects.filter(pk__in=[row.pk for row in rows]).delete()
    sent = [one.row.pk for one in courses.standing if one.row is not None]
    CourseSuggestion.objects.filter(pk__in=sent).delete()
    return refresh_for(member)


def _retire(root: Organisation, day: date) -> int:
    """Let go what stood open for too long."""
    now = timezone.make_aware(datetime.combine(day, time.min))
    before = now - timedelta(days=STANDS_FOR_DAYS)
    rows = Suggestion.objects.filter(retired_at=None, sent_at__lt=before)
    items = rows.filter(member__root=root).update(retired_at=now)
    return items + retire_courses(root, before, now)


def _everyone(root: Organisation, day: date) -> list[Learner]:
    """All present members of a root, by a dozen queries whatever their number."""
    wishes = consents_on(Purpose.PERSONALISATION, root.pk)
    done = done_by_members(root)
    refused = set(Refusal.objects.filter(member__root=root).values_list("member_id", "item_id"))
    shapes = shapes_in(root.pk)
    quizzed = course_learning.quizzes_done_in(root) if any(shape.quiz for shape in shapes) else {}
    _begun, finished = course_learning.begun_and_done(shapes, done, quizzed)
    standing = open_courses_by_member(root, shapes, _by_learner(finished))
    rows = Suggestion.objects.filter(
        retired_at=None, member__root=root, item__state=ItemState.PUBLISHED
    ).filter(unexpired("item__"))
    for member, item, uid in rows.values_list("member_id", "item_id", "item__uid").iterator(
        chunk_size=10_000
    ):
        if uid not in done.get(member, ()) and (member, item) not in refused:
            standing.setdefault(member, []).append(item)
    present = dict(memberships_on(root, day).values_list("member_id", "organisation_id"))
    return [
        Learner(
            member=member,
            branch=branch,
            personal=member in wishes,
            done=frozenset(done.get(member, ())),
            quizzed=frozenset(quizzed.get(member, ())),
            standing=tuple(standing.get(member, ())),
        )
        for member, branch in sorted(present.items())
    ]


def _by_learner(history: pa.Table) -> dict[int, set[int]]:
    """The items of each learner in a HISTORY."""
    found: dict[int, set[int]] = {}
    for row in history.to_pylist():
        found.setdefault(row["learner"], set()).add(row["item"])
    return found


def _fill(root: Organisation, learners: Sequence[Learner], day: date) -> list[Made]:
    """Recommend to everybody with room: a request for each of the two feeds and each choice of items."""
    made: list[Made] = []
    for name, personal in ((PERSONAL, True), (NON_PERSONAL, False)):
        some = [one for one in learners if one.personal is personal and one.places > 0]
        for group, places in _by_library(root, some):
            version, shapes = newest_version(root.pk, name), shapes_in(root.pk, places)
            table = loaded(version, name).recommend(request_for(root, group, day, personal, places, shapes))
            rows, courses = _suggestions(table, version, personal, day)
            begun = [row for row in courses if row.reason_code == "course_begun"]
            take_off_parts(begun, shapes, timezone.now())
            made += Suggestion.objects.bulk_create(rows, batch_size=_BATCH)
            made += CourseSuggestion.objects.bulk_create(courses, batch_size=_BATCH)
            made += _fill(root, _freed(group, rows, begun, shapes), day)
    return made


def _freed(
    group: Sequence[Learner],
    rows: Sequence[Suggestion],
    begun: Sequence[CourseSuggestion],
    shapes: Sequence[Shape],
) -> list[Learner]:
    """Learners on whose lists a begun course took the place of its parts, with what stands there now."""
    parts = {shape.key: {item.pk for item in shape.items} for shape in shapes}
    taken: dict[int, set[int]] = {}
    for row in begun:
        taken.setdefault(row.member_id, set()).add(COURSE_KEYS + row.course_id)
    new: dict[int, list[int]] = {}
    for item in rows:
        new.setdefault(item.member_id, []).append(item.item_id)
    freed = []
    for one in group:
        gone = set().union(*(parts[key] for key in taken.get(one.member, ())))
        if gone & set(one.standing):
            left = [key for key in one.standing if key not in gone]
            freed.append(replace(one, standing=(*left, *taken[one.member], *new.get(one.member, ()))))
    return freed


def _by_library(
    root: Organisation, learners: Sequence[Learner]
) -> list[tuple[list[Learner], frozenset[int]]]:
    """Learners together who may use the same items: all of them, unless an item is for some organisation."""
    places = places_of_branches(root.pk, {one.branch for one in learners})
    groups: dict[frozenset[int], list[Learner]] = {}
    for one in learners:
        groups.setdefault(places.get(one.branch, frozenset()), []).append(one)
    return [(group, named) for named, group in groups.items()]


def _suggestions(
    table: pa.Table, version: ModelVersion | None, personal: bool, day: date
) -> tuple[list[Suggestion], list[CourseSuggestion]]:
    now = timezone.now()
    # A demo or a late run sends as of its day; within a day the clock goes on.
    sent_at = now if day == timezone.localdate(now) else timezone.make_aware(datetime.combine(day, time(8)))
    items, courses = [], []
    for sent in recommendations(table):
        said = {"reason_code": sent.reason.code, "facts": sent.reason.facts, "personal": personal}
        if sent.item >= COURSE_KEYS:
            course = sent.item - COURSE_KEYS
            courses.append(
                CourseSuggestion(member_id=sent.learner, course_id=course, sent_at=sent_at, **said)
            )
        else:
            items.append(
                Suggestion(member_id=sent.learner, item_id=sent.item, model=version, sent_at=sent_at, **said)
            )
    return items, courses
