"""Stage study: what a branch's study plan is made of: items that may be planned, and sessions with items."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

FEWEST, MOST = 2, 4
"""Items of one session; in a term a session may stay short where the library is small."""
SHORTEST_TALK, LONGEST_TALK = 5, 20
"""Minutes of talk about an item, at least and at most; a long one may be talked about as long as read."""
WORK_LIMIT = 0.8
"""In the solver's own unit of work, about a second of one processor: every machine answers the same."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """An item that may be planned.

    Attributes
    ----------
    minutes
        Reading time of the item.
    worth
        How well it fits the branch, 0 or more; see ``interface.Recommendation.fit``.
    topics
        Codes; items that share one cost ``SAME_TOPIC`` in a session and ``BREADTH`` in a term.
    locked
        The secretary wants it in the plan whatever its worth: in session ``place``.
    place
        Index of the session in which a locked item stays.
    worths
        How well it fits each session, where that differs (season, a day by which it is asked); then
        ``worth`` is not used. Below 0: not to be chosen there.
    after
        The item that has to come before it: in an earlier session, or earlier in the same one.
    """

    item: int
    minutes: int
    worth: float
    topics: frozenset[str]
    locked: bool = False
    place: int = 0
    worths: tuple[float, ...] = ()
    after: int | None = None

    def worth_in(self, session: int) -> float:
        """How well the item fits a session."""
        return self.worths[session] if self.worths else self.worth


@dataclass(frozen=True, slots=True)
class PlannedItem:
    """An item in the plan with its minutes of reading and of talking about it."""

    item: int
    reading: int
    talk: int

    @property
    def minutes(self) -> int:
        """Reading and talk together."""
        return self.reading + self.talk


@dataclass(frozen=True, slots=True)
class Plan:
    """What was chosen for one session. ``spare`` is time that no allowed choice could fill.

    ``proven`` says that no better plan exists; False means that the limit ended the search.
    """

    items: tuple[PlannedItem, ...]
    session: int
    spare: int
    proven: bool


class NoPlan(ValueError):  # noqa: N818 - it is an answer, not a fault
    """No plan is possible.

    Attributes
    ----------
    code
        ``too_few_items``, ``locked_too_long`` or ``too_many_locked``.
    session
        Index of the session that cannot be planned.
    needed
        Minutes that its locked items need at least.
    """

    def __init__(self, code: str, session: int = 0, needed: int = 0) -> None:
        super().__init__(code)
        self.code, self.session, self.needed = code, session, needed


def longest_talk(minutes: int) -> int:
    """For how long an item of so many minutes is talked about at most."""
    return max(LONGEST_TALK, minutes)


def shared_talk(minutes: int, longest: Sequence[int]) -> list[int]:
    """Share minutes of talk as evenly as the longest of each allows, the first ones a minute more.

    Examples
    --------
    >>> shared_talk(32, [20, 20, 10])
    [11, 11, 10]
    """
    talks = [0] * len(longest)
    for _ in range(minutes):
        room = [at for at, most in enumerate(longest) if talks[at] < most]
        if not room:
            break
        talks[min(room, key=lambda at: talks[at])] += 1
    return talks
