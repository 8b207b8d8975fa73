"""Stage study: a branch's plan for one session. Candidates and minutes in, a Plan out.

The choice is solved exactly (OR-tools CP-SAT) under a time limit: 2 to 4 items, each read and then
talked about, so that the minutes add up to the session. No loop of ifs, and the same answer for
the same input.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING

from redcloud.engine.lazily import lazily

if TYPE_CHECKING:
    from ortools.sat.python import cp_model
else:
    cp_model = lazily("ortools.sat.python.cp_model")


FEWEST, MOST = 2, 4
LONGEST_TALK = 20
SOLVE_WITHIN_S = 5.0
_BLOCK = 5
"""An item that is studied is talked about for at least this many minutes."""


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
        Codes; two planned items of one topic cost ``SAME_TOPIC``.
    locked
        The secretary wants it in the plan whatever its worth.
    """

    item: int
    minutes: int
    worth: float
    topics: frozenset[str]
    locked: bool = False


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
    """What was chosen. ``spare`` is time that no allowed choice could fill; 0 nearly always.

    ``proven`` says that no better plan exists; False means that the time limit ended the search.
    """

    items: tuple[PlannedItem, ...]
    session: int
    spare: int
    proven: bool


class NoPlan(ValueError):  # noqa: N818 - it is an answer, not a fault
    """No plan is possible; ``code`` says why: ``too_few_items``, ``locked_too_long``, ``too_many_locked``."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


SAME_TOPIC = 0.4
_SCALE = 1000


def plan_session(candidates: Sequence[Candidate], session: int, *, size: int | None = None) -> Plan:
    """Choose 2 to 4 items whose reading and talk add up to the session.

    Each item is talked about for at least 5 minutes and at most as long as it takes to read or
    ``LONGEST_TALK``, whichever is more. As little spare time as possible comes first of all; then
    worth decides, less a cost for two items of one topic.

    Parameters
    ----------
    candidates
        At most a few dozen; each item once.
    session
        Minutes, at least 20.
    size
        Exactly so many items, 2 to 4; left out, the solver decides.

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
    _refuse_impossible(candidates, session)
    model = cp_model.CpModel()
    chosen = [model.new_bool_var(f"chosen_{at}") for at in range(len(candidates))]
    talk = [_talk(model, candidate, chosen[at], at) for at, candidate in enumerate(candidates)]
    spare = model.new_int_var(0, session, "spare")
    model.add(
        sum(c.minutes * x + t for c, x, t in zip(candidates, chosen, talk, strict=True)) + spare == session
    )
    fewest, most = (FEWEST, MOST) if size is None else (max(size, FEWEST), min(size, MOST))
    model.add_linear_constraint(sum(chosen), fewest, most)
    for candidate, x in zip(candidates, chosen, strict=True):
        if candidate.locked:
            model.add(x == 1)
    worth = sum(round(c.worth * _SCALE) * x for c, x in zip(candidates, chosen, strict=True))
    alike = [_both(model, chosen[a], chosen[b]) for a, b in _alike(candidates)]
    uneven = _uneven(model, talk, chosen)
    cost = round(SAME_TOPIC * _SCALE) * sum(alike) + 2 * uneven + 100 * _SCALE * spare
    model.maximize(worth - cost)
    return _solved(model, candidates, chosen, talk, spare, session)


def _refuse_impossible(candidates: Sequence[Candidate], session: int) -> None:
    least = sorted(c.minutes + _BLOCK for c in candidates)
    locked = [c.minutes + _BLOCK for c in candidates if c.locked]
    if len(locked) > MOST:
        raise NoPlan("too_many_locked")
    if sum(locked) > session:
        raise NoPlan("locked_too_long")
    if len(least) < FEWEST or sum(least[:FEWEST]) > session:
        raise NoPlan("too_few_items")


def _talk(model: cp_model.CpModel, candidate: Candidate, chosen: cp_model.IntVar, at: int) -> cp_model.IntVar:
    """Minutes of talk: 0 if the item is not chosen."""
    longest = max(LONGEST_TALK, candidate.minutes)
    talk = model.new_int_var(0, longest, f"talk_{at}")
    model.add(talk >= _BLOCK).only_enforce_if(chosen)
    model.add(talk == 0).only_enforce_if(chosen.negated())
    return talk


def _both(model: cp_model.CpModel, a: cp_model.IntVar, b: cp_model.IntVar) -> cp_model.IntVar:
    both = model.new_bool_var("")
    model.add(both >= a + b - 1)
    return both


def _alike(candidates: Sequence[Candidate]) -> list[tuple[int, int]]:
    return [
        (a, b)
        for a, b in combinations(range(len(candidates)), 2)
        if candidates[a].topics & candidates[b].topics
    ]


def _uneven(
    model: cp_model.CpModel, talk: Sequence[cp_model.IntVar], chosen: Sequence[cp_model.IntVar]
) -> cp_model.IntVar:
    """The difference between the longest and the shortest talk, to be kept small."""
    highest = model.new_int_var(0, 600, "highest")
    lowest = model.new_int_var(0, 600, "lowest")
    for minutes, x in zip(talk, chosen, strict=True):
        model.add(highest >= minutes)
        model.add(lowest <= minutes).only_enforce_if(x)
    difference = model.new_int_var(0, 600, "difference")
    model.add(difference >= highest - lowest)
    return difference


def _solved(
    model: cp_model.CpModel,
    candidates: Sequence[Candidate],
    chosen: Sequence[cp_model.IntVar],
    talk: Sequence[cp_model.IntVar],
    spare: cp_model.IntVar,
    session: int,
) -> Plan:
    solver = cp_model.CpSolver()
    solver.parameters.max_time_in_seconds = SOLVE_WITHIN_S
    # One worker with a fixed seed: the same plan for the same input, and no fight for the cores.
    solver.parameters.num_workers = 1
    solver.parameters.random_seed = 0
    status = solver.solve(model)
    if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        raise NoPlan("locked_too_long" if any(c.locked for c in candidates) else "too_few_items")
    taken = [at for at in range(len(candidates)) if solver.value(chosen[at])]
    taken.sort(key=lambda at: (-candidates[at].worth, candidates[at].item))
    items = tuple(
        PlannedItem(candidates[at].item, candidates[at].minutes, solver.value(talk[at])) for at in taken
    )
    return Plan(items, session, solver.value(spare), status == cp_model.OPTIMAL)
