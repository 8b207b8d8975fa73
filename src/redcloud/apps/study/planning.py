"""Stage study: what a plan chooses from. Open plans of a branch in, candidates with their reasons out.

Nothing about a person goes in: what residents ask, the season, what is new, what organisations above ask
by a day, released figures of at least ten people, and what the branch itself planned and held.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any, Final

import numpy as np
import pyarrow as pa
from django.utils import timezone

from redcloud.apps.people.models import Organisation
from redcloud.apps.study import learning
from redcloud.apps.study.course_planning import with_courses
from redcloud.apps.study.models import BranchPlan, FigureKind, PlanEntry, StudyFigure
from redcloud.apps.study.queries.asks import asks_of
from redcloud.apps.study.queries.places import places_on
from redcloud.apps.study.queries.tables import items_table
from redcloud.apps.study.versions import loaded, newest_version
from redcloud.apps.topics.queries import sensitive_codes
from redcloud.engine.study.interface import HISTORY, Request, recommendations
from redcloud.engine.study.plan_parts import Candidate
from redcloud.engine.study.registry import NON_PERSONAL

FITTING = 60
"""How many of the best fitting items a session chooses from."""
ENOUGH = 6
"""With fewer candidates than this, what the branch studied before may come again."""
ASKED, WISHED, KNOWN = 2.0, 0.6, -0.5
"""What it adds to an item's worth that it is asked for in time, wished for, finished by many already."""
CHOSEN: Final = "chosen"
LOOKED_BACK_DAYS = 365

ReasonFacts = tuple[str, dict[str, Any]]
"""A code and the facts that its sentence cites."""


@dataclass(slots=True)
class Pool:
    """The candidates of some sessions, and why each item would be in each of them."""

    candidates: list[Candidate] = field(default_factory=list)
    reasons: dict[tuple[int, int], ReasonFacts] = field(default_factory=dict)
    studied_topics: frozenset[str] = frozenset()

    def reason(self, item: int, session: int) -> ReasonFacts:
        """Why the item is in the session; what was put there by hand says so."""
        return self.reasons.get((item, session), (CHOSEN, {}))


def studied_before(branch: Organisation) -> set[int]:
    """Items of the plans that the branch held: they do not come again."""
    held = PlanEntry.objects.filter(plan__branch=branch, plan__held_at__isnull=False)
    return set(held.values_list("item_id", flat=True))


def pool_for(
    branch: Organisation,
    days: Sequence[date],
    *,
    held: Mapping[int, int],
    barred: Collection[int],
    aside: Collection[int] = (),
    minutes: Sequence[int] = (),
) -> Pool:
    """Candidates for sessions on some days.

    Parameters
    ----------
    held
        Items that stay, with the index of their session.
    barred
        Items that are in other plans; they never come.
    aside
        Items that the secretary put away; they and what was studied come only where little else is left.
    minutes
        Of each session: where all that is left of a course fits, it comes whole.
    """
    root = branch.root or branch
    table = items_table(root.pk, places_on(branch))
    studied = studied_before(branch)
    found: list[dict[int, tuple[float, ReasonFacts]]] = []
    for gone in ({*aside, *studied}, studied, set[int]()):
        found = [_fitting(branch, table, day, {*barred, *gone} - held.keys()) for day in days]
        if len(set().union(*found)) >= ENOUGH:
            break
    pool = Pool(studied_topics=_topics_of(table, _recently_studied(branch)))
    _collect(pool, table, found, held)
    _add_public_grounds(pool, branch, days)
    pool.candidates = with_courses(
        pool.candidates,
        pool.reasons,
        branch,
        table,
        days,
        minutes,
        studied=studied,
        barred={*barred, *aside} - held.keys(),
    )
    return pool


def _collect(
    pool: Pool, table: pa.Table, found: list[dict[int, tuple[float, ReasonFacts]]], held: Mapping[int, int]
) -> None:
    for row in table.to_pylist():
        item = row["item"]
        fits = [best.get(item) for best in found]
        if item not in held and not any(fits):
            continue
        worths = tuple(fit[0] if fit else 0.0 for fit in fits)
        place = held.get(item, 0)
        pool.candidates.append(
            Candidate(item, row["minutes"], 0.0, frozenset(row["topics"]), item in held, place, worths)
        )
        new = sorted(set(row["topics"]) - pool.studied_topics)
        known = next((fit for fit in fits if fit), None)
        for at, fit in enumerate(fits):
            if (reason := fit or known) is not None:
                pool.reasons[item, at] = _unless_new(reason[1], new)


