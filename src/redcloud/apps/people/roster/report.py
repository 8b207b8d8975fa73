"""Stage people: what an import did, or would do. Codes and counts; sentences are in ``wording``."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from redcloud.apps.people.roster.wording import note_sentence, rejection_sentences
from redcloud.engine.people.shapes import Note, Rejection


@dataclass(frozen=True, slots=True)
class Problem:
    """A fault or a remark with its place and its sentences in the reader's language."""

    sheet: str
    line: int
    column: str
    code: str
    value: str
    reason: str
    remedy: str

    @classmethod
    def of_rejection(cls, rejection: Rejection) -> Problem:
        """Word a rejection in the language that is active."""
        reason, remedy = rejection_sentences(rejection)
        place = rejection.place
        return cls(place.sheet, place.line, place.column, rejection.code, rejection.value, reason, remedy)

    @classmethod
    def of_note(cls, note: Note) -> Problem:
        """Word a note in the language that is active."""
        reason, remedy = note_sentence(note)
        place = note.place
        return cls(place.sheet, place.line, place.column, note.code, note.value, reason, remedy)

    def as_dict(self) -> dict[str, Any]:
        """Return the problem for JSON; the sheet only where the file has several."""
        shown = {"line": self.line, "column": self.column, "code": self.code, "value": self.value}
        sheet = {"sheet": self.sheet} if self.sheet else {}
        return {**sheet, **shown, "reason": self.reason, "remedy": self.remedy}


@dataclass(slots=True)
class RosterReport:
    """Counts of rows and of what came of them; every row is in exactly one of the first four."""

    dry_run: bool
    created: int = 0
    updated: int = 0  # something about the member changed, a transfer included
    unchanged: int = 0
    transferred: int = 0
    roles_given: int = 0
    roles_pending: int = 0
    roles_ended: int = 0
    skipped: int = 0  # sums and signatures below the table
    organisations: list[str] = field(default_factory=list)  # made by this file, as paths
    renamed: list[tuple[str, str]] = field(default_factory=list)
    unread: tuple[str, ...] = ()
    rejections: list[Rejection] = field(default_factory=list)
    remarks: list[Note] = field(default_factory=list)

    @property
    def rejected_rows(self) -> int:
        """Rows of which nothing was stored."""
        return len({(r.place.sheet, r.place.line) for r in self.rejections})

    @property
    def rows(self) -> int:
        """Rows of the file that name a person."""
        return self.created + self.updated + self.unchanged + self.rejected_rows

    @property
    def changes_nothing(self) -> bool:
        """Whether everything in the file is already so."""
        return not (self.created or self.updated or self.organisations)

    def problems(self) -> list[Problem]:
        """The faults in file order, worded."""
        return [Problem.of_rejection(rejection) for rejection in self.rejections]

    def notes(self) -> list[Problem]:
        """The remarks about good rows in file order, worded."""
        return [Problem.of_note(note) for note in self.remarks]

    def as_dict(self) -> dict[str, Any]:
        """Return the report for JSON."""
        return {
            "dry_run": self.dry_run,
            "rows": self.rows,
            "created": self.created,
            "updated": self.updated,
            "unchanged": self.unchanged,
            "transferred": self.transferred,
            "organisations_created": self.organisations,
            "roles_given": self.roles_given,
            "roles_pending": self.roles_pending,
            "roles_ended": self.roles_ended,
            "columns_not_read": list(self.unread),
            "skipped": self.skipped,
            "rejected": [problem.as_dict() for problem in self.problems()],
            "notes": [problem.as_dict() for problem in self.notes()],
        }
