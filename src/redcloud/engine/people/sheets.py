"""Stage people: opens a roster file. In: bytes of a CSV or a spreadsheet. Out: sheets of cells.

A cell is text, a number, a date or empty; merged cells hold their value in every row they span.
"""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    PasswordError,
)

from redcloud.engine.people.shapes import UnreadableRoster

Cell = str | float | date
"""Empty cells are the empty string. ``datetime`` is a ``date`` as well."""

_ZIP, _OLE = b"PK\x03\x04", bytes.fromhex("d0cf11e0a1b11ae1")
_DELIMITERS = ",\t;|"
MAX_ROWS = 200_000
MAX_COLUMNS = 200


@dataclass(frozen=True, slots=True)
class Sheet:
    """Rows with the 1-based line where each begins in the file."""

    name: str
    lines: tuple[int, ...]
    rows: tuple[tuple[Cell, ...], ...]


def most_common(text: str) -> str:
    """The separator that stands most often at the beginning of a table of short cells."""
    return max(_DELIMITERS, key=text[:20_000].count)


def open_sheets(data: bytes, separator: Callable[[str], str] = most_common) -> list[Sheet]:
    """Read every sheet of a file; what it is follows from its content, not from its name.

    Parameters
    ----------
    data
        CSV (UTF-8 with or without mark, UTF-16 with mark, GB 18030; comma, semicolon, tab or bar)
        or a spreadsheet (xlsx, xlsm, xlsb, xls, ods).
    separator
        Says for the text of a CSV what separates its cells.

    Raises
    ------
    UnreadableRoster
        With code ``empty``, ``unreadable``, ``encrypted``, ``encoding_unknown`` or ``too_many_rows``.
    """
    if not data.strip():
        raise UnreadableRoster("empty")
    if data.startswith((_ZIP, _OLE)):
        return _spreadsheet(data)
    text = _decoded(data)
    return [_separated(text, separator(text))]


def _decoded(data: bytes) -> str:
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        encodings = ["utf-16"]
    else:
        # UTF-8 first: text in GB 18030 is almost never valid UTF-8, the other way round it may be.
        encodings = ["utf-8-sig", "gb18030"]
    for encoding in encodings:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        # Many zero bytes: UTF-16 without its mark, or no text at all.
        if text.count("\x00") * 10 <= len(text):
            return text
    raise UnreadableRoster("encoding_unknown")


def _separated(text: str, delimiter: str) -> Sheet:
    lines: list[int] = []
    rows: list[tuple[Cell, ...]] = []
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    begins = 1
    try:
        for cells in reader:
            _check_size(len(rows))
            lines.append(begins)
            rows.append(tuple(cells[:MAX_COLUMNS]))
            begins = reader.line_num + 1
    except csv.Error as error:
        raise UnreadableRoster("unreadable", str(error)) from error
    return Sheet("", tuple(lines), tuple(rows))


def _spreadsheet(data: bytes) -> list[Sheet]:
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        return [_sheet(book.get_sheet_by_name(name)) for name in book.sheet_names]
    except PasswordError as error:
        raise UnreadableRoster("encrypted") from error
    except CalamineError as error:
        raise UnreadableRoster("unreadable", str(error)) from error


def _sheet(sheet: CalamineSheet) -> Sheet:
    _check_size(sheet.height)
    raw = sheet.to_python(skip_empty_area=False)
    rows = [[_plain(cell) for cell in cells[:MAX_COLUMNS]] for cells in raw]
    # Only down a column: a title merged across the table must not become every column's value.
    for (top, left), (bottom, right) in sheet.merged_cell_ranges or []:
        if left == right and top < len(rows) and left < len(rows[top]):
            for row in rows[top + 1 : bottom + 1]:
                row[left] = rows[top][left]
    return Sheet(sheet.name, tuple(range(1, len(rows) + 1)), tuple(map(tuple, rows)))


def _plain(cell: int | float | str | bool | time | date | datetime | timedelta) -> Cell:
    if isinstance(cell, bool | time | timedelta):
        return str(cell)
    return cell


def _check_size(rows: int) -> None:
    if rows > MAX_ROWS:
        raise UnreadableRoster("too_many_rows", str(MAX_ROWS))
