"""Stage records: are they statements, and what do they name? In: texts. Out: a chunk ready to be written.

Needs no database, so that a process of its own can do it beside the one that writes.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, NamedTuple
from uuid import uuid4

import msgspec

from redcloud.engine.records.attaching import Received, attachment_problems
from redcloud.engine.records.equivalence import content_digest
from redcloud.engine.records.extraction import Named, Names
from redcloud.engine.records.files import Line
from redcloud.engine.records.profiles import profile_problems
from redcloud.engine.records.validation import Edition, Malformed, Problem, decode, statement_problems

Given = bytes | dict[str, Any] | Line
"""A statement as text or decoded; a line of a file brings its own number, or why it is unreadable."""


class Ready(NamedTuple):
    """A valid statement, ready to be written."""

    line: int
    statement_id: str
    """32 hexadecimal digits in lower case."""
    raw: str
    version: str
    named: Named


@dataclass(slots=True)
class Prepared:
    """A chunk: the valid statements, what they name, and each broken rule of the others."""

    statements: list[Ready] = field(default_factory=list)
    names: Names = field(default_factory=Names)
    refused: list[tuple[int, Problem]] = field(default_factory=list)


def prepare(
    chunk: Iterable[tuple[int, Given]], edition: Edition, received: Received | None = None
) -> Prepared:
    """Validate statements and collect what they name.

    Parameters
    ----------
    received : what came with them; None where nothing could, and attachments are not looked at.
    """
    found = Prepared()
    default = "1.0.0" if edition == "1.0.3" else "2.0.0"
    for position, given in chunk:
        line, content = given if isinstance(given, Line) else (position, given)
        problems: list[Problem] = []
        try:
            raw, statement = _decoded(content)
            problems = statement_problems(statement, edition) or profile_problems(statement)
            if not problems and received is not None:
                problems = attachment_problems(statement, received, edition)
        except Malformed as malformed:
            problems = [malformed.problem]
        if problems:
            found.refused += [(line, problem) for problem in problems]
            continue
        key = statement["id"].replace("-", "").lower() if "id" in statement else uuid4().hex
        version = statement.get("version", default)
        found.statements.append(Ready(line, key, raw.decode(), version, found.names.named_in(statement)))
    return found


def narrowed(statements: Iterable[Ready]) -> Prepared:
    """Return a chunk of some valid statements of another, which names only what these name."""
    found = Prepared()
    for one in statements:
        named = found.names.named_in(msgspec.json.decode(one.raw))
        found.statements.append(one._replace(named=named))
    return found


def _decoded(content: bytes | dict[str, Any] | Problem) -> tuple[bytes, Any]:
    if isinstance(content, Problem):
        raise Malformed(content.rule, content.reason, content.path)
    raw = content if isinstance(content, bytes) else msgspec.json.encode(content)
    return raw, decode(raw)


def is_same(one: str, other: str) -> bool:
    """Whether two valid statements with one id say the same (xAPI Data 2.3.1.s9), timestamps aside.

    Nearly always they are the same text. Only where they are not is it worth working out what counts.
    """
    if one == other:
        return True
    first, second = (content_digest(msgspec.json.decode(text)) for text in (one, other))
    return first == second
