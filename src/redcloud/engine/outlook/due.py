"""Stage outlook. What a branch has due: its held meetings and a rule pack in, ``DueItem`` out.

The unit is a branch and a period. Whether and when a meeting took place is all that is looked
at; who came, or did not, is unknown here (PRODUCT line 4).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from redcloud.engine.contracts import DueItem, HeldMeeting
from redcloud.engine.rules.pack import Cadence, RulePack
from redcloud.engine.rules.periods import period_around, period_before

STATE_ORDER = {"overdue": 0, "due": 1, "answered": 2, "done": 3}


@dataclass(frozen=True, slots=True)
class BranchShape:
    """What decides which rules apply to a branch.

    Attributes
    ----------
    since
        The first day on which anything can be asked of it; ``None`` = long ago.
    """

    since: date | None = None
    has_committee: bool = True
    has_groups: bool = False


LARGE_BRANCH = BranchShape(has_committee=True, has_groups=True)


Answered = frozenset[tuple[str, date]]
"""What a branch has answered itself: the rule, and the first day of the period it spoke of."""


def due(
    held: Sequence[HeldMeeting],
    pack: RulePack,
    today: date,
    shape: BranchShape = LARGE_BRANCH,
    answered: Answered = frozenset(),
) -> list[DueItem]:
    """What is due, overdue and done on ``today``: one item for each cadence that applies.

    A rule is *done* when the current period has its meetings. Otherwise it is *overdue* when the
    period before ended short and nothing of that kind has been held since; else it is *due*. One
    meeting therefore settles an overdue rule: asking for two would make meetings for the record.

    What the branch has answered is settled: an overdue period is no longer looked at, the current one is
    *answered* until a meeting makes it done.

    A period is held against a branch only if the branch and the rule existed for all of it; the
    rule of its last day decides, so that the past is judged by its own rules.

    Parameters
    ----------
    held
        Meetings that took place, of any kind, in any order; later than ``today`` is ignored.
    pack
        The whole pack, with every version of its rules.
    today
        Day in the organisation's time zone.
    shape
        Which conditional rules apply, and since when.
    answered
        What the branch has answered with a sentence of its own.

    Returns
    -------
    list of DueItem
        Overdue first, then due by nearest end, then answered, then done. ``period_until`` is exclusive.

    Examples
    --------
    >>> due([], pack, date(2026, 11, 23))                                  # doctest: +SKIP
    [DueItem(rule='theme_day_monthly', kind='theme_day', state='overdue', ...), ...]
    """
    past = [meeting for meeting in held if meeting.day <= today]
    items = [
        _item(rule, past, pack, today, shape, answered)
        for rule in pack.cadences
        if rule.force.holds_on(today) and applies(rule, shape)
    ]
    return sorted(items, key=lambda item: (STATE_ORDER[item.state], item.period_until, item.rule))


def applies(rule: Cadence, shape: BranchShape) -> bool:
    """Whether ``rule`` speaks to a branch of this shape."""
    if rule.applies == "with_committee":
        return shape.has_committee
    if rule.applies == "with_groups":
        return shape.has_groups
    return True


def _item(
    rule: Cadence,
    past: Sequence[HeldMeeting],
    pack: RulePack,
    today: date,
    shape: BranchShape,
    answered: Answered,
) -> DueItem:
    since, until = period_around(today, rule.every)
    held = count_held(past, rule.kind, since, until)
    if held >= rule.times:
        return _made(rule, "done", since, until, held)
    if held == 0:
        missed = _missed_before(rule, past, pack, since, shape)
        if missed is not None and (missed.rule, missed.period_since) not in answered:
            return missed
    state: Literal["answered", "due"] = "answered" if (rule.code, since) in answered else "due"
    return _made(rule, state, since, until, held)


def _missed_before(
    rule: Cadence, past: Sequence[HeldMeeting], pack: RulePack, since: date, shape: BranchShape
) -> DueItem | None:
    """The period before ``since``, if the branch fell short of the rule of that time."""
    last_day = since - timedelta(days=1)
    then = next(
        (one for one in pack.cadences if one.code == rule.code and one.force.holds_on(last_day)),
        None,
    )
    if then is None:
        return None
    before_since, before_until = period_before(since, then.every)
    if not _existed_throughout(then, before_since, shape):
        return None
    held = count_held(past, then.kind, before_since, before_until)
    if held >= then.times:
        return None
    return _made(then, "overdue", before_since, before_until, held)


def _existed_throughout(rule: Cadence, first_day: date, shape: BranchShape) -> bool:
    return rule.force.since <= first_day and (shape.since is None or shape.since <= first_day)


def count_held(held: Iterable[HeldMeeting], kind: str, since: date, until: date) -> int:
    """How many meetings of ``kind`` took place on a day in ``[since, until)``."""
    return sum(1 for one in held if one.kind == kind and since <= one.day < until)


def _made(
    rule: Cadence, state: Literal["done", "due", "overdue", "answered"], since: date, until: date, held: int
) -> DueItem:
    return DueItem(
        rule=rule.code,
        kind=rule.kind,
        state=state,
        period_since=since,
        period_until=until,
        held=held,
        needed=rule.times,
        article=rule.force.article,
        source=rule.force.source,
    )
