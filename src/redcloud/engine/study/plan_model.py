"""Stage study: the solver's model of a term. In: candidates and sessions. Out: the best plan in time.

The choice is solved exactly (OR-tools CP-SAT) under a time limit: each session gets at most four items,
each read and then talked about, so that the minutes add up to the session; no item twice, a breadth of
topics over the whole term, and the year's study hours as a budget that is met and not overrun. No loop
of ifs, and the same answer for the same input.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from redcloud.engine.lazily import lazily
from redcloud.engine.study.plan_parts import (
    SHORTEST_TALK,
    WORK_LIMIT,
    Candidate,
    NoPlan,
    Plan,
    PlannedItem,
    longest_talk,
    shared_talk,
)

if TYPE_CHECKING:
    from ortools.sat.python import cp_model
else:
    cp_model = lazily("ortools.sat.python.cp_model")

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
BACKSTOP_S = 10.0


@dataclass(slots=True)
class TermModel:
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
        self._order()
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

    def _order(self) -> None:
        """A part of a course only after the one before it, which may be in the same session."""
        at_of = {one.item: at for at, one in enumerate(self.candidates)}
        for at, one in enumerate(self.candidates):
            before = at_of.get(one.after) if one.after is not None else None
            if before is None or one.locked:
                continue
            for session in range(len(self.sessions)):
                if (at, session) in self.chosen:
                    earlier = [
                        self.chosen[before, s] for s in range(session + 1) if (before, s) in self.chosen
                    ]
                    self.model.add(self.chosen[at, session] <= sum(earlier))

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
        """As near to the hours asked for as the sessions allow; above them only with what is locked in."""
        whole = sum(self.sessions)
        wanted = whole if self.budget is None else max(0, min(whole, self.budget))
        missed = self.model.new_int_var(0, whole, "missed")
        planned = whole - sum(self.spares)
        locked = sum(one.minutes + SHORTEST_TALK for one in self.candidates if one.locked)
        self.model.add(planned <= max(wanted, locked))
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
        taken = _in_order(taken)
        talks = shared_talk(solver.value(self.talks[at]), [longest_talk(one.minutes) for one in taken])
        items = tuple(PlannedItem(one.item, one.minutes, t) for one, t in zip(taken, talks, strict=True))
        return Plan(items, self.sessions[at], solver.value(self.spares[at]), proven)


def _in_order(taken: list[Candidate]) -> list[Candidate]:
    """The items of a session with each after the one that comes before it."""
    here, placed = {one.item for one in taken}, list[Candidate]()
    while len(placed) < len(taken):
        done = {one.item for one in placed}
        placed.append(
            next(
                one for one in taken if one.item not in done and (one.after not in here or one.after in done)
            )
        )
    return placed
