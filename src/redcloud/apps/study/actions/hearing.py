"""Stage study: hears what a unit says (cmi5 9). Statements in; stored if they may be said now, else why not.

Whoever says something holds the row of the registration: the order of what is said is judged and kept by one
at a time. What follows from it is said in the same transaction: a unit, a block, the course is satisfied, and
with the course the item is done.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import msgspec
from django.db import transaction
from django.utils import timezone

from redcloud.apps.records.actions import forget_account, store_statements
from redcloud.apps.records.actions.events import OWN_AUTHORITY
from redcloud.apps.records.queries.registrations import known_ids, last_said
from redcloud.apps.records.results import StoreResult
from redcloud.apps.study.actions.progress import note_done
from redcloud.apps.study.models import Launch, Registration
from redcloud.apps.study.queries.launches import (
    LATE,
    authority_of,
    heard_of,
    root_of_launch,
    terms_of,
    unit_iri,
    verbs_by_unit,
)
from redcloud.engine.records.validation import Edition, Malformed, Problem, decode, statement_problems
from redcloud.engine.records.validation.formats import instant, is_uuid
from redcloud.engine.records.validation.problems import joined
from redcloud.engine.study.packages import Block, Structure, Terms, Unit, statements
from redcloud.engine.study.packages.moveon import satisfied_parts
from redcloud.engine.study.packages.order import Heard, heard_in, wrong_now
from redcloud.engine.study.packages.terms import course_iri, part_iri

SOURCE = "package"
MOST_AT_ONCE = 200
"""Statements of one request: a unit speaks of one learner."""


class NotNow(Exception):  # noqa: N818 - it is an answer
    """What was said may not be said, or not now; with the rules of cmi5 that it breaks."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__(problems)
        self.problems = problems


@transaction.atomic
def hear(*, launch: Launch, given: Sequence[bytes], is_batch: bool, edition: Edition) -> StoreResult:
    """Store what a unit says, all of it or nothing.

    What is stored already is not judged again: a network that breaks off makes units say things twice.

    Raises
    ------
    NotNow
        If one of them breaks a rule of cmi5; nothing is stored.
    """
    held = _held(launch)
    if held is None or len(given) > MOST_AT_ONCE:
        raise NotNow([Problem("", "cmi5 9.3.8", "launch_is_over" if held is None else "too_many_at_once")])
    terms = terms_of(held)
    fresh = _judged(held, terms, given, is_batch)
    root = root_of_launch(held)
    result = store_statements(
        root=root,
        statements=given,
        source=SOURCE,
        authority=authority_of(held),
        edition=edition,
        whole=True,
        folded=False,
    )
    if not result.rejected:
        _follow(held, fresh)
    return result


def _held(launch: Launch) -> Launch | None:
    """The launch as it stands, with its registration held; None where it is over."""
    registration = Registration.objects.select_for_update(of=("self",)).filter(pk=launch.registration_id)
    if registration.first() is None:
        return None
    now = timezone.now()
    found = Launch.objects.filter(pk=launch.pk, ends_at__gt=now).select_related(
        "registration__account__identity",
        "registration__account__member__user",
        "registration__account__member__root",
        "registration__version__package__item__root",
    )
    held = found.first()
    if held is None or (held.closed_at is not None and held.closed_at <= now - LATE):
        return None
    return held


def _judged(launch: Launch, terms: Terms, given: Sequence[bytes], is_batch: bool) -> list[Heard]:
    """What is new among valid statements; the store itself refuses what is not valid, with its reasons.

    Raises
    ------
    NotNow
    """
    valid = [(place, one) for place, raw in enumerate(given) if (one := _decoded(raw)) is not None]
    ids = [UUID(one["id"]) for _place, one in valid if is_uuid(str(one.get("id", "")))]
    root = root_of_launch(launch)
    known = known_ids(root, ids)
    heard = heard_of(launch.registration, terms.activity)
    last = last_said(root, terms.registration, launch.begins_at, authority=authority_of(launch))
    fresh: list[Heard] = []
    for place, statement in valid:
        if is_uuid(str(statement.get("id", ""))) and UUID(statement["id"]) in known:
            continue
        wrong = wrong_now(statement, terms, heard, last)
        if wrong is not None:
            raise NotNow([wrong._replace(path=joined(place, wrong.path) if is_batch else wrong.path)])
        at = instant(statement["timestamp"])
        found = heard_in(statement, at) if at is not None else None
        if found is not None:
            heard.append(found)
            fresh.append(found)
        last = max(last, at) if last is not None and at is not None else at
    return fresh


