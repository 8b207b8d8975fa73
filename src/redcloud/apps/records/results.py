"""Stage records: what became of statements. Out: counts, and for each refused one where and why."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from redcloud.apps.people.models import Member
from redcloud.engine.contracts import LakeVerb
from redcloud.engine.records.profile import ActivityRef
from redcloud.engine.records.validation import Problem

CONFLICT = Problem("id", "2.3.1.s9.b2", "same_id_other_content")
"""Two statements with one id that differ: the first stays as it is."""

REPEATED = Problem("id", "communication-2.1.2.s2.b6", "id_repeated_in_batch")
"""A batch that is stored whole may not have an id twice, whatever the contents."""


@dataclass(frozen=True, slots=True)
class Rejection:
    """One broken rule of one statement. ``line`` counts from 1: of the file, or within the batch."""

    line: int
    path: str
    rule: str
    reason: str

    @property
    def section(self) -> str:
        """The section of the specification."""
        return Problem(self.path, self.rule, self.reason).section


@dataclass(slots=True)
class StoreResult:
    """What ``store_statements`` did. ``keys`` are the ids of all accepted statements in their order."""

    stored: int = 0
    duplicate: int = 0
    rejected: list[Rejection] = field(default_factory=list)
    keys: list[str] = field(default_factory=list)
    duplicate_lines: list[int] = field(default_factory=list)
    """Of one chunk alone: `add` leaves them out, since a file has no end."""

    def add(self, other: StoreResult) -> None:
        """Add what another part of the same input gave."""
        self.stored += other.stored
        self.duplicate += other.duplicate
        self.rejected += other.rejected
        self.keys += other.keys

    @property
    def ids(self) -> list[UUID]:
        """The ids of all accepted statements in their order."""
        return [UUID(key) for key in self.keys]

    @property
    def conflicts(self) -> bool:
        """Whether an id was refused because it is taken by another content."""
        return any(one.reason == CONFLICT.reason for one in self.rejected)


@dataclass(frozen=True, slots=True)
class Event:
    """Something a member did here: what other stages hand in."""

    member: Member
    verb: LakeVerb
    activity: ActivityRef
    when: datetime
    context: dict[str, Any] | None = None
