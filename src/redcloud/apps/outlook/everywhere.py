"""Stage outlook: all branches of a root as the engine wants them. A root in, states and counts out.

No viewer and no page: ``actions.releasing`` protects what comes out of here before anybody sees it.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import date, datetime, time

from django.db.models import Count, Min
from django.utils import timezone

from redcloud.apps.life.queries import first_held_in_root, held_in_root
from redcloud.apps.needs.models import Need
from redcloud.apps.outlook.models import DueAnswer
from redcloud.apps.outlook.queries.due import LEAST_COMMITTEE
from redcloud.apps.outlook.queries.questions import asked_of
from redcloud.apps.people.models import (
    BRANCH_KINDS,
    COMMITTEE_ROLES,
    Membership,
    Organisation,
    OrganisationKind,
    RoleAssignment,
)
from redcloud.apps.people.queries import held_on
from redcloud.apps.rules.queries import pack_of
from redcloud.engine.contracts import HeldMeeting
from redcloud.engine.outlook.due import BranchShape, due

YEARS_COUNTED = 3


@dataclass(frozen=True, slots=True)
class Branches:
    """The branches of a root, with what decides which rules speak to them."""

    root: Organisation
    rows: list[Organisation]
    shapes: dict[int, BranchShape]
    sizes: dict[int, int]


def branches_of(root: Organisation, day: date) -> Branches:
    """The branches of a root as they were on ``day`` (6 queries, whatever their number)."""
    rows = list(Organisation.objects.filter(root=root, kind__in=BRANCH_KINDS).order_by("pk"))
    held = RoleAssignment.objects.filter(
        held_on(day), organisation__root=root, role__in=COMMITTEE_ROLES
    ).values_list("organisation_id")
    committees = dict(held.annotate(people=Count("user", distinct=True)).order_by())
    grouped = set(
        Organisation.objects.filter(root=root, kind=OrganisationKind.GROUP).values_list(
            "parent_id", flat=True
        )
    )
    stays = Membership.objects.filter(organisation__root=root)
    first_member = dict(stays.values_list("organisation_id").annotate(at=Min("since")).order_by())
    sizes = dict(
        stays.filter(held_on(day)).values_list("organisation_id").annotate(people=Count("pk")).order_by()
    )
    first_held = first_held_in_root(root.pk)
    shapes = {}
    for one in rows:
        entered = timezone.localdate(one.created_at)
        known = min(entered, first_held.get(one.pk, entered))
        shapes[one.pk] = BranchShape(
            since=max(known, first_member.get(one.pk, known)),
            has_committee=committees.get(one.pk, 0) >= LEAST_COMMITTEE,
            has_groups=one.pk in grouped,
        )
    return Branches(root, rows, shapes, sizes)


def due_states(branches: Branches, day: date) -> dict[str, dict[int, str]]:
    """The state of each rule in each branch at the end of ``day``, by what was known then."""
    pack = pack_of(branches.root.pk)
    held: dict[int, list[HeldMeeting]] = defaultdict(list)
    for one in held_in_root(branches.root.pk, date(day.year - 1, 1, 1)):
        held[one.branch_id].append(HeldMeeting(one.kind, one.day))
    answered: dict[int, set[tuple[str, date]]] = defaultdict(set)
    given = DueAnswer.objects.filter(branch__root=branches.root, answered_on__lte=day)
    for branch_id, rule, since in given.values_list("branch_id", "rule", "period_since"):
        answered[branch_id].add((rule, since))
    states: dict[str, dict[int, str]] = defaultdict(dict)
    for branch in branches.rows:
        shape = branches.shapes[branch.pk]
        if shape.since is not None and shape.since > day:
            continue
        for item in due(held[branch.pk], pack, day, shape, frozenset(answered[branch.pk])):
            states[item.rule][branch.pk] = item.state
    return states


def answers_given(branches: Branches, since: date, until: date) -> dict[str, set[int]]:
    """Which branches gave each answer to something due, in ``[since, until)``."""
    given = DueAnswer.objects.filter(
        branch__root=branches.root, answered_on__gte=since, answered_on__lt=until
    )
    found: dict[str, set[int]] = defaultdict(set)
    for branch, answer in given.values_list("branch_id", "answer"):
        found[answer].add(branch)
    return found


def questions_asked(branches: Branches, day: date) -> dict[str, set[int]]:
    """Which branches have each question to ask themselves about the year before ``day``."""
    found: dict[str, set[int]] = defaultdict(set)
    for branch in branches.rows:
        for one in asked_of(branch, day):
            found[one.question.code].add(branch.pk)
    return found


def meetings_held(branches: Branches, day: date) -> list[tuple[int, str, date]]:
    """Branch, kind and day of each meeting of the last years: counts of meetings are of no person."""
    known = {branch.pk for branch in branches.rows}
    held = held_in_root(branches.root.pk, date(day.year - YEARS_COUNTED, 1, 1))
    return [(one.branch_id, one.kind, one.day) for one in held if one.branch_id in known]


def needs_received(root: Organisation, day: date) -> list[tuple[int, str, date]]:
    """Holder, category and day of each need of the last years; withdrawn ones left out."""
    start = timezone.make_aware(datetime.combine(date(day.year - YEARS_COUNTED, 1, 1), time.min))
    found = Need.objects.filter(root_id=root.pk, received_at__gte=start).exclude(state="withdrawn")
    rows = found.values_list("holder_id", "category", "received_at")
    return [
        (holder, category, timezone.localdate(at))
        for holder, category, at in rows.iterator(chunk_size=10_000)
        if holder is not None
    ]


def size_class(people: int) -> int:
    """Branches of like size are alike: fewer than 10, 15, 20, 30 people, or more."""
    return sum(people >= bound for bound in (10, 15, 20, 30))


def classes_of(branches: Branches, least: int = 20) -> dict[int, int]:
    """The size class of each branch; one class for all where a class has fewer than ``least`` branches."""
    classes = {one.pk: size_class(branches.sizes.get(one.pk, 0)) for one in branches.rows}
    frequent = Counter(classes.values())
    return {pk: number if frequent[number] >= least else -1 for pk, number in classes.items()}
