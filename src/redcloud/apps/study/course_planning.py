"""Stage study: courses in a branch's plans. What a session may be made of in, parts in their order out.

A course that the branch has begun, that an organisation above proposes, or that fits best goes on with its
next part; with all that is left of it where the session is long enough. No part comes before those before it.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise
from typing import Any

import pyarrow as pa
from django.utils import timezone

from redcloud.apps.people.models import Organisation
from redcloud.apps.study.models import CourseAsk
from redcloud.apps.study.queries.asks import course_asks_of
from redcloud.apps.study.queries.course_shapes import Shape, shapes_in
from redcloud.apps.study.queries.places import places_on
from redcloud.engine.study.plan_parts import MOST, SHORTEST_TALK, Candidate

GO_ON, WHOLE, ASKED = 0.8, 0.5, 2.0
"""What it adds to a part's worth: that the branch is in the course, that all fits, that it is asked for."""
NOT_THERE = -1.0

Reasons = dict[tuple[int, int], tuple[str, dict[str, Any]]]


@dataclass(frozen=True, slots=True)
class _Way:
    """What is left of a course for a branch, and who asks for it."""

    shape: Shape
    left: tuple[tuple[int, int], ...]  # (number in the course, item)
    minutes: Mapping[int, int]
    is_begun: bool
    ask: CourseAsk | None

    def fits(self, session: int) -> bool:
        """Whether all that is left can be studied in one session of so many minutes."""
        needed = sum(self.minutes[item] + SHORTEST_TALK for _number, item in self.left)
        return len(self.left) <= MOST and needed <= session


def with_courses(
    candidates: Sequence[Candidate],
    reasons: Reasons,
    branch: Organisation,
    table: pa.Table,
    days: Sequence[date],
    minutes: Sequence[int],
    *,
    studied: Collection[int],
    barred: Collection[int],
) -> list[Candidate]:
    """The candidates with what courses add to them; ``reasons`` takes what the added worth rests on.

    Parameters
    ----------
    table : STUDY_ITEMS of what the branch may use.
    minutes : of each session; without them nothing is known to fit whole.
    studied, barred : items that the branch held before, and that are in other plans of its.
    """
    root = branch.root or branch
    lengths = {row["item"]: row["minutes"] for row in table.select(["item", "minutes"]).to_pylist()}
    asks = {ask.course_id: ask for ask in reversed(course_asks_of(branch, timezone.localdate()))}
    ways = [
        way
        for shape in shapes_in(root.pk, places_on(branch))
        if (way := _way(shape, {*studied, *barred}, lengths, asks.get(shape.course.pk))) is not None
    ]
    by_item = {one.item: one for one in candidates}
    topics = {row["item"]: frozenset(row["topics"]) for row in table.select(["item", "topics"]).to_pylist()}
    for way in _taken(ways, by_item, minutes):
        for at, day in enumerate(days):
            _add(way, at, day, minutes, by_item, topics, len(days), reasons)
        _in_order(way, by_item)
    return list(by_item.values())


def _way(
    shape: Shape, gone: Collection[int], lengths: Mapping[int, int], ask: CourseAsk | None
) -> _Way | None:
    numbered = [(number, item.pk) for number, item in enumerate(shape.items, 1)]
    left = tuple((number, item) for number, item in numbered if item not in gone and item in lengths)
    if not left:
        return None
    return _Way(shape, left, lengths, len(left) < len(numbered), ask)


def _taken(ways: list[_Way], by_item: Mapping[int, Candidate], minutes: Sequence[int]) -> list[_Way]:
    """Courses begun or asked for, and of the others the one whose parts fit best and fit whole."""
    taken = [way for way in ways if way.is_begun or way.ask is not None]
    others = [way for way in ways if way not in taken and any(way.fits(session) for session in minutes)]
    fitting = [way for way in others if all(item in by_item for _number, item in way.left)]
    best = max(fitting, key=lambda way: (_fit(way, by_item), -way.shape.course.pk), default=None)
    return [*taken, best] if best is not None else taken


def _fit(way: _Way, by_item: Mapping[int, Candidate]) -> float:
    worths = [max(by_item[item].worths or (by_item[item].worth,)) for _number, item in way.left]
    return sum(worths) / len(worths)


def _add(
    way: _Way,
    at: int,
    day: date,
    minutes: Sequence[int],
    by_item: dict[int, Candidate],
    topics: Mapping[int, frozenset[str]],
    sessions: int,
    reasons: Reasons,
) -> None:
    """Raise the parts that may come in one session, and say why."""
    whole = at < len(minutes) and way.fits(minutes[at])
    asked = way.ask is not None and day <= way.ask.by_day
    if not (whole or way.is_begun or asked):
        return
    for number, item in way.left if whole else way.left[: at + 1]:
        one = by_item.get(item)
        if one is None:
            one = Candidate(item, way.minutes[item], 0.0, topics[item], worths=(NOT_THERE,) * sessions)
        if one.locked:
            continue
        worths = list(one.worths)
        worths[at] = max(worths[at], 0.0) + (ASKED if asked else GO_ON if way.is_begun else WHOLE)
        by_item[item] = replace(one, worths=tuple(worths))
        facts: dict[str, Any] = {"course": way.shape.course.pk, "number": number, "of": len(way.shape.items)}
        if asked and way.ask is not None:
            said = {"place": way.ask.sender_id, "by": way.ask.by_day.isoformat()}
            reasons[item, at] = ("asked_from_above", facts | said)
        else:
            reasons[item, at] = ("course_part", facts | {"left": len(way.left)})


def _in_order(way: _Way, by_item: dict[int, Candidate]) -> None:
    known = [item for _number, item in way.left if item in by_item]
    for before, item in pairwise(known):
        if by_item[item].after is None and not _leads_to(before, item, by_item):
            by_item[item] = replace(by_item[item], after=before)


def _leads_to(item: int, wanted: int, by_item: Mapping[int, Candidate]) -> bool:
    """Whether an item comes after the wanted one by way of another course: two courses may disagree."""
    at: int | None = item
    while at is not None and at in by_item:
        at = by_item[at].after
        if at == wanted:
            return True
    return False
