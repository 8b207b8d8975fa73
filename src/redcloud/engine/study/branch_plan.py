"""Stage study: a branch's plan for one session or for a term. Candidates and minutes in, plans out.

What can be said at once is said here, with a code; the choice itself is made by ``plan_model``.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from redcloud.engine.study.plan_model import TermModel
from redcloud.engine.study.plan_parts import FEWEST, MOST, SHORTEST_TALK, WORK_LIMIT, Candidate, NoPlan, Plan


def plan_session(candidates: Sequence[Candidate], session: int, *, size: int | None = None) -> Plan:
    """Choose 2 to 4 items whose reading and talk add up to one session.

    Parameters
    ----------
    candidates
        At most a few dozen; each item once.
    session
        Minutes, at least 20.
    size
        Exactly so many items, 1 to 4; left out, the solver decides: 2 to 4.

    Raises
    ------
    NoPlan
        With a code when no two items fit, or the locked ones do not.

    Examples
    --------
    >>> some = [Candidate(1, 10, 1.0, frozenset("a")), Candidate(2, 15, 0.8, frozenset("b"))]
    >>> plan = plan_session(some, 40)
    >>> [entry.item for entry in plan.items], sum(entry.minutes for entry in plan.items)
    ([1, 2], 40)
    """
    _refuse_locked(candidates, [session])
    least = sorted(one.minutes + SHORTEST_TALK for one in candidates)
    fewest, most = (FEWEST, MOST) if size is None else (max(size, 1), min(size, MOST))
    if len(least) < fewest or sum(least[:fewest]) > session:
        raise NoPlan("too_few_items")
    return TermModel(candidates, [session], fewest, most).solved()[0]


def plan_sessions(
    candidates: Sequence[Candidate],
    sessions: Sequence[int],
    *,
    budget: int | None = None,
    studied: Iterable[str] = (),
    work_limit: float = WORK_LIMIT,
) -> list[Plan]:
    """Choose items for all sessions of a term at once.

    Parameters
    ----------
    candidates
        Each item once; at most a few hundred.
    sessions
        Minutes of each session, in the order of their days.
    budget
        Minutes of study that the year still asks for. The plan comes as near to it as the sessions allow, and
        goes above it only where locked items do. Left out, the sessions are filled.
    studied
        Topics that the branch studied before: a further item of one costs as a second one does.
    work_limit
        Deterministic units of the solver after which the best plan found so far is taken, unproven.

    Raises
    ------
    NoPlan
        ``locked_too_long`` or ``too_many_locked``, with the session; ``too_few_items`` where nothing fits.

    Examples
    --------
    >>> some = [Candidate(n, 10, 1.0, frozenset(str(n))) for n in range(4)]
    >>> [[entry.item for entry in plan.items] for plan in plan_sessions(some, [40, 40])]
    [[0, 1], [2, 3]]
    """
    _refuse_locked(candidates, sessions)
    if not sessions or not any(one.minutes + SHORTEST_TALK <= max(sessions) for one in candidates):
        raise NoPlan("too_few_items")
    return TermModel(candidates, sessions, 0, MOST, budget, frozenset(studied), work_limit).solved()


def _refuse_locked(candidates: Sequence[Candidate], sessions: Sequence[int]) -> None:
    for at, minutes in enumerate(sessions):
        locked = [one.minutes + SHORTEST_TALK for one in candidates if one.locked and one.place == at]
        if len(locked) > MOST:
            raise NoPlan("too_many_locked", at, sum(locked))
        if sum(locked) > minutes:
            raise NoPlan("locked_too_long", at, sum(locked))
