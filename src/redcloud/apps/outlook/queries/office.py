"""Stage outlook: reads for a level above. In: an officer, an organisation. Out: calls for help, a release.

Live are only needs that wait (they are public) and what branches say themselves. All else is released.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from redcloud.apps.needs.queries import waiting_under
from redcloud.apps.outlook.models import BranchRequest, HelpAsked, OutlookFigures, OutlookRelease
from redcloud.apps.outlook.queries.ahead import AheadLine, line_of
from redcloud.apps.outlook.queries.requests import YEAR_DAYS, minutes_so_far
from redcloud.apps.people.access import Viewer, organisation_overseen_by
from redcloud.apps.people.models import BRANCH_KINDS, Organisation
from redcloud.apps.rules.queries import pack_of
from redcloud.engine.rules.pack import Cadence, MeetingKind, RulePack, Source

Order = Literal["name", "need"]


@dataclass(frozen=True, slots=True)
class PlaceLine:
    """One organisation directly below: needs that wait there, and how many branches in it ask for help."""

    organisation_id: int
    name: str
    is_branch: bool
    waiting: int
    oldest_days: int | None
    asking: int


@dataclass(frozen=True, slots=True)
class HelpLine:
    """A branch that asks for help, in its own words."""

    branch: Organisation
    sentence: str
    asked_on: date


@dataclass(frozen=True, slots=True)
class DueFigures:
    """How branches stood with one rule at the end of the month; ``shown`` is None where that is protected."""

    rule: Cadence
    kind: MeetingKind
    source: Source
    branches: int
    shown: dict[str, int] | None


@dataclass(frozen=True, slots=True)
class OfficeOutlook:
    """An officer's outlook of one organisation."""

    organisation: Organisation
    above: list[Organisation]
    order: Order
    waiting: int
    places: list[PlaceLine]
    helps: list[HelpLine]
    release: OutlookRelease | None
    quarter: date | None
    branches: int
    due: list[DueFigures]
    answers: dict[str, int | None]
    questions: dict[str, int | None]
    pack: RulePack
    total: AheadLine | None
    meetings: list[AheadLine]
    others: list[AheadLine]
    needs: list[AheadLine]
    requests: list[BranchRequest]
    minutes: int


def outlook_of(viewer: Viewer, organisation_id: int, today: date, order: str = "name") -> OfficeOutlook:
    """The outlook of an organisation for an officer of it or above it.

    Parameters
    ----------
    order
        ``name``, or ``need``: where needs wait longest and help is asked for first. Never a ranking of
        what branches did.

    Raises
    ------
    NotVisible
        Also for a branch: what is ahead of it is its own.
    """
    organisation = organisation_overseen_by(viewer, organisation_id)
    waiting = waiting_under(viewer, organisation_id)
    helps = _helps(organisation)
    asking = Counter(_child(organisation, one.branch) for one in helps)
    places = [
        PlaceLine(
            row.organisation_id,
            row.name,
            row.is_branch,
            row.waiting,
            row.oldest_days,
            asking[row.organisation_id],
        )
        for row in waiting.rows
    ]
    chosen: Order = "need" if order == "need" else "name"
    if chosen == "need":
        places.sort(key=lambda one: (-(one.asking > 0), -(one.oldest_days or -1), one.name))
    pack = pack_of(organisation.root_id or organisation.pk)
    release = OutlookRelease.objects.filter(root=organisation.root_id or organisation.pk).first()
    figures = _figures(release, organisation)
    requests, minutes = _requests(organisation, today)
    meetings = figures.get("meetings", {})
    return OfficeOutlook(
        organisation=organisation,
        above=_above(viewer, organisation),
        order=chosen,
        waiting=waiting.total,
        places=places,
        helps=helps,
        release=release,
        quarter=date.fromisoformat(figures["quarter"]) if "quarter" in figures else None,
        branches=figures.get("branches", 0),
        due=_due(pack, figures),
        answers=figures.get("answers", {}),
        questions=dict(sorted(figures.get("questions", {}).items())),
        pack=pack,
        total=line_of("all", meetings["all"]) if meetings.get("all") else None,
        meetings=[line_of(one.code, meetings[one.code]) for one in pack.kinds if meetings.get(one.code)],
        others=[line_of(name, figures.get(name)) for name in ("volunteering", "study")] if figures else [],
        needs=[line_of(name, kept) for name, kept in sorted(figures.get("needs", {}).items())],
        requests=requests,
        minutes=minutes,
    )


def _helps(organisation: Organisation) -> list[HelpLine]:
    asked = HelpAsked.objects.filter(
        branch__path__startswith=organisation.path, branch__kind__in=BRANCH_KINDS, withdrawn_on=None
    )
    rows = asked.select_related("branch").order_by("branch__name", "pk")
    return [HelpLine(one.branch, one.sentence, one.asked_on) for one in rows]


def _child(organisation: Organisation, branch: Organisation) -> int:
    steps = branch.path.split("/")
    depth = organisation.path.count("/")
    return int(steps[depth]) if len(steps) > depth + 1 else organisation.pk


def _above(viewer: Viewer, organisation: Organisation) -> list[Organisation]:
    ids = [int(step) for step in organisation.path.strip("/").split("/")][:-1]
    nodes = Organisation.objects.in_bulk(ids)
    held = viewer.paths("officer")
    return [nodes[pk] for pk in ids if any(nodes[pk].path.startswith(path) for path in held)]


def _figures(release: OutlookRelease | None, organisation: Organisation) -> dict[str, Any]:
    """The organisation's part of a release; a branch's part is for its own people and never read here."""
    if release is None or organisation.kind in BRANCH_KINDS:
        return {}
    kept = OutlookFigures.objects.filter(release=release, organisation=organisation).first()
    return kept.figures if kept else {}


def _due(pack: RulePack, figures: dict[str, Any]) -> list[DueFigures]:
    rules = {rule.code: rule for rule in pack.cadences}
    return [
        DueFigures(
            rules[code],
            pack.kind(rules[code].kind),
            pack.source(rules[code].force.source),
            **figures["due"][code],
        )
        for code in rules
        if code in figures.get("due", {})
    ]


def _requests(organisation: Organisation, today: date) -> tuple[list[BranchRequest], int]:
    """What the organisation asked of branches in the last year, and what it cost them so far."""
    sent = BranchRequest.objects.filter(sender=organisation)
    year = [one for one in sent if (today - one.asked_on).days < YEAR_DAYS]
    return year[:20], sum(minutes_so_far(one, today) for one in year)
