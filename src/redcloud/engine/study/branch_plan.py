"""Stage study: a branch's plan for one session or for a term. Candidates and minutes in, plans out.

The choice is solved exactly (OR-tools CP-SAT) under a time limit: each session gets at most four items,
each read and then talked about, so that the minutes add up to the session; no item twice, a breadth of
topics over the whole term, and the year's study hours as a budget that is met and not overrun. No loop
of ifs, and the same answer for the same input.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from redcloud.engine.lazily import lazily

if TYPE_CHECKING:
    from ortools.sat.python import cp_model
else:
    cp_model = lazily("ortools.sat.python.cp_model")


FEWEST, MOST = 2, 4
"""Items of one session; in a term a session may stay short where the library is small."""
SHORTEST_TALK, LONGEST_TALK = 5, 20
"""Minutes of talk about an item, at least and at most; a long one may be talked about as long as read."""
SAME_TOPIC = 0.4
"""What each further item of one topic costs within a session."""
BREADTH = 0.2
"""What each further item of one topic costs within the term, what the branch studied before counted in."""
SOONER = 0.02
"""A worth shrinks by this share with each later session: what fits best comes first."""
EMPTY = 2.0
"""What a session without any item costs."""
_FILL = 10.0
"""What a minute costs by which the study time misses its budget: more than any swap of items can win."""
_SCALE = 1000
WORK_LIMIT = 0.8
"""In the solver's own unit of work, about a second of one processor: every machine answers the same."""
BACKSTOP_S = 10.0


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
    """

    item: int
    minutes: int
    worth: float
    topics: frozenset[str]
    locked: bool = False
    place: int = 0
    worths: tuple[float, ...] = ()

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
    return _Model(candidates, [session], fewest, most).solved()[0]


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
    return _Model(candidates, sessions, 0, MOST, budget, frozenset(studied), work_limit).solved()


def _refuse_locked(candidates: Sequence[Candidate], sessions: Sequence[int]) -> None:
    for at, minutes in enumerate(sessions):
        locked = [one.minutes + SHORTEST_TALK for one in candidates if one.locked and one.place == at]
        if len(locked) > MOST:
            raise NoPlan("too_many_locked", at, sum(locked))
        if sum(locked) > minutes:
            raise NoPlan("locked_too_long", at, sum(locked))


def longest_talk(minutes: int) -> int:
    """For how long an item of so many minutes is talked about at most."""
    return max(LONGEST_TALK, minutes)


@dataclass(slots=True)
class _Model:
    """One solver's model of a term: which item in which session, and the minutes of talk of each session."""

    candidates: Sequence[Candidate]
    sessions: Sequence[int]
    fewest: int
    most: int
    budget: int | None = None
    studied: frozenset[str] = frozenset()
    work_limit: float = WORK_LIMIT
    # Looked up when a model is made: OR-tools is imported when the first plan is solved.
    model: cp_model.CpModel = field(default_factory=lambda: cp_model.CpModel())
    chosen: dict[tuple[int, int], cp_model.IntVar] = field(default_factory=dict)
    talks: list[cp_model.IntVar] = field(default_factory=list)
    spares: list[cp_model.IntVar] = field(default_factory=list)
    costs: list[cp_model.LinearExprT] = field(default_factory=list)

    def solved(self) -> list[Plan]:
        """Build, solve, and read the answer.

        Raises
        ------
        NoPlan
        """
        for at, one in enumerate(self.candidates):
            self._choice(at, one)
        for at, minutes in enumerate(self.sessions):
            self._session(at, minutes)
        self._meet_budget()
        self._breadth()
        self.model.minimize(sum(self.costs))
        solver = cp_model.CpSolver()
        solver.parameters.max_deterministic_time = self.work_limit
        solver.parameters.max_time_in_seconds = BACKSTOP_S
        # One worker with a fixed seed: the same plan for the same input, and no fight for the cores.
        solver.parameters.num_workers = 1
        solver.parameters.random_seed = 0
        status = solver.solve(self.model)
        if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
            raise NoPlan("locked_too_long" if any(c.locked for c in self.candidates) else "too_few_items")
        return [self._read(solver, at, status == cp_model.OPTIMAL) for at in range(len(self.sessions))]

    def _choice(self, at: int, one: Candidate) -> None:
        """At most one session for each item; its own for a locked one."""
        for session, minutes in enumerate(self.sessions):
            worth = one.worth_in(session)
            held = one.locked and one.place == session
            if not held and (one.locked or worth < 0 or one.minutes + SHORTEST_TALK > minutes):
                continue
            x = self.chosen[at, session] = self.model.new_bool_var(f"x_{at}_{session}")
            self.costs.append(-round(worth * (1 - SOONER * session) * _SCALE) * x)
            if held:
                self.model.add(x == 1)
        places = [x for (item, _), x in self.chosen.items() if item == at]
        if len(places) > 1:
            self.model.add_at_most_one(places)

    def _session(self, at: int, minutes: int) -> None:
        """Reading, talk and spare time add up to the session."""
        here = [(self.candidates[item], x) for (item, session), x in self.chosen.items() if session == at]
        talk = self.model.new_int_var(0, minutes, f"talk_{at}")
        spare = self.model.new_int_var(0, minutes, f"spare_{at}")
        count = sum(x for _, x in here)
        self.model.add(talk >= SHORTEST_TALK * count)
        self.model.add(talk <= sum(longest_talk(one.minutes) * x for one, x in here))
        self.model.add(sum(one.minutes * x for one, x in here) + talk + spare == minutes)
        self.model.add_linear_constraint(count, self.fewest, self.most)
        empty = self.model.new_bool_var(f"empty_{at}")
        self.model.add(count + empty >= 1)
        # What time is left over is left to the later sessions.
        self.costs += [round(EMPTY * _SCALE) * empty, (len(self.sessions) - at) * spare]
        self.talks.append(talk)
        self.spares.append(spare)

    def _meet_budget(self) -> None:
        """As near to the hours that are asked for as the sessions allow, and not above them."""
        whole = sum(self.sessions)
        wanted = whole if self.budget is None else max(0, min(whole, self.budget))
        missed = self.model.new_int_var(0, whole, "missed")
        planned = whole - sum(self.spares)
        self.model.add(missed >= wanted - planned)
        self.model.add(missed >= planned - wanted)
        self.costs.append(round(_FILL * _SCALE) * missed)

    def _breadth(self) -> None:
        """Count what repeats a topic, within a session and over the term."""
        for topic in sorted({topic for one in self.candidates for topic in one.topics}):
            on = {place: x for place, x in self.chosen.items() if topic in self.candidates[place[0]].topics}
            for session in range(len(self.sessions)):
                self._repeats([x for (_, s), x in on.items() if s == session], SAME_TOPIC, 1)
            if len(self.sessions) > 1 or topic in self.studied:
                self._repeats(list(on.values()), BREADTH, 0 if topic in self.studied else 1)

    def _repeats(self, on: list[cp_model.IntVar], cost: float, free: int) -> None:
        if len(on) > free:
            over = self.model.new_int_var(0, len(on), "")
            self.model.add(over >= sum(on) - free)
            self.costs.append(round(cost * _SCALE) * over)

    def _read(self, solver: cp_model.CpSolver, at: int, proven: bool) -> Plan:
        taken = [self.candidates[i] for (i, s), x in self.chosen.items() if s == at and solver.value(x)]
        taken.sort(key=lambda one: (-one.worth_in(at), one.item))
        talks = shared_talk(solver.value(self.talks[at]), [longest_talk(one.minutes) for one in taken])
        items = tuple(PlannedItem(one.item, one.minutes, t) for one, t in zip(taken, talks, strict=True))
        return Plan(items, self.sessions[at], solver.value(self.spares[at]), proven)


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
