"""Stage study: reads a list of items. Bytes of a CSV or spreadsheet in; rows of texts by column out.

What a cell says is judged elsewhere: here nothing is taken as wrong but the file as a whole.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from redcloud.engine.people.shapes import UnreadableRoster
from redcloud.engine.people.sheets import Sheet, open_sheets
from redcloud.engine.study.lists.cells import as_text
from redcloud.engine.study.lists.columns import Column, find_headings, map_headings

MOST_ROWS: Final = 20_000

ListFault = Literal[
    "empty", "unreadable", "encrypted", "encoding_unknown", "too_many_rows", "too_wide", "no_headings"
]
"""Why a file as a whole is no list."""


class UnreadableList(Exception):  # noqa: N818 - it is an answer about a file
    """The file as a whole cannot be read; ``code`` says why."""

    def __init__(self, code: ListFault) -> None:
        super().__init__(code)
        self.code: ListFault = code


@dataclass(frozen=True, slots=True)
class ListRow:
    """A row that is not blank: its sheet (empty for CSV), its 1-based row, and a text for each column."""

    sheet: str
    line: int
    cells: dict[Column, str]
    headings: dict[Column, str]  # as the file writes them


@dataclass(frozen=True, slots=True)
class ItemList:
    """What was read: rows, and headings that mean nothing here."""

    rows: tuple[ListRow, ...]
    unread: tuple[str, ...]


def read_list(data: bytes) -> ItemList:
    """Read a list of items; what the file is follows from its content, as ``sheets_of`` says.

    Raises
    ------
    UnreadableList
    """
    return list_in(sheets_of(data, lambda cells: len(map_headings(cells))))


def sheets_of(data: bytes, headings_known: Callable[[Sequence[str]], int]) -> list[Sheet]:
    """Open a file of lists.

    Parameters
    ----------
    data
        CSV (UTF-8 with or without mark, UTF-16 with mark, GB 18030; comma, semicolon, tab or bar) or a
        spreadsheet.
    headings_known
        How many headings are known in a row, by which the separator of a CSV is found.

    Raises
    ------
    UnreadableList
    """
    try:
        return open_sheets(data, headings_known)
    except UnreadableRoster as refused:
        known: dict[str, ListFault] = {
            "empty": "empty",
            "encrypted": "encrypted",
            "encoding_unknown": "encoding_unknown",
            "too_many_rows": "too_many_rows",
            "too_wide": "too_wide",
        }
        raise UnreadableList(known.get(refused.code, "unreadable")) from refused


def list_in(sheets: Sequence[Sheet]) -> ItemList:
    """The items of all sheets that have headings.

    Raises
    ------
    UnreadableList
        ``no_headings`` where none has, ``too_many_rows``.
    """
    rows: list[ListRow] = []
    unread: dict[str, None] = {}
    found_any = False
    for sheet in sheets:
        texts = [[as_text(cell) for cell in row] for row in sheet.rows]
        at = find_headings(texts)
        if at is not None:
            found_any = True
            rows += _rows(sheet, texts, at)
            known_at = map_headings(texts[at])
            unread |= {
                heading.strip(): None
                for index, heading in enumerate(texts[at])
                if heading.strip() and index not in known_at
            }
    if not found_any:
        raise UnreadableList("no_headings")
    if len(rows) > MOST_ROWS:
        raise UnreadableList("too_many_rows")
    return ItemList(tuple(rows), tuple(unread))


def has_items(sheet: Sheet) -> bool:
    """Whether a sheet has the headings of a list of items."""
    return find_headings([[as_text(cell) for cell in row] for row in sheet.rows]) is not None


def _rows(sheet: Sheet, texts: list[list[str]], at: int) -> list[ListRow]:
    meanings = map_headings(texts[at])
    # The parts of a long text in their order, wherever their columns stand.
    ordered = sorted(meanings.items(), key=lambda pair: pair[1][1])
    headings = {column: texts[at][index].strip() for index, (column, part) in ordered if part == 1}
    rows = []
    # The row as a spreadsheet counts it, of a CSV too: a text may go over many lines of the file.
    for line, cells in enumerate(texts[at + 1 :], start=at + 2):
        if not any(cell.strip() for cell in cells):
            continue
        row: dict[Column, str] = {}
        for index, (column, _part) in ordered:
            row[column] = row.get(column, "") + (cells[index] if index < len(cells) else "")
        rows.append(ListRow(sheet.name, line, row, headings))
    return rows
