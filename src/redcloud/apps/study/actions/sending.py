"""Stage study: sends items to members. A root or one member in, suggestions out.

Nobody is flooded: a list has at most five open places, an item is sent once ever, and what stood
for three weeks untouched goes quietly.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID

import numpy as np
import pyarrow as pa
from django.db import transaction
from django.utils import timezone

from redcloud.apps.notices.actions import notify_all
from redcloud.apps.notices.models import NoticeKind
from redcloud.apps.people.audit import record
from redcloud.apps.people.models import Member, Organisation, Purpose
from redcloud.apps.people.queries import branch_of, consents_on, has_consent, memberships_on
from redcloud.apps.study import learning
from redcloud.apps.study.actions.training import train_if_due
from redcloud.apps.study.models import ItemState, ModelVersion, Refusal, Suggestion
from redcloud.apps.study.queries import done_by_members, items_table, marks_of, open_suggestions
from redcloud.apps.study.queries.library import unexpired
from redcloud.apps.study.queries.places import places_of_branches
from redcloud.apps.study.versions import loaded, newest_version
from redcloud.apps.topics.queries import sensitive_codes
from redcloud.engine.study.interface import INTERESTS, MOST_AT_ONCE, Request, recommendations
from redcloud.engine.study.registry import NON_PERSONAL, PERSONAL

STANDS_FOR_DAYS = 21
_BATCH = 2_000
_NO_BRANCH = -1


@dataclass(frozen=True, slots=True)
class Sending:
    """What a batch did, in counts."""

    members: int
    suggestions: int
    personal: int
    retired: int
    trained: int


@dataclass(frozen=True, slots=True)
class Learner:
    """A member as the batch sees one: branch, choice of feed, what is finished, room on the list."""

    member: int
    branch: int
    personal: bool
    done: frozenset[UUID]
    places: int


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


def _tell(root: Organisation, made: Sequence[Suggestion]) -> None:
    """Put one line on the list of everybody who got something and has an account: never what it is about."""
    got = {row.member_id for row in made}
    with_account = Member.objects.filter(root=root).exclude(user=None)
    members = [member for member in with_account if member.pk in got]
    notify_all(members=members, kind=NoticeKind.STUDY_SENT, target_url="member-home")


@transaction.atomic
def refresh_for(member: Member) -> list[Suggestion]:
    """Fill the open places of one member now: after finishing, refusing or switching."""
    today = timezone.localdate()
    marks = marks_of(member.pk, member.root)
    branch = branch_of(member, today)
    learner = Learner(
        member=member.pk,
        branch=branch.pk if branch else _NO_BRANCH,
        personal=has_consent(member.pk, Purpose.PERSONALISATION),
        done=frozenset(marks.done),
        places=MOST_AT_ONCE - len(open_suggestions(member.pk, marks)),
    )
    return _fill(member.root, [learner], today)


@transaction.atomic
def remix(member: Member) -> list[Suggestion]:
    """Take back what stands open and send anew: the member switched personalisation on or off."""
    marks = marks_of(member.pk, member.root)
    standing = [row.pk for row in open_suggestions(member.pk, marks)]
    Suggestion.objects.filter(pk__in=standing).delete()
    return refresh_for(member)


def _retire(root: Organisation, day: date) -> int:
    """Let go what stood open for too long."""
    now = timezone.make_aware(datetime.combine(day, time.min))
    rows = Suggestion.objects.filter(retired_at=None, sent_at__lt=now - timedelta(days=STANDS_FOR_DAYS))
    return rows.filter(member__root=root).update(retired_at=now)


def _everyone(root: Organisation, day: date) -> list[Learner]:
    """All present members of a root, by five queries whatever their number."""
    wishes = consents_on(Purpose.PERSONALISATION, root.pk)
    done = done_by_members(root)
    refused = set(Refusal.objects.filter(member__root=root).values_list("member_id", "item_id"))
    standing: dict[int, int] = {}
    rows = Suggestion.objects.filter(
        retired_at=None, member__root=root, item__state=ItemState.PUBLISHED
    ).filter(unexpired("item__"))
    for member, item, uid in rows.values_list("member_id", "item_id", "item__uid").iterator(
        chunk_size=10_000
    ):
        if uid not in done.get(member, ()) and (member, item) not in refused:
            standing[member] = standing.get(member, 0) + 1
    present = dict(memberships_on(root, day).values_list("member_id", "organisation_id"))
    return [
        Learner(
            member=member,
            branch=branch,
            personal=member in wishes,
            done=frozenset(done.get(member, ())),
            places=max(0, MOST_AT_ONCE - standing.get(member, 0)),
        )
        for member, branch in sorted(present.items())
    ]


def _fill(root: Organisation, learners: Sequence[Learner], day: date) -> list[Suggestion]:
    """Recommend to everybody with room: a request for each of the two feeds and each choice of items."""
    made: list[Suggestion] = []
    for name, personal in ((PERSONAL, True), (NON_PERSONAL, False)):
        some = [one for one in learners if one.personal is personal and one.places > 0]
        for group, places in _by_library(root, some):
            version = newest_version(root.pk, name)
            table = loaded(version, name).recommend(_request(root, group, day, personal, places))
            made.extend(_suggestions(table, version, personal, day))
    return Suggestion.objects.bulk_create(made, batch_size=_BATCH)


def _by_library(
    root: Organisation, learners: Sequence[Learner]
) -> list[tuple[list[Learner], frozenset[int]]]:
    """Learners together who may use the same items: all of them, unless an item is for some organisation."""
    places = places_of_branches(root.pk, {one.branch for one in learners})
    groups: dict[frozenset[int], list[Learner]] = {}
    for one in learners:
        groups.setdefault(places.get(one.branch, frozenset()), []).append(one)
    return [(group, named) for named, group in groups.items()]


def _request(
    root: Organisation, learners: Sequence[Learner], day: date, personal: bool, places: frozenset[int]
) -> Request:
    members = [one.member for one in learners]
    branches = sorted({one.branch for one in learners} - {_NO_BRANCH})
    return Request(
        learners=np.array(members, dtype=np.int64),
        units=np.array([one.branch for one in learners], dtype=np.int64),
        places=np.array([one.places for one in learners], dtype=np.int64),
        items=items_table(root.pk, places),
        today=day,
        done=learning.done_table({one.member: one.done for one in learners}, root.pk),
        exclude=learning.excluded_table(members),
        interests=learning.interests_of(members) if personal else INTERESTS.empty_table(),
        needs=learning.needs_table(root, branches, day),
        asked=learning.asked_table(root.pk),
        sensitive=sensitive_codes(root.pk),
    )


def _suggestions(
    table: pa.Table, version: ModelVersion | None, personal: bool, day: date
) -> list[Suggestion]:
    now = timezone.now()
    # A demo or a late run sends as of its day; within a day the clock goes on.
    sent_at = now if day == timezone.localdate(now) else timezone.make_aware(datetime.combine(day, time(8)))
    return [
        Suggestion(
            member_id=sent.learner,
            item_id=sent.item,
            reason_code=sent.reason.code,
            facts=sent.reason.facts,
            personal=personal,
            model=version,
            sent_at=sent_at,
        )
        for sent in recommendations(table)
    ]
