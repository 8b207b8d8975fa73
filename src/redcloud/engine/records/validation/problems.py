"""Stage records: what is wrong with a statement, where, and by which rule. Out: Problem.

A rule is named by its anchor in the specification, for instance ``2.4.2.1.s2.b1`` in part two of
xAPI 1.0.3 ("xAPI-Data"), or ``communication-3.1.s4.b13`` in part three, so that whoever reads an answer
can look the sentence up.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Literal, NamedTuple

Edition = Literal["1.0.3", "2.0.0"]
"""The version that the request speaks decides the rules, never what is stored."""


class Problem(NamedTuple):
    """One broken rule. ``reason`` is a code; pages and clients turn it into words."""

    path: str
    rule: str
    reason: str

    @property
    def section(self) -> str:
        """The section that the rule stands in: ``Data 2.4.2.1``, or of a profile: ``cmi5 9.5.4``."""
        if " " in self.rule:
            return self.rule
        if self.rule.startswith("rfc"):
            return self.rule.upper()
        if self.rule.startswith("communication-"):
            return f"Communication {self.rule.removeprefix('communication-').split('.s', 1)[0]}"
        return f"Data {self.rule.split('.s', 1)[0]}"


Problems = list[Problem]
Check = Callable[[Any, Problems], None]

# Rules that many places share.
NULL = "2.2.s4.b1.b1"
NUMBER = "2.2.s4.b1.b2"
BOOLEAN = "2.2.s4.b1.b3"
FORMAT = "2.2.s4.b1.b4"
ENUMERATED = "2.2.s4.b1.b6"
NOT_ALLOWED = "2.2.s4.b1.b7"


def within(step: str | int, value: Any, check: Check, problems: Problems) -> None:
    """Run ``check`` on a part; what it finds gets ``step`` put before its path.

    Paths are built only when something is wrong: a valid statement pays nothing for them.
    """
    before = len(problems)
    check(value, problems)
    if len(problems) != before:
        prefix(step, problems, before)


def prefix(step: str | int, problems: Problems, before: int) -> None:
    """Put ``step`` before the path of every problem from position ``before`` on."""
    for index in range(before, len(problems)):
        found = problems[index]
        problems[index] = found._replace(path=joined(step, found.path))


def joined(step: str | int, path: str) -> str:
    """Put one step before a path: ``actor`` + ``mbox`` is ``actor.mbox``, ``0`` + ``id`` is ``[0].id``."""
    head = f"[{step}]" if isinstance(step, int) else step
    if not path or path.startswith("["):
        return head + path
    return f"{head}.{path}"


def wrong_type(value: Any, reason: str, rule: str = NOT_ALLOWED) -> Problem:
    """Return the problem of a value of the wrong JSON type; null has a rule of its own."""
    return Problem("", NULL, "null") if value is None else Problem("", rule, reason)


def is_object(value: Any, problems: Problems) -> bool:
    """Whether ``value`` is a JSON object; says so where it is not."""
    if type(value) is dict:
        return True
    problems.append(wrong_type(value, "not_an_object"))
    return False


def shown(key: str) -> str:
    """Return a property name short and printable enough for a path; the empty name as two quotes."""
    if not key:
        return '""'
    return key[:80].encode("unicode_escape").decode("ascii") if not key.isprintable() else key[:80]
