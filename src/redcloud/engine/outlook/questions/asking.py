"""Stage outlook. Questions to a branch about its own records: its meetings and needs in, questions out.

A question is no finding: it names the records it comes from and leaves the answer to the branch, which alone
sees it. Head counts of meetings are looked at; who came, or did not, is unknown here.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from redcloud.engine.outlook.questions.alike import nearly_equal, runs_of, shared

QuestionCode = Literal[
    "alike_minutes", "late_roll", "always_complete", "nothing_decided", "short_session", "need_back"
]

ALIKE_MINUTES = 0.8
FEWEST_RUNS = 30
LATE_DAYS = 7
COMPLETE_ROLLS = 8
COMPLETE_HEADS = 8
"""Of a small branch everybody may well come each time; of eight people, eight times running, seldom."""
UNDECIDED = 4
BACK_DAYS = 90
ALIKE_NEEDS = 0.5


@dataclass(frozen=True, slots=True)
class HeldRecord:
    """One meeting that was held, as its branch recorded it.

    Attributes
    ----------
    roll_day
        The day on which its roll was called; ``None`` where there is none.
    due, present
        Heads on the roll.
    votes
        Whether meetings of its kind decide.
    own_text
        What the branch wrote into the minutes itself, without what the platform had filled in.
    minutes_planned, study_minutes
        How long the meeting was called for, and how long the items take that it was to study; 0 where it
        studied none.
    """

    uid: str
    kind: str
    day: date
    roll_day: date | None
    due: int
    present: int
    votes: bool
    decisions: int
    own_text: str
    minutes_planned: int = 0
    study_minutes: int = 0


@dataclass(frozen=True, slots=True)
class NeedRecord:
    """One need that the branch had: where, about what, in which words, and when it came and was closed.

    ``spot`` is where exactly, in the resident's words, or empty.
    """

    uid: str
    place: int
    spot: str
    category: str
    words: str
    received: date
    closed: date | None


@dataclass(frozen=True, slots=True)
class Question:
    """Something to look at; ``number`` is the share in percent, the days, or how many, by its code."""

    code: QuestionCode
    evidence: tuple[str, ...]
    number: int


def questions(held: Sequence[HeldRecord], needs: Sequence[NeedRecord]) -> list[Question]:
    """What a branch may ask itself about these records.

    Parameters
    ----------
    held
        Its meetings of the time looked at, in any order.
    needs
        The needs it had in that time, in any order.

    Returns
    -------
    list of Question
        In the order of ``QuestionCode``, then of the records.
    """
    meetings = sorted(held, key=lambda one: (one.day, one.uid))
    asked = sorted(needs, key=lambda one: (one.received, one.uid))
    return [
        *_alike_minutes(meetings),
        *_late_rolls(meetings),
        *_always_complete(meetings),
        *_nothing_decided(meetings),
        *_short_sessions(meetings),
        *_needs_back(asked),
    ]


def _alike_minutes(meetings: Sequence[HeldRecord]) -> Iterator[Question]:
    texts = {one.uid: one.own_text for one in meetings}
    for earlier, later, share in nearly_equal(texts, ALIKE_MINUTES, FEWEST_RUNS):
        yield Question("alike_minutes", (earlier, later), round(100 * share))


def _late_rolls(meetings: Sequence[HeldRecord]) -> Iterator[Question]:
    for one in meetings:
        if one.roll_day is not None and (late := (one.roll_day - one.day).days) > LATE_DAYS:
            yield Question("late_roll", (one.uid,), late)


def _always_complete(meetings: Sequence[HeldRecord]) -> Iterator[Question]:
    by_kind = defaultdict(list)
    for one in meetings:
        if one.roll_day is not None and one.due >= COMPLETE_HEADS:
            by_kind[one.kind].append(one)
    for rolled in by_kind.values():
        last = rolled[-COMPLETE_ROLLS:]
        if len(last) == COMPLETE_ROLLS and all(one.present == one.due for one in last):
            yield Question("always_complete", tuple(one.uid for one in last), COMPLETE_ROLLS)


def _nothing_decided(meetings: Sequence[HeldRecord]) -> Iterator[Question]:
    by_kind = defaultdict(list)
    for one in meetings:
        if one.votes:
            by_kind[one.kind].append(one)
    for deciding in by_kind.values():
        last = deciding[-UNDECIDED:]
        if len(last) == UNDECIDED and not any(one.decisions for one in last):
            yield Question("nothing_decided", tuple(one.uid for one in last), UNDECIDED)


def _short_sessions(meetings: Sequence[HeldRecord]) -> Iterator[Question]:
    for one in meetings:
        if (missing := one.study_minutes - one.minutes_planned) > 0:
            yield Question("short_session", (one.uid,), missing)


def _needs_back(needs: Sequence[NeedRecord]) -> Iterator[Question]:
    for at, again in enumerate(needs):
        for before in reversed(needs[:at]):
            days = _days_until_back(before, again)
            if days is not None:
                yield Question("need_back", (before.uid, again.uid), days)
                break


def _days_until_back(before: NeedRecord, again: NeedRecord) -> int | None:
    """Days from closing the one to the other, where that is much the same need again; else None."""
    if before.closed is None or (before.place, before.category) != (again.place, again.category):
        return None
    if before.spot and again.spot and shared(runs_of(before.spot, 2), runs_of(again.spot, 2)) < ALIKE_NEEDS:
        return None
    days = (again.received - before.closed).days
    alike = shared(runs_of(before.words, 2), runs_of(again.words, 2)) >= ALIKE_NEEDS
    return days if 0 <= days <= BACK_DAYS and alike else None
