"""Stage people: the shapes of a roster that was read. Bytes go in elsewhere; these come out.

Everything here is codes and values as typed; sentences are made by the page or the command.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

Field = Literal[
    "name",
    "number",
    "path",
    "committee",
    "general_branch",
    "branch",
    "group",
    "stage",
    "since",
    "joined",
    "role",
    "email",
]
"""What a column may mean. Every other column of the file is left unread, and the report says so."""

StageCode = Literal["applicant", "activist", "development_target", "probationary", "full"]

RoleCode = Literal[
    "secretary",
    "deputy_secretary",
    "organisation_commissioner",
    "publicity_commissioner",
    "discipline_commissioner",
    "officer",
]
"""Roles a roster may give. Editors and administrators are named by a person, never by a file."""

UnitKind = Literal["committee", "general_branch", "branch", "group", "joint_branch", "temporary_branch"]

RejectCode = Literal[
    "missing",  # a required cell is empty
    "name_too_long",
    "name_not_a_name",
    "number_lost_digits",  # a spreadsheet stored more digits than it can hold
    "number_too_long",
    "number_identity_card",  # identity card numbers are not kept here
    "number_repeated",
    "name_repeated",  # no number column, same name twice in one branch
    "unit_too_deep",
    "unit_name_too_long",
    "unit_not_a_branch",
    "unit_ambiguous",
    "stage_unknown",
    "date_unreadable",
    "date_in_future",
    "date_too_early",
    "email_unreadable",
    "name_ambiguous",  # no number column, several members of that name in the branch
    "name_differs",  # the number belongs to somebody who has signed in, under another name
    "cell_error",  # the spreadsheet itself shows #N/A, #REF! ...
]

NoteCode = Literal["role_unknown", "role_by_hand", "name_changed", "key_adopted"]
"""Worth a look, but the row is good: the rest of it is stored."""

FileCode = Literal[
    "empty",
    "unreadable",
    "encrypted",
    "encoding_unknown",
    "no_headings",
    "missing_headings",
    "too_many_rows",
    "too_wide",  # from the first cell to the last, more than can be held; or it unfolds to more
]


class UnreadableRoster(Exception):  # noqa: N818 - it is an answer about a file
    """The file as a whole cannot be read; ``code`` says why, ``detail`` names what was missing."""

    def __init__(self, code: FileCode, detail: str = "") -> None:
        super().__init__(code, detail)
        self.code: FileCode = code
        self.detail = detail


@dataclass(frozen=True, slots=True)
class Place:
    """Where in the file: sheet (empty for CSV), 1-based line, heading as the file writes it."""

    sheet: str
    line: int
    column: str


@dataclass(frozen=True, slots=True)
class Rejection:
    """One reason why a row was not taken."""

    place: Place
    field: Field
    code: RejectCode
    value: str


@dataclass(frozen=True, slots=True)
class Note:
    """Something odd in a row that was taken."""

    place: Place
    field: Field
    code: NoteCode
    value: str


@dataclass(frozen=True, slots=True)
class Unit:
    """One step of the way from the root organisation down to a branch."""

    name: str
    kind: UnitKind


@dataclass(frozen=True, slots=True)
class RosterRow:
    """A row whose every cell was understood.

    ``number`` is None in a file without such a column. ``roles`` is None where the file does not
    speak of roles (no such column, or a text that is no role), and empty where it says "none".
    """

    sheet: str
    line: int
    name: str
    number: str | None
    units: tuple[Unit, ...]  # at least one; the last one is the branch
    group: str | None
    stage: StageCode | None
    since: date | None
    joined: date | None
    roles: tuple[RoleCode, ...] | None
    email: str | None


@dataclass(frozen=True, slots=True)
class Roster:
    """What was read from one file."""

    rows: tuple[RosterRow, ...]
    rejected: tuple[Rejection, ...]
    notes: tuple[Note, ...]
    headings: dict[str, Field]  # heading as written -> meaning
    unread: tuple[str, ...]  # headings that mean nothing here
    skipped: int  # footers and sums below the table
    columns: dict[Field, str]  # meaning -> heading as written (of the first sheet that has it)
