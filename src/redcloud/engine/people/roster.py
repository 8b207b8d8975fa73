"""Stage people: reads a roster file. In: bytes. Out: ``Roster``: good rows, and every fault of the others.

A row is taken only if each of its cells is understood; what is wrong elsewhere changes nothing about it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TypeVar

from redcloud.engine.people import cells as read
from redcloud.engine.people.cells import BadCell
from redcloud.engine.people.headings import SEARCHED_ROWS, find_headings, map_headings
from redcloud.engine.people.shapes import (
    Field,
    Note,
    NoteCode,
    Place,
    RejectCode,
    Rejection,
    RoleCode,
    Roster,
    RosterRow,
    StageCode,
    Unit,
    UnreadableRoster,
)
from redcloud.engine.people.sheets import Cell, Sheet, open_sheets
from redcloud.engine.people.units import same_name, units_of

T = TypeVar("T")
_UNIT_FIELDS: tuple[Field, ...] = ("path", "branch", "general_branch", "committee")
_FOOTERS = ("合计", "总计", "小计", "备注", "说明", "填表", "制表", "审核", "注:", "total", "note")


def read_roster(data: bytes, *, root_name: str, today: date, own_words: Callable[[str], str] = str) -> Roster:
    """Read a roster.

    Parameters
    ----------
    data
        The file as uploaded: CSV or spreadsheet, see ``sheets.open_sheets``.
    root_name
        Name of the organisation whose roster it is; paths may begin with it.
    today
        No date in the file may lie after it.
    own_words
        Reads a heading or a cell of another organisation in the product's words; names stay as written.

    Returns
    -------
    Roster
        Rows in file order. A number that stands in two good rows is taken once, from the upper one.

    Raises
    ------
    UnreadableRoster
        When no row can be read at all: what is wrong is in its ``code`` and ``detail``.

    Examples
    --------
    >>> roster = read_roster("姓名,编号,党支部\\n王芳,A1,一支部\\n,A2,一支部".encode(),
    ...                      root_name="县", today=date(2026, 1, 1))
    >>> [row.name for row in roster.rows], [(r.place.line, r.code) for r in roster.rejected]
    (['王芳'], [(3, 'missing')])
    """
    sheets = open_sheets(data, lambda cells: len(_meanings(cells, own_words)))
    tables = [table for sheet in sheets if (table := _table(sheet, own_words)) is not None]
    if not tables:
        raise UnreadableRoster("no_headings")
    _require(tables)
    reading = _Reading(root_name, today, own_words)
    for table in tables:
        if _usable(table):
            reading.read(table)
    return reading.result(tables)


@dataclass(frozen=True, slots=True)
class _Table:
    """A sheet from its heading row on."""

    sheet: Sheet
    first: int
    columns: dict[int, Field]

    def titles(self) -> list[str]:
        return [_heading(cell) for cell in self.sheet.rows[self.first]]


def _table(sheet: Sheet, own_words: Callable[[str], str]) -> _Table | None:
    head = [[own_words(_heading(cell)) for cell in row] for row in sheet.rows[:SEARCHED_ROWS]]
    first = find_headings(head)
    return None if first is None else _Table(sheet, first, map_headings(head[first]))


def _meanings(cells: Sequence[str], own_words: Callable[[str], str]) -> dict[int, Field]:
    return map_headings([own_words(_heading(cell)) for cell in cells])


def _heading(cell: Cell) -> str:
    return " ".join(str(cell).split())


def _usable(table: _Table) -> bool:
    meanings = set(table.columns.values())
    return "name" in meanings and not meanings.isdisjoint(_UNIT_FIELDS)


def _require(tables: Sequence[_Table]) -> None:
    if any(_usable(table) for table in tables):
        return
    meanings = set(tables[0].columns.values())
    missing = ["name"] if "name" not in meanings else []
    missing += ["path"] if meanings.isdisjoint(_UNIT_FIELDS) else []
    raise UnreadableRoster("missing_headings", ",".join(missing))


@dataclass(slots=True)
class _Reading:
    """Collects rows and faults over all sheets of one file."""

    root_name: str
    today: date
    own_words: Callable[[str], str]
    rows: list[RosterRow] = field(default_factory=list)
    rejected: list[Rejection] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)
    skipped: int = 0
    taken: set[str] = field(default_factory=set)

    def read(self, table: _Table) -> None:
        titles = table.titles()
        column_of = {meaning: titles[index] for index, meaning in table.columns.items()}
        body = zip(table.sheet.lines[table.first + 1 :], table.sheet.rows[table.first + 1 :], strict=True)
        for line, row in body:
            by_field = {
                meaning: row[index] if index < len(row) else "" for index, meaning in table.columns.items()
            }
            if all(not str(cell).strip() for cell in by_field.values()):
                continue
            if _is_footer(row, by_field):
                self.skipped += 1
                continue
            reader = _RowReader(table.sheet.name, line, column_of, by_field, self.own_words)
            self._keep(reader, reader.row(self.root_name, self.today))

    def _keep(self, reader: _RowReader, row: RosterRow | None) -> None:
        if row is not None:
            key = row.number or "/".join([*(same_name(u.name) for u in row.units), row.name])
            if key not in self.taken:
                self.taken.add(key)
                self.rows.append(row)
                self.notes += reader.notes
                return
            if row.number:
                reader.reject("number", "number_repeated", row.number)
            else:
                reader.reject("name", "name_repeated", row.name)
        self.rejected += reader.rejected

    def result(self, tables: Sequence[_Table]) -> Roster:
        headings: dict[str, Field] = {}
        columns: dict[Field, str] = {}
        unread: dict[str, None] = {}
        for table in tables:
            for index, title in enumerate(table.titles()):
                meaning = table.columns.get(index)
                if meaning is not None:
                    headings.setdefault(title, meaning)
                    columns.setdefault(meaning, title)
                elif title:
                    unread.setdefault(title)
        return Roster(
            rows=tuple(self.rows),
            rejected=tuple(self.rejected),
            notes=tuple(self.notes),
            headings=headings,
            unread=tuple(unread),
            skipped=self.skipped,
            columns=columns,
        )


def _is_footer(row: Sequence[Cell], by_field: dict[Field, Cell]) -> bool:
    """Sums and signatures below the table: no member number, few cells, a word that says so."""
    filled = [text for cell in row if (text := str(cell).strip())]
    if str(by_field.get("number", "")).strip() or len(filled) > 3:
        return False
    return filled[0].casefold().replace("：", ":").startswith(_FOOTERS)


@dataclass(slots=True)
class _RowReader:
    sheet: str
    line: int
    column_of: dict[Field, str]
    cells: dict[Field, Cell]
    own_words: Callable[[str], str] = str
    rejected: list[Rejection] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)

    def row(self, root_name: str, today: date) -> RosterRow | None:
        """Return the row, or None with at least one entry in ``rejected``."""
        name = self._value("name", read.person_name)
        number = self._value("number", read.number)
        units, group = self._units(root_name)
        stage: StageCode | None = self._value("stage", lambda cell: read.stage(self._known(cell)))
        since = self._value("since", lambda cell: read.day(cell, today))
        joined = self._value("joined", lambda cell: read.day(cell, today))
        email = self._value("email", read.email)
        roles = self._roles()
        if self.rejected or name is None:
            return None
        return RosterRow(
            self.sheet, self.line, name, number, units, group, stage, since, joined, roles, email
        )

    def _value(self, meaning: Field, understand: Callable[[Cell], T]) -> T | None:
        if meaning not in self.cells:
            return None
        try:
            return understand(self.cells[meaning])
        except BadCell as bad:
            self.reject(meaning, bad.code, str(self.cells[meaning]))
            return None

    def _units(self, root_name: str) -> tuple[tuple[Unit, ...], str | None]:
        try:
            return units_of(self.cells, root_name, self.own_words)
        except BadCell as bad:
            at = next(meaning for meaning in _UNIT_FIELDS if meaning in self.cells)
            self.reject(at, bad.code, str(self.cells[at]))
            return (), None

    def _known(self, cell: Cell) -> Cell:
        return self.own_words(cell) if isinstance(cell, str) else cell

    def _roles(self) -> tuple[RoleCode, ...] | None:
        read_roles = self._value("role", lambda cell: read.roles(self._known(cell)))
        if read_roles is None:
            return None
        known, unknown, by_hand = read_roles
        for text in unknown:
            self.note("role", "role_unknown", text)
        for text in by_hand:
            self.note("role", "role_by_hand", text)
        # A job title says nothing about roles here, so it must not end one either.
        return None if unknown and not known else known

    def reject(self, meaning: Field, code: RejectCode, value: str) -> None:
        # An identity card number is not repeated anywhere, not even to say that it was refused.
        shown = "" if code == "number_identity_card" else value[:80]
        self.rejected.append(Rejection(self._place(meaning), meaning, code, shown))

    def note(self, meaning: Field, code: NoteCode, value: str) -> None:
        self.notes.append(Note(self._place(meaning), meaning, code, value[:80]))

    def _place(self, meaning: Field) -> Place:
        return Place(self.sheet, self.line, self.column_of[meaning])
