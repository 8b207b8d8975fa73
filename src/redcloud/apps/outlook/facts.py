"""Stage outlook: the closed catalogue of facts about organisations that the platform fills into an answer.

PRODUCT line 6: nothing in here is about a person, and nobody can add to it but a release of the product.
In: a branch and a day. Out: a number for each fact.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from redcloud.apps.life.queries import held_meetings
from redcloud.apps.needs.models import Need
from redcloud.apps.people.models import Organisation, OrganisationKind
from redcloud.apps.people.queries import committee_of, memberships_on
from redcloud.engine.needs.states import WAITING


@dataclass(frozen=True, slots=True)
class Fact:
    """One fact of the catalogue: its name on pages, and how it is counted."""

    name: str | Promise
    count: Callable[[Organisation, date], int]


def _members(branch: Organisation, day: date) -> int:
    return memberships_on(branch, day).values("member_id").distinct().count()


def _committee(branch: Organisation, day: date) -> int:
    return len({held.user_id for held in committee_of(branch, day)})


def _groups(branch: Organisation, day: date) -> int:
    return branch.children.filter(kind=OrganisationKind.GROUP).count()


def _meetings(branch: Organisation, day: date) -> int:
    return len([one for one in held_meetings(branch.pk, date(day.year, 1, 1)) if one.day <= day])


def _needs_waiting(branch: Organisation, day: date) -> int:
    return Need.objects.filter(holder=branch, state__in=WAITING).count()


def _needs_solved(branch: Organisation, day: date) -> int:
    return Need.objects.filter(holder=branch, state="confirmed", closed_at__year=day.year).count()


CATALOGUE: dict[str, Fact] = {
    "members": Fact(_("党员人数"), _members),
    "committee": Fact(_("支部委员人数"), _committee),
    "groups": Fact(_("小组数"), _groups),
    "meetings": Fact(_("今年开会次数"), _meetings),
    "needs_waiting": Fact(_("等着办的居民诉求"), _needs_waiting),
    "needs_solved": Fact(_("今年居民确认解决的诉求"), _needs_solved),
}


def facts_of(branch: Organisation, codes: Iterable[str], day: date) -> dict[str, int]:
    """The facts of a branch that a request names; a code that is not in the catalogue is left out."""
    return {code: CATALOGUE[code].count(branch, day) for code in codes if code in CATALOGUE}
