"""Stage needs: the life of a request as a table. State and step in, next state or refusal out.

A need is closed by the person who asked, never by the branch: the branch can only say that it holds
the matter solved. When that person does not answer, the need closes as ``unconfirmed``, which is
shown and counted apart from ``confirmed`` and can still be reopened with the code.
"""

from __future__ import annotations

from typing import Literal, cast

State = Literal[
    "received", "taken", "answered", "marked_solved", "confirmed", "unconfirmed", "reopened", "withdrawn"
]
Step = Literal[
    "take", "answer", "mark_solved", "pass_on", "confirm", "reopen", "lapse", "withdraw", "release"
]
Status = Literal["open", "closed"]

STATES: tuple[State, ...] = (
    "received",
    "taken",
    "answered",
    "marked_solved",
    "confirmed",
    "unconfirmed",
    "reopened",
    "withdrawn",
)
CLOSED: frozenset[State] = frozenset({"confirmed", "unconfirmed", "withdrawn"})
WAITING: frozenset[State] = frozenset({"received", "taken", "answered", "reopened"})
"""Open, and it is the branch's turn."""

_BEFORE: dict[Step, frozenset[State]] = {
    "take": frozenset({"received", "taken", "answered", "reopened"}),
    "answer": frozenset({"taken", "answered", "reopened", "marked_solved"}),
    "mark_solved": frozenset({"taken", "answered", "reopened"}),
    "pass_on": frozenset({"received", "taken", "answered", "reopened"}),
    "confirm": frozenset({"marked_solved", "answered", "unconfirmed"}),
    "reopen": frozenset({"marked_solved", "confirmed", "unconfirmed"}),
    "lapse": frozenset({"marked_solved"}),
    "withdraw": frozenset({"received", "taken", "answered", "reopened", "marked_solved"}),
    "release": frozenset({"taken", "answered", "reopened"}),
}
_AFTER: dict[Step, State] = {
    "take": "taken",
    "answer": "answered",
    "mark_solved": "marked_solved",
    "pass_on": "received",
    "confirm": "confirmed",
    "reopen": "reopened",
    "lapse": "unconfirmed",
    "withdraw": "withdrawn",
    "release": "received",
}

_STAYS: frozenset[tuple[Step, State]] = frozenset(
    {
        # A further word of explanation does not take back that the branch holds it solved.
        ("answer", "marked_solved"),
        # Another person takes over: what was answered stays answered.
        ("take", "answered"),
    }
)


class StepRefused(ValueError):  # noqa: N818 - an answer, not a fault
    """The step does not follow from the state."""

    def __init__(self, state: str, step: str) -> None:
        super().__init__(f"{step} does not follow {state}")
        self.state = state
        self.step = step


def after(state: str, step: Step) -> State:
    """Give the state that ``step`` leads to.

    Raises
    ------
    StepRefused
        When ``step`` is not possible in ``state``.

    Examples
    --------
    >>> after("marked_solved", "reopen")
    'reopened'
    """
    if not allows(state, step):
        raise StepRefused(state, step)
    if (step, state) in _STAYS:
        return cast(State, state)
    return _AFTER[step]


def allows(state: str, step: Step) -> bool:
    """Whether ``step`` is possible in ``state``."""
    return state in _BEFORE[step]


def status_of(state: str) -> Status:
    """Say the state in Open311's two words (GeoReport v2, ``status``).

    Examples
    --------
    >>> status_of("marked_solved"), status_of("confirmed")
    ('open', 'closed')
    """
    return "closed" if state in CLOSED else "open"
