"""Stage study: the sessions of a term. A rule pack, called and held meetings in, the sessions to plan out.

Where a class or a theme day is due by the pack's cadence and nobody called it yet, a day is proposed as the
branch usually meets. The year's study hours are a plan's budget: what was studied in held plans is taken off.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from redcloud.engine.contracts import HeldMeeting
from redcloud.engine.rules.pack import Cadence, MeetingKind, RulePack, pack_on
from redcloud.engine.rules.periods import MONTHS_IN, period_around

STUDY_ACTIVITIES = frozenset({"class", "theme_day"})
"""Kinds of activity at which a branch studies together; a pack says which of its kinds these are."""
HOURS = "study_hours"
"""The pack's limit that says how many hours a year's plan adds up to."""
NOTICE_DAYS = 3
"""A day is proposed at least so many days ahead."""
LEAST_MINUTES, STEP_MINUTES = 30, 5
"""What a session is planned for at least, and the step to which a share of the budget is rounded down."""


@dataclass(frozen=True, slots=True)
class Called:
    """A planned meeting that was called already."""

    meeting: int
    kind: str
    day: date
    minutes: int


@dataclass(frozen=True, slots=True)
class Slot:
    """A session to plan; ``meeting`` is None where none was called."""

    kind: str
    day: date
    minutes: int
    meeting: int | None = None


def study_kinds(pack: RulePack) -> list[MeetingKind]:
    """The kinds of meeting at which the whole branch studies."""
    return [kind for kind in pack.kinds if kind.invited == "members" and kind.activity in STUDY_ACTIVITIES]


def slots(
    pack: RulePack, since: date, until: date, called: Sequence[Called], held: Sequence[HeldMeeting]
) -> list[Slot]:
    """The sessions from ``since`` to the day before ``until``, by their day.

    Parameters
    ----------
    pack
        The whole pack; the rules of ``since`` are gone by.
    called
        Planned meetings of any kind.
    held
        Held meetings: they count towards their period, and the last of a kind shows the branch's habit.
    """
    kinds = {kind.code: kind for kind in study_kinds(pack)}
    found = [
        Slot(one.kind, one.day, one.minutes, one.meeting)
        for one in called
        if one.kind in kinds and since <= one.day < until
    ]
    for rule in pack_on(pack, since).cadences:
        if rule.kind in kinds and rule.target == "branch":
            found += _due(rule, kinds[rule.kind], since, until, called, held)
    return _apart(sorted(found, key=lambda slot: (slot.day, slot.kind)), until)


def _due(
    rule: Cadence,
    kind: MeetingKind,
    since: date,
    until: date,
    called: Sequence[Called],
    held: Sequence[HeldMeeting],
) -> list[Slot]:
    """What the rule still asks for in each of its periods."""
    last = max((one.day for one in held if one.kind == rule.kind), default=None)
    last = max((one.day for one in called if one.kind == rule.kind), default=last)
    made = []
    first, after = period_around(since, rule.every)
    while first < until:
        met = [*((one.kind, one.day) for one in called), *((one.kind, one.day) for one in held)]
        days = [day for code, day in met if code == rule.kind and first <= day < after]
        for number in range(len(days), rule.times):
            day = _proposed(rule, first, after, number, last)
            day = max(day, _soonest(since, day))
            if since <= day < min(after, until):
                made.append(Slot(rule.kind, day, kind.minutes_planned))
        first, after = period_around(after, rule.every)
    return made


def _proposed(rule: Cadence, first: date, after: date, number: int, last: date | None) -> date:
    """The weekday and the week of the month of last time; in longer periods in their middle month."""
    months = MONTHS_IN[rule.every]
    usual = [month for month in rule.usual_months if months == MONTHS_IN["year"]]
    offset = usual[0] - 1 if usual else (months * (2 * number + 1)) // (2 * rule.times)
    month = date(first.year + (first.month - 1 + offset) // 12, (first.month - 1 + offset) % 12 + 1, 1)
    weekday = last.weekday() if last else 4
    week = min((last.day - 1) // 7, 3) if last else 1
    return month + timedelta(days=(weekday - month.weekday()) % 7 + 7 * week)


def _soonest(since: date, day: date) -> date:
    """The first day with the same weekday that leaves time to tell people."""
    first = since + timedelta(days=NOTICE_DAYS)
    return first + timedelta(days=(day.weekday() - first.weekday()) % 7)


def _apart(found: list[Slot], until: date) -> list[Slot]:
    """A proposed session on the day of another moves a week on, as far as the term goes."""
    taken: set[date] = {slot.day for slot in found if slot.meeting is not None}
    apart = []
    for slot in found:
        day = slot.day
        while slot.meeting is None and day in taken and day + timedelta(days=7) < until:
            day += timedelta(days=7)
        taken.add(day)
        apart.append(replace(slot, day=day))
    return sorted(apart, key=lambda slot: (slot.day, slot.kind))


def hours_of(pack: RulePack, day: date) -> int | None:
    """The hours of study that a year's plan adds up to by the rules of a day; None where no rule says so."""
    return next((rule.value for rule in pack_on(pack, day).limits if rule.code == HOURS), None)


@dataclass(frozen=True, slots=True)
class Budget:
    """Minutes of study that a term is planned for: of each year the even pace, or what is left if less."""

    by_year: tuple[tuple[int, int], ...]

    @property
    def minutes(self) -> int:
        """Over the whole term."""
        return sum(minutes for _year, minutes in self.by_year)


def budget_of(pack: RulePack, since: date, until: date, studied: Sequence[tuple[date, int]]) -> Budget | None:
    """What a term is planned for; None where the pack has no rule about hours.

    Parameters
    ----------
    studied
        Day and minutes of each plan that the branch held.
    """
    shares = []
    for year in range(since.year, until.year + 1):
        first, after = max(since, date(year, 1, 1)), min(until, date(year + 1, 1, 1))
        hours = hours_of(pack, first) if first < after else None
        if hours is None:
            continue
        whole = hours * 60
        left = whole - sum(minutes for day, minutes in studied if day.year == year)
        days = (date(year + 1, 1, 1) - date(year, 1, 1)).days
        shares.append((year, max(0, min(left, whole * (after - first).days // days))))
    return Budget(tuple(shares)) if shares else None


def within_budget(found: Sequence[Slot], budget: Budget | None) -> list[Slot]:
    """Sessions with the minutes that their share of the budget gives them, never more than the meeting has.

    Examples
    --------
    >>> day = date(2026, 3, 6)
    >>> within_budget([Slot("theme_day", day, 120)], Budget(((2026, 100),)))[0].minutes
    100
    """
    if budget is None:
        return list(found)
    fitted = []
    left = dict(budget.by_year)
    for at, slot in enumerate(found):
        same_year = sum(1 for one in found[at:] if one.day.year == slot.day.year)
        share = left.get(slot.day.year, 0) // same_year // STEP_MINUTES * STEP_MINUTES
        minutes = min(slot.minutes, max(LEAST_MINUTES, share))
        left[slot.day.year] = max(0, left.get(slot.day.year, 0) - minutes)
        fitted.append(replace(slot, minutes=minutes))
    return fitted
