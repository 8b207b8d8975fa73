"""Stage study: writes a list of items. Rows of texts by column in; bytes of a CSV or a spreadsheet out."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Final

import xlsxwriter

from redcloud.engine.study.lists.cells import in_cells
from redcloud.engine.study.lists.columns import COLUMNS, Column, heading_of

_WIDTHS: Final[Mapping[Column, int]] = {"number": 12, "title": 36, "title_en": 30, "text": 60, "topics": 24}
_WIDTH: Final = 14
BOOK_OPTIONS: Final = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
_BOM: Final = "\ufeff"


def as_csv(rows: Sequence[Mapping[Column, str]], language: str) -> bytes:
    """A CSV in UTF-8 with the mark by which a spreadsheet knows it, headings in the language.

    Parameters
    ----------
    rows
        A text for each column; days as ISO.
    language
        ``en`` for English headings, anything else for Chinese ones.
    """
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    parts = _parts(rows)
    writer.writerow(_heads(parts, language))
    for row in rows:
        writer.writerow([piece for column in COLUMNS for piece in _pieces(row, column, parts)])
    return (_BOM + out.getvalue()).encode()


def as_xlsx(rows: Sequence[Mapping[Column, str]], language: str) -> bytes:
    """A spreadsheet: days are days, minutes are numbers, all else is text and no formula.

    Parameters
    ----------
    rows, language
        As for ``as_csv``.
    """
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, BOOK_OPTIONS) as book:
        write_items(book, rows, language)
    return out.getvalue()


def write_items(
    book: xlsxwriter.Workbook, rows: Sequence[Mapping[Column, str]], language: str, name: str | None = None
) -> None:
    """Add a sheet of items to a workbook."""
    sheet = book.add_worksheet(name)
    head = book.add_format({"bold": True, "bottom": 1})
    top = book.add_format({"valign": "top"})
    day = book.add_format({"num_format": "yyyy-mm-dd", "valign": "top"})
    parts = _parts(rows)
    heads = _heads(parts, language)
    for place, said in enumerate(heads):
        sheet.write_string(0, place, said, head)
    for place, column in enumerate(_spread(parts)):
        sheet.set_column(place, place, _WIDTHS.get(column, _WIDTH))
    for number, row in enumerate(rows, start=1):
        place = 0
        for column in COLUMNS:
            for piece in _pieces(row, column, parts):
                if column == "expires_on" and piece:
                    sheet.write_datetime(number, place, date.fromisoformat(piece), day)
                elif column == "minutes" and piece.isdecimal():
                    sheet.write_number(number, place, int(piece), top)
                elif piece:
                    sheet.write_string(number, place, piece, top)
                place += 1
    sheet.freeze_panes(1, 2)
    sheet.autofilter(0, 0, max(len(rows), 1), len(heads) - 1)


def _parts(rows: Sequence[Mapping[Column, str]]) -> int:
    """Into how many columns the longest text goes."""
    return max((len(in_cells(row["text"])) for row in rows), default=1)


def _spread(parts: int) -> list[Column]:
    return [column for column in COLUMNS for _ in range(parts if column == "text" else 1)]


def _heads(parts: int, language: str) -> list[str]:
    return [
        heading_of(column, language, part)
        for column in COLUMNS
        for part in range(1, (parts if column == "text" else 1) + 1)
    ]


def _pieces(row: Mapping[Column, str], column: Column, parts: int) -> list[str]:
    pieces = in_cells(row[column])
    wanted = parts if column == "text" else 1
    return pieces + [""] * (wanted - len(pieces))