def _unless_new(reason: ReasonFacts, new: Sequence[str]) -> ReasonFacts:
    """Where nothing else speaks for an item, that the branch has not studied its topic yet does."""
    if reason[0] != "explore_topic" or not new:
        return reason
    return "topic_not_yet", {"topic": new[0]}


def _fitting(
    branch: Organisation, table: pa.Table, day: date, barred: Collection[int]
) -> dict[int, tuple[float, ReasonFacts]]:
    """How well items fit the branch on a day, by public signals alone, and why."""
    root, today = branch.root or branch, timezone.localdate()
    request = Request(
        learners=np.array([branch.pk], dtype=np.int64),
        units=np.array([branch.pk], dtype=np.int64),
        places=np.array([FITTING], dtype=np.int64),
        items=table,
        today=day,
        exclude=pa.Table.from_pylist([{"learner": branch.pk, "item": i} for i in barred], schema=HISTORY),
        needs=learning.needs_table(root, [branch.pk], today),
        sensitive=sensitive_codes(root.pk),
    )
    recommender = loaded(newest_version(root.pk, NON_PERSONAL), NON_PERSONAL)
    return {
        one.item: (one.fit, (one.reason.code, dict(one.reason.facts)))
        for one in recommendations(recommender.recommend(request))
    }


def _add_public_grounds(pool: Pool, branch: Organisation, days: Sequence[date]) -> None:
    """What is asked from above by a day, and what released figures say."""
    asks = {ask.item_id: ask for ask in reversed(asks_of(branch, timezone.localdate()))}
    figures = {(f.item_id, f.kind): f for f in _figures(branch)}
    added = []
    for one in pool.candidates:
        worths = list(one.worths)
        wished = figures.get((one.item, FigureKind.WISHED))
        for at, day in enumerate(days):
            if (one.item, FigureKind.FINISHED) in figures:
                worths[at] = max(0.0, worths[at] + KNOWN)
            if wished is not None:
                worths[at] += WISHED
                pool.reasons[one.item, at] = ("wished", _facts_of(wished))
            ask = asks.get(one.item)
            if ask is not None and day <= ask.by_day:
                worths[at] += ASKED
                facts = {"ask": ask.pk, "place": ask.sender_id, "by": ask.by_day.isoformat()}
                pool.reasons[one.item, at] = ("asked_from_above", facts)
        added.append(
            Candidate(one.item, one.minutes, one.worth, one.topics, one.locked, one.place, tuple(worths))
        )
    pool.candidates = added


def _figures(branch: Organisation) -> list[StudyFigure]:
    """Released figures of the branch itself, and of all other branches together; its own come last."""
    found = StudyFigure.objects.filter(organisation__in=[branch.pk, branch.root_id or branch.pk])
    return sorted(found, key=lambda figure: figure.organisation_id == branch.pk)


def _facts_of(figure: StudyFigure) -> dict[str, Any]:
    return {
        "people": figure.people,
        "place": figure.organisation_id,
        "released": figure.released_on.isoformat(),
    }


def _recently_studied(branch: Organisation) -> set[int]:
    since = timezone.now() - timedelta(days=LOOKED_BACK_DAYS)
    held = PlanEntry.objects.filter(plan__branch=branch, plan__held_at__gte=since)
    return set(held.values_list("item_id", flat=True))


def _topics_of(table: pa.Table, items: Collection[int]) -> frozenset[str]:
    return frozenset(topic for row in table.to_pylist() if row["item"] in items for topic in row["topics"])


def planned_elsewhere(branch: Organisation, plans: Collection[BranchPlan]) -> set[int]:
    """Items of the branch's open plans other than these."""
    rows = PlanEntry.objects.filter(plan__branch=branch, plan__closed_at=None)
    return set(rows.exclude(plan__in=[plan.pk for plan in plans]).values_list("item_id", flat=True))
