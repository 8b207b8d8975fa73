"""Stage study: the library as a workbook, and an empty one to write into. Cells in, octets out."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from typing import Final

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from redcloud.engine.study.lists.cells import in_cells
from redcloud.engine.study.lists.columns import Column
from redcloud.engine.study.lists.writing import BOOK_OPTIONS, write_items
from redcloud.engine.study.teaching.columns import COURSE_HEADINGS, QUESTION_HEADINGS, Headings, heading
from redcloud.engine.study.teaching.kinds import FALSE_WORDS, KIND_WORDS, TRUE_WORDS

SHEETS: Final = {
    "items": ("内容", "Items"),
    "courses": ("课程", "Courses"),
    "questions": ("题目", "Questions"),
    "help": ("怎么填", "How to fill this in"),
}
_WIDE: Final = {
    "text": 44,
    "title": 30,
    "title_en": 26,
    "parts": 44,
    "quiz": 26,
    "topics": 22,
    "accepted": 24,
}
_WIDTH: Final = 16
_LISTED: Final = 2_000
"""Rows below which the choice of a type is offered."""

Cells = Mapping[str, str]


def as_workbook(
    items: Sequence[Mapping[Column, str]], courses: Sequence[Cells], questions: Sequence[Cells], language: str
) -> bytes:
    """Items, courses and questions, a sheet each; all is text, but the days and minutes of items."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, BOOK_OPTIONS) as book:
        write_items(book, items, language, SHEETS["items"][_at(language)])
        _write(book, SHEETS["courses"][_at(language)], COURSE_HEADINGS, courses, language)
        _questions(book, questions, language)
    return out.getvalue()


def template(
    items: Sequence[Mapping[Column, str]],
    courses: Sequence[Cells],
    questions: Sequence[Cells],
    notes: Sequence[str],
    language: str,
) -> bytes:
    """A workbook to write into, the questions first: examples that are not imported, and how it is done."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, BOOK_OPTIONS) as book:
        _questions(book, questions, language)
        _write(book, SHEETS["courses"][_at(language)], COURSE_HEADINGS, courses, language)
        write_items(book, items, language, SHEETS["items"][_at(language)])
        sheet = book.add_worksheet(SHEETS["help"][_at(language)])
        sheet.set_column(0, 0, 100)
        wrapped = book.add_format({"text_wrap": True, "valign": "top"})
        for line, note in enumerate(notes):
            sheet.write_string(line, 0, note, wrapped)
    return out.getvalue()


def _at(language: str) -> int:
    return 1 if language.startswith("en") else 0


def _questions(book: xlsxwriter.Workbook, rows: Sequence[Cells], language: str) -> None:
    sheet = _write(book, SHEETS["questions"][_at(language)], QUESTION_HEADINGS, rows, language)
    columns = list(QUESTION_HEADINGS)
    kinds = [words[_at(language)] for words in KIND_WORDS.values()]
    place = columns.index("type")
    options = {"validate": "list", "source": kinds, "error_type": "warning"}
    sheet.data_validation(1, place, _LISTED, place, options)
    note = "A、C" if _at(language) == 0 else "A, C"
    words = f"{TRUE_WORDS[_at(language)]} / {FALSE_WORDS[_at(language)]}"
    sheet.write_comment(0, columns.index("right"), f"B    {note}    {words}")


def _write(
    book: xlsxwriter.Workbook, name: str, headings: Headings, rows: Sequence[Cells], language: str
) -> Worksheet:
    sheet = book.add_worksheet(name)
    head = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
    top: Format = book.add_format({"valign": "top", "text_wrap": True})
    # A text that no cell holds goes on in columns at the end.
    parts = max((len(in_cells(row["text"])) for row in rows), default=1)
    for place, column in enumerate(headings):
        sheet.write_string(0, place, heading(headings, column, language), head)
        sheet.set_column(place, place, _WIDE.get(column, _WIDTH))
    for further in range(1, parts):
        sheet.write_string(
            0, len(headings) + further - 1, f"{heading(headings, 'text', language)} {further + 1}", head
        )
    for line, row in enumerate(rows, start=1):
        for place, column in enumerate(headings):
            pieces = in_cells(row[column])
            if pieces[0]:
                sheet.write_string(line, place, pieces[0], top)
            for further, piece in enumerate(pieces[1:]):
                sheet.write_string(line, len(headings) + further, piece, top)
    sheet.freeze_panes(1, 0)
    return sheet
