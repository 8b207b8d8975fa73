"""Stage outlook: what is ahead. In: a viewer and a branch. Out: forecasts, offers, a call for help."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.cache import cache

from redcloud.apps.life.queries import meeting_heads
from redcloud.apps.outlook.models import HelpAsked, OutlookFigures
from redcloud.apps.people.access import Viewer, branch_belonging_to
from redcloud.apps.people.models import COMMITTEE_ROLES, Organisation
from redcloud.apps.rules.queries import pack_of
from redcloud.engine.outlook.helping import Held, Offer, offers
from redcloud.engine.rules.pack import RulePack

YEARS_LOOKED_AT = 2
PERCENT = 100


@dataclass(frozen=True, slots=True)
class AheadLine:
    """What the coming quarter may bring of one thing; without numbers where there is not enough to go by.

    Attributes
    ----------
    name
        A kind of the pack's meetings, ``all``, ``volunteering``, ``study``, or a topic of needs.
    held
        In how many of 100 quarters the count falls between ``low`` and ``high``.
    tried
        How often the same forecast was right in past quarters: quarters, within, off, off_base.
    """

    name: str
    enough: bool
    known: int
    likely: int = 0
    low: int = 0
    high: int = 0
    held: int = 0
    base: float = 0.0
    family: str = ""
    tried: dict[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class BranchAhead:
    """What stands on a branch's outlook page beside what is due.

    Attributes
    ----------
    quarter
        First day of the quarter that is forecast; None before the first release.
    made_on
        Day on which the forecasts were made.
    neighbours
        Branches with the same organisation above, for an offer to meet together.
    """

    branch: Organisation
    runs: bool
    pack: RulePack
    quarter: date | None
    made_on: date | None
    total: AheadLine | None
    meetings: list[AheadLine]
    others: list[AheadLine]
    offers: list[Offer]
    neighbours: list[str]
    help: HelpAsked | None


def ahead_of(viewer: Viewer, branch_id: int, today: date) -> BranchAhead:
    """What is ahead of a branch, for its own people; nobody above reads it.

    Raises
    ------
    NotVisible
    """
    branch = branch_belonging_to(viewer, branch_id)
    pack = pack_of(branch.root_id or branch.pk)
    kept = (
        OutlookFigures.objects.filter(organisation=branch)
        .select_related("release")
        .order_by("-release__month")
        .first()
    )
    figures = kept.figures if kept else {}
    meetings = figures.get("meetings", {})
    own = offers_for(branch, pack, today)
    beside = Organisation.objects.filter(parent=branch.parent_id, kind=branch.kind).exclude(pk=branch.pk)
    joint = any(one.code == "joint" for one in own)
    return BranchAhead(
        branch=branch,
        runs=branch_id in viewer.organisation_ids(*COMMITTEE_ROLES),
        pack=pack,
        quarter=date.fromisoformat(figures["quarter"]) if "quarter" in figures else None,
        made_on=kept.release.published_on if kept else None,
        total=line_of("all", meetings.get("all")) if "all" in meetings else None,
        # A kind that is none of the pack's any more stands in an older release.
        meetings=[line_of(one.code, meetings[one.code]) for one in pack.kinds if one.code in meetings],
        others=[line_of(name, figures.get(name)) for name in ("volunteering", "study")] if kept else [],
        offers=own,
        neighbours=list(beside.order_by("name").values_list("name", flat=True)[:6]) if joint else [],
        help=HelpAsked.objects.filter(branch=branch, withdrawn_on=None).first(),
    )


def offers_for(branch: Organisation, pack: RulePack, today: date) -> list[Offer]:
    """What would help a branch by its own meetings; worked out anew when one is added."""
    votes = {one.code: one.votes for one in pack.kinds}
    invited = {one.code: one.invited for one in pack.kinds}
    held = [
        Held(one.kind, one.day, one.due, one.present, one.minutes, _open(votes, invited, one.kind))
        for one in meeting_heads(branch.pk, date(today.year - YEARS_LOOKED_AT, 1, 1))
    ]
    asked = "offers:" + hashlib.sha256(repr((held, today)).encode()).hexdigest()
    found: list[Offer] | None = cache.get(asked)
    if found is None:
        found = offers(held, today)
        cache.set(asked, found)
    return found


def _open(votes: Mapping[str, bool], invited: Mapping[str, str], kind: str) -> bool:
    """Whether a kind can be held with a neighbour: all members are invited and nothing is voted on."""
    return not votes.get(kind, True) and invited.get(kind) == "members"


def line_of(name: str, kept: dict[str, Any] | None) -> AheadLine:
    """A forecast as a release keeps it."""
    if not kept or "likely" not in kept:
        return AheadLine(name, False, kept["known"] if kept else 0)
    return AheadLine(
        name=name,
        enough=True,
        known=kept["known"],
        likely=kept["likely"],
        low=kept["low"],
        high=kept["high"],
        held=round(PERCENT * kept["probability"]),
        base=kept["base"],
        family=kept["family"],
        tried=kept["tried"],
    )