def _decoded(raw: bytes) -> dict[str, Any] | None:
    try:
        found = decode(raw)
    except Malformed:
        return None
    if not isinstance(found, dict) or statement_problems(found, "1.0.3"):
        return None
    return found


def _follow(launch: Launch, fresh: list[Heard]) -> None:
    """Do what follows from what was said just now."""
    verbs = {one.verb for one in fresh}
    if "terminated" in verbs and launch.closed_at is None:
        Launch.objects.filter(pk=launch.pk).update(closed_at=timezone.now())
    if not verbs.isdisjoint({"completed", "passed"}):
        settle(launch.registration, launch.uid)


def say(registration: Registration, made: Sequence[dict[str, Any]]) -> list[UUID]:
    """Store statements of the platform's own; return the ids of those that were not there yet."""
    root = registration.version.package.item.root
    known = known_ids(root, [UUID(one["id"]) for one in made])
    fresh = [one for one in made if UUID(one["id"]) not in known]
    if not fresh:
        return []
    result = store_statements(
        root=root,
        statements=[msgspec.json.encode(one) for one in fresh],
        source=SOURCE,
        authority=OWN_AUTHORITY,
        whole=True,
        folded=False,
    )
    if result.rejected:
        raise ValueError(f"a statement of the platform's own was refused: {result.rejected[0]}")
    return [UUID(one["id"]) for one in fresh]


def settle(registration: Registration, session: UUID | None = None) -> None:
    """Say what is satisfied now and was not before; with the course the item is done.

    Of a course in which nothing that a learner does matters the item is not done by this: nobody did
    anything. Its reader says so.

    Parameters
    ----------
    session : of the launch that it follows from; without one it is said in a session of its own (9.6.1).
    """
    course = registration.version.course
    now = timezone.now()
    of_course, made = "", []
    for part in satisfied_parts(course, verbs_by_unit(registration, course)):
        statement = _satisfied(registration, part, session or uuid4(), now)
        made.append(statement)
        if isinstance(part, Structure):
            of_course = statement["id"]
    fresh = say(registration, made)
    member = registration.account.member
    if member is not None and of_course and UUID(of_course) in fresh and course.says_when_done:
        item = registration.version.package.item
        note_done(actor=member.user, member=member, item=item, when=now)


def _satisfied(
    registration: Registration, part: Structure | Block | Unit, session: UUID, now: datetime
) -> dict[str, Any]:
    package = registration.version.package
    slug = package.item.root.slug or str(package.item.root.pk)
    actor = registration.account.identity.identifier
    if isinstance(part, Unit):
        iri = unit_iri(registration, part.id)
        terms = Terms(actor, registration.uid, session, iri, part, "Normal")
        return statements.unit_satisfied(terms, now)
    is_course = isinstance(part, Structure)
    return statements.satisfied(
        actor,
        registration.uid,
        session,
        kind="course" if is_course else "block",
        iri=course_iri(slug, package.uid) if is_course else part_iri(slug, package.uid, part.id, "block"),
        publisher_id=part.id,
        title=part.title,
        when=now,
    )


def abandon(launch: Launch) -> None:
    """End a launch of which no last word came (9.3.6); the row goes, and with it all its keys.

    Of a trial nothing stays at all.
    """
    account = launch.registration.account
    if account.member_id is None:
        forget_account(account.identity)
        return
    if launch.closed_at is None:
        root = root_of_launch(launch)
        registration, authority = launch.registration.uid, authority_of(launch)
        last = last_said(root, registration, launch.begins_at, authority=authority)
        length = last - launch.begins_at if last is not None else timedelta(0)
        say(launch.registration, [statements.abandoned(terms_of(launch), length, timezone.now())])
    launch.delete()
