"""Stage people: opens a roster file. In: bytes of a CSV or a spreadsheet. Out: sheets of cells.

A cell is text, a number, a date or empty; merged cells hold their value in every row they span. An
apostrophe that keeps a text from being a formula is gone.
"""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import islice
from typing import Final

from redcloud.engine.people import spreadsheets
from redcloud.engine.people.formulas import unguarded
from redcloud.engine.people.headings import SEARCHED_ROWS
from redcloud.engine.people.shapes import UnreadableRoster

Cell = str | float | date
"""Empty cells are the empty string. ``datetime`` is a ``date`` as well."""

_ZIP, _OLE = b"PK\x03\x04", bytes.fromhex("d0cf11e0a1b11ae1")
_SEPARATORS: Final = ",\t;|"
_SEARCHED_TEXT: Final = 20_000
MAX_ROWS: Final = 200_000
MAX_COLUMNS: Final = 200


@dataclass(frozen=True, slots=True)
class Sheet:
    """Rows with the 1-based line where each begins in the file."""

    name: str
    lines: tuple[int, ...]
    rows: tuple[tuple[Cell, ...], ...]


def open_sheets(data: bytes, headings_known: Callable[[Sequence[str]], int]) -> list[Sheet]:
    """Read every sheet of a file; what it is follows from its content, not from its name.

    Parameters
    ----------
    data
        CSV (UTF-8 with or without mark, UTF-16 with mark, GB 18030; comma, semicolon, tab or bar)
        or a spreadsheet (xlsx, xlsm, xlsb, xls, ods).
    headings_known
        How many cells of a row are headings that the reader knows. What separates the cells of a CSV is the
        sign with which its row of headings is found: texts are full of commas and bars that separate nothing.

    Raises
    ------
    UnreadableRoster
        With code ``empty``, ``unreadable``, ``encrypted``, ``encoding_unknown``, ``too_many_rows`` or
        ``too_wide``.
    """
    if not data.strip():
        raise UnreadableRoster("empty")
    if data.startswith((_ZIP, _OLE)):
        return _spreadsheet(data)
    text = _decoded(data)
    return [_separated(text, _separator(text, headings_known))]


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


def _separator(text: str, headings_known: Callable[[Sequence[str]], int]) -> str:
    def known(sign: str) -> int:
        reader = csv.reader(io.StringIO(text[:_SEARCHED_TEXT], newline=""), delimiter=sign)
        try:
            return max(map(headings_known, islice(reader, SEARCHED_ROWS)), default=0)
        except csv.Error:
            return 0

    return max(_SEPARATORS, key=known)


def _separated(text: str, separator: str) -> Sheet:
    lines: list[int] = []
    rows: list[tuple[Cell, ...]] = []
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    begins = 1
    try:
        for cells in reader:
            _check_size(len(rows))
            lines.append(begins)
            rows.append(tuple(map(unguarded, cells[:MAX_COLUMNS])))
            begins = reader.line_num + 1
    except csv.Error as error:
        raise UnreadableRoster("unreadable", str(error)) from error
    return Sheet("", tuple(lines), tuple(rows))


def _spreadsheet(data: bytes) -> list[Sheet]:
    tables = spreadsheets.read(data, MAX_ROWS, MAX_COLUMNS)
    return [Sheet(name, tuple(range(1, len(rows) + 1)), _meant(rows)) for name, rows in tables]


def _meant(rows: Sequence[Sequence[Cell]]) -> tuple[tuple[Cell, ...], ...]:
    return tuple(tuple(unguarded(cell) if isinstance(cell, str) else cell for cell in row) for row in rows)


def _check_size(rows: int) -> None:
    if rows > MAX_ROWS:
        raise UnreadableRoster("too_many_rows", str(MAX_ROWS))
