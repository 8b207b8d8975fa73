"""Stage records: is it a statement, and what does it name? In: what was given. Out: prepared or rejected."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

import msgspec

from redcloud.apps.records.results import Rejection
from redcloud.engine.records.equivalence import content_digest
from redcloud.engine.records.extraction import Named, named_in
from redcloud.engine.records.files import Line
from redcloud.engine.records.profiles import profile_problems
from redcloud.engine.records.validation import Edition, Malformed, Problem, decode, statement_problems

Given = bytes | dict[str, Any] | Line
"""A statement as text or decoded; a line of a file brings its own number, or why it is unreadable."""


@dataclass(slots=True)
class Prepared:
    """A valid statement, ready to be written."""

    line: int
    statement_id: UUID
    raw: str
    named: Named
    content: UUID
    version: str

    def same_as(self, content: UUID, timestamp: datetime) -> bool:
        """Whether a stored statement with this id says the same (xAPI Data 2.3.1.s9)."""
        given = self.named.timestamp
        return self.content == content and (given is None or given == timestamp)


def prepare(chunk: Sequence[tuple[int, Given]], edition: Edition) -> tuple[list[Prepared], list[Rejection]]:
    """Validate statements and collect what each names; every broken rule becomes a rejection."""
    prepared: list[Prepared] = []
    rejected: list[Rejection] = []
    for position, given in chunk:
        line, content = given if isinstance(given, Line) else (position, given)
        problems: list[Problem] = []
        try:
            raw, statement = _decoded(content)
            problems = statement_problems(statement, edition) or profile_problems(statement)
        except Malformed as malformed:
            problems = [malformed.problem]
        if problems:
            rejected += [Rejection(line, *problem) for problem in problems]
        else:
            prepared.append(_prepared(line, raw, statement, edition))
    return prepared, rejected


def _decoded(content: bytes | dict[str, Any] | Problem) -> tuple[bytes, Any]:
    if isinstance(content, Problem):
        raise Malformed(content.rule, content.reason, content.path)
    raw = content if isinstance(content, bytes) else msgspec.json.encode(content)
    return raw, decode(raw)


def _prepared(line: int, raw: bytes, statement: dict[str, Any], edition: Edition) -> Prepared:
    given = statement.get("id")
    return Prepared(
        line,
        UUID(given) if given else uuid4(),
        raw.decode(),
        named_in(statement),
        content_digest(statement),
        statement.get("version", "1.0.0" if edition == "1.0.3" else "2.0.0"),
    )
