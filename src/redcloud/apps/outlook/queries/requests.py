"""Stage outlook: reads of requests from above. In: a viewer, a place. Out: findings and cost, or requests."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.core.paginator import Page, Paginator
from django.db.models import Q, QuerySet

from redcloud.apps.outlook.formalism import formalism_pack, working_years
from redcloud.apps.outlook.models import AddressedTo, BranchRequest, Repeats
from redcloud.apps.people.access import Viewer, branch_belonging_to, organisation_overseen_by
from redcloud.apps.people.models import (
    BRANCH_KINDS,
    COMMITTEE_ROLES,
    Membership,
    Organisation,
    RoleAssignment,
)
from redcloud.engine.outlook.requests import Ask, AskedField, Cost, Earlier, Finding, check, cost_of
from redcloud.engine.outlook.requests.shapes import (
    About,
    Compares,
    Counts,
    Evidence,
    FieldKind,
    RequestKind,
)
from redcloud.engine.outlook.requests.shapes import Repeats as Repetition

A_PAGE = 50
NOTICE_DAYS = 30
"""A notice without a deadline stands on a branch's page for so long."""
YEAR_DAYS = 365
"""A repeated request ends by itself after a year; whoever still needs it asks, and is checked, again."""


@dataclass(frozen=True, slots=True)
class DraftField:
    """One thing to be filled in, as it was typed."""

    label: str
    kind: FieldKind
    about: About
    choices: str = ""
    """Which list of ``CHOICE_LISTS`` an answer is chosen from, where the kind is ``choice``."""


@dataclass(frozen=True, slots=True)
class Draft:
    """A request as an officer wrote it."""

    kind: RequestKind
    title: str
    purpose: str
    addressed_to: str
    due_on: date | None
    repeats: Repetition
    counts: Counts
    compares: Compares
    evidence: Evidence
    task_minutes: int
    fields: tuple[DraftField, ...]
    facts: tuple[str, ...] = ()
    """Facts of the catalogue that the platform fills in: they cost nobody a minute."""

    def ask(self, today: date) -> Ask:
        """The request as the engine checks it."""
        return Ask(
            kind=self.kind,
            title=self.title,
            purpose=self.purpose,
            asked_on=today,
            due_on=self.due_on,
            repeats=self.repeats,
            counts=self.counts,
            compares=self.compares,
            evidence=self.evidence,
            fields=tuple(AskedField(one.label, one.kind, one.about) for one in self.fields),
            task_minutes=self.task_minutes,
        )


@dataclass(frozen=True, slots=True)
class Preview:
    """What would happen: what forbids the request, and what it would cost."""

    organisation: Organisation
    findings: list[Finding]
    branches: int
    cost: Cost


def preview(viewer: Viewer, organisation_id: int, draft: Draft, today: date) -> Preview:
    """Check a draft and work out its cost, for an officer of the organisation; nothing is stored.

    Raises
    ------
    NotVisible
    """
    organisation = organisation_overseen_by(viewer, organisation_id)
    ask = draft.ask(today)
    branches, people = _audience(organisation, draft.addressed_to, today)
    pack = formalism_pack()
    findings = check(ask, _earlier(organisation, today), pack, working_years())
    return Preview(organisation, findings, branches, cost_of(ask, people, pack))


def requests_of(
    viewer: Viewer, organisation_id: int, page: str = "1"
) -> tuple[Organisation, Page[BranchRequest]]:
    """A page of what an organisation has sent, for its officers, the newest first.

    Raises
    ------
    NotVisible
    """
    organisation = organisation_overseen_by(viewer, organisation_id)
    sent = BranchRequest.objects.filter(sender=organisation)
    return organisation, Paginator(sent, A_PAGE).get_page(page)


def requests_for(viewer: Viewer, branch_id: int, today: date) -> tuple[Organisation, list[BranchRequest]]:
    """What levels above ask of a branch and has not ended, for its own people; the nearest deadline first.

    Raises
    ------
    NotVisible
    """
    branch = branch_belonging_to(viewer, branch_id)
    asked = _live(today).filter(sender__in=_path_ids(branch)).select_related("sender")
    found = asked.prefetch_related("fields")
    return branch, sorted(found, key=lambda one: (one.due_on is None, one.due_on or today, one.pk))


def minutes_so_far(one: BranchRequest, today: date) -> int:
    """What was announced, as far as its time has come; one that was withdrawn costs nothing afterwards."""
    until = min(today, one.withdrawn_on or today)
    share = ((until - one.asked_on).days * one.times_a_year) // YEAR_DAYS
    return one.minutes_once * min(one.times_a_year, 1 + share)


def _audience(organisation: Organisation, addressed_to: str, today: date) -> tuple[int, int]:
    branches = Organisation.objects.filter(path__startswith=organisation.path, kind__in=BRANCH_KINDS)
    now = Q(since__lte=today) & (Q(until=None) | Q(until__gt=today))
    count = branches.count()
    if addressed_to == AddressedTo.SECRETARY:
        return count, count
    if addressed_to == AddressedTo.COMMITTEE:
        held = RoleAssignment.objects.filter(now, organisation__in=branches, role__in=COMMITTEE_ROLES)
        return count, max(count, held.values("user", "organisation").distinct().count())
    return count, Membership.objects.filter(now, organisation__in=branches).count()


def _live(today: date) -> QuerySet[BranchRequest]:
    once = Q(repeats=Repeats.ONCE)
    dated = once & Q(due_on__gte=today)
    undated = once & Q(due_on=None, asked_on__gt=today - timedelta(days=NOTICE_DAYS))
    again = ~once & Q(asked_on__gt=today - timedelta(days=YEAR_DAYS))
    return BranchRequest.objects.filter(dated | undated | again, withdrawn_on=None)


def is_live(request: BranchRequest, today: date) -> bool:
    """Whether a request stands and can be answered."""
    return _live(today).filter(pk=request.pk).exists()


def _earlier(organisation: Organisation, today: date) -> list[Earlier]:
    """Live requests that reach some of the same branches: of levels above, of this one, of those below."""
    reach = Q(sender__in=_path_ids(organisation)) | Q(sender__path__startswith=organisation.path)
    return [
        Earlier(one.title, tuple(field.label for field in one.fields.all()))
        for one in _live(today).filter(reach).prefetch_related("fields")
    ]


def _path_ids(organisation: Organisation) -> Iterable[int]:
    return [int(step) for step in organisation.path.strip("/").split("/")]
